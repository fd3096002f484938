/**
 * Which server software holds a socket, and that software's own settings for what a finding asks to
 * change.
 *
 * A program is recognised by its name and command line only; an unknown one gets no advice here, so
 * that nobody is told to edit a file that does not exist.
 * @module
 */
import type { Owner } from '../model/survey.ts';
import type { Proof, Remedy } from '../model/verdict.ts';
import { STACK_SETTINGS, UNIT_DESCRIPTORS } from './stack-settings.ts';
import type { Setting } from './stack-settings.ts';

/** Server software that tcpdoctor knows the settings of. `python`, `java`, `go`: an own program in it. */
export type Stack =
  | 'nginx'
  | 'haproxy'
  | 'apache'
  | 'envoy'
  | 'node'
  | 'gunicorn'
  | 'uvicorn'
  | 'python'
  | 'tomcat'
  | 'java'
  | 'go'
  | 'postgresql'
  | 'mysql'
  | 'redis'
  | 'systemd';

/**
 * What a remedy wants to turn: `backlog` a longer accept queue, `descriptors` more of them, `pool`
 * outgoing connections kept and used again, `keepalive` probes that find dead peers, `close` a close
 * after the peer has closed, `workers` more hands that accept, `nodelay` no waiting for a full
 * segment, `buffers` no fixed socket buffers, `timeout` giving up on a silent peer, `reuseaddr` a
 * restart while old connections are in TIME_WAIT, `connections` more of them at a time where the
 * program stops accepting at a limit of its own, `connect` giving up on a connect() that hangs.
 */
export type Lever =
  | 'backlog'
  | 'descriptors'
  | 'pool'
  | 'keepalive'
  | 'close'
  | 'workers'
  | 'nodelay'
  | 'buffers'
  | 'timeout'
  | 'reuseaddr'
  | 'connections'
  | 'connect';

/** Programs by the name in `/proc/PID/comm` or of their executable. */
const BY_NAME: readonly (readonly [RegExp, Stack])[] = [
  [/^nginx$/, 'nginx'],
  [/^haproxy$/, 'haproxy'],
  [/^(apache2|httpd)$/, 'apache'],
  [/^envoy$/, 'envoy'],
  [/^gunicorn/, 'gunicorn'],
  [/^uvicorn$/, 'uvicorn'],
  [/^(postgres|postmaster)$/, 'postgresql'],
  [/^(mysqld|mariadbd)$/, 'mysql'],
  [/^(redis|valkey)-server$/, 'redis'],
  [/^(node|nodejs)$/, 'node'],
  [/^java$/, 'java'],
  [/^python[\d.]*$/, 'python'],
];

/** Go programs that listen with what the standard library chooses, by name. */
const GO_PROGRAMS = new Set([
  'alertmanager',
  'caddy',
  'cloudflared',
  'consul',
  'coredns',
  'dockerd',
  'etcd',
  'kube-apiserver',
  'kubelet',
  'minio',
  'node_exporter',
  'nomad',
  'prometheus',
  'traefik',
  'vault',
]);

/** What a Python or Java process runs, by its arguments. */
const BY_ARGUMENTS: Partial<Record<Stack, readonly (readonly [RegExp, Stack])[]>> = {
  python: [
    [/(^|[\s/])gunicorn(\s|:|$)/, 'gunicorn'],
    [/(^|[\s/])uvicorn(\s|$)/, 'uvicorn'],
  ],
  java: [[/catalina|[/-]tomcat/i, 'tomcat']],
};

/** The software a process runs; `undefined` when its name tells nothing. */
export function recognise(owner: Owner): Stack | undefined {
  if (owner.pid === 1 && /^(systemd|init)$/.test(owner.command)) {
    return /systemd|\/sbin\/init/.test(`${owner.command} ${owner.commandLine}`)
      ? 'systemd'
      : undefined;
  }
  if (owner.commandLine.startsWith('busybox')) return undefined;
  const names = [owner.command, executable(owner.commandLine)];
  if (names.some((name) => GO_PROGRAMS.has(name))) return 'go';
  const found = BY_NAME.find(([name]) => names.some((word) => name.test(word)))?.[1];
  if (found === undefined) return undefined;
  const inside = BY_ARGUMENTS[found]?.find(([pattern]) => pattern.test(owner.commandLine));
  return inside?.[1] ?? found;
}

/** `nginx` of `nginx: worker process`, `node` of `/usr/bin/node server.js`. */
const executable = (commandLine: string): string =>
  (commandLine.split(/[\s:]/)[0] ?? '').split('/').at(-1) ?? '';

/**
 * The backlog this software asks for in `listen()` unless told otherwise. `Infinity`: whatever
 * `net.core.somaxconn` allows at that moment. `undefined`: there is no one default.
 */
export const defaultBacklog = (stack: Stack): number | undefined => DEFAULT_BACKLOGS[stack];

/** Measured with `ss -ltn` where marked, else from the software's documentation. */
const DEFAULT_BACKLOGS: Partial<Record<Stack, number>> = {
  nginx: 511, // measured, 1.22
  apache: 511,
  node: 511, // measured, 20 and 24
  redis: 511, // measured, 7.0
  gunicorn: 2_048,
  uvicorn: 2_048,
  tomcat: 100,
  go: Infinity,
  envoy: Infinity,
};

/** Numbers to write into a setting, and what shows that it helps. */
export interface SettingValues {
  /** @default 80 */
  readonly port?: number;
  /** @default 1_024 */
  readonly backlog?: number;
  /** Of the lever in general: each setting is one way to pull it. */
  readonly proof: Proof;
}

/**
 * The settings of the software behind these processes for one lever, each once, in the order of the
 * owners. Empty when the software is unknown or has no such setting.
 */
export function stackRemedies(
  owners: readonly Owner[],
  lever: Lever,
  values: SettingValues,
): Remedy[] {
  const stacks = new Set(owners.map(recognise).filter((stack) => stack !== undefined));
  const levers = lever === 'backlog' ? deciders(stacks) : stacks;
  const own = [...levers].flatMap((stack) => STACK_SETTINGS[stack]?.[lever] ?? []);
  const unit = lever === 'descriptors' ? owners.find((o) => o.unit !== undefined)?.unit : undefined;
  return [
    ...own.map((setting) => remedyOf(setting, 'application', values)),
    ...(unit === undefined ? [] : [remedyOf(UNIT_DESCRIPTORS(unit), 'process', values)]),
  ];
}

/**
 * Software that calls listen() also on a socket that it was handed. Measured with systemd 252: Backlog=5
 * of a socket unit, 511 once Node has taken it over.
 */
const LISTENS_AGAIN: ReadonlySet<Stack> = new Set(['node']);

/** Whose backlog counts: a socket that systemd made keeps systemd's, unless somebody calls listen() again. */
function deciders(stacks: ReadonlySet<Stack>): ReadonlySet<Stack> {
  if (!stacks.has('systemd')) return stacks;
  const again = [...stacks].filter((stack) => LISTENS_AGAIN.has(stack));
  return new Set<Stack>(again.length > 0 ? again : ['systemd']);
}

const remedyOf = (setting: Setting, at: Remedy['at'], values: SettingValues): Remedy => ({
  at,
  do: setting.do,
  command: setting.command
    .replaceAll('{port}', String(values.port ?? 80))
    .replaceAll('{backlog}', String(values.backlog ?? 1_024)),
  risk: TAKES_EFFECT[setting.takes],
  proof: values.proof,
});

const TAKES_EFFECT: Record<Setting['takes'], Remedy['risk']> = {
  now: {
    en: 'Takes effect at once and ends with the next restart: write it into the configuration too',
    ko: '즉시 적용되지만 재시작하면 사라지므로 설정 파일에도 기록합니다',
  },
  reload: {
    en: 'A reload is enough: running connections go on',
    ko: '리로드만으로 적용되며, 기존 연결은 유지됩니다',
  },
  restart: {
    en: 'Needs a restart: connections of this program end',
    ko: '재시작이 필요하며, 이 프로그램의 기존 연결은 끊어집니다',
  },
  deploy: {
    en: 'A change in the program: takes effect when the new version runs',
    ko: '코드 변경이며, 새 버전을 배포해야 적용됩니다',
  },
};
