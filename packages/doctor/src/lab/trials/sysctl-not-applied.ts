/**
 * A sysctl file that nobody has read since it was written, and one whose values a container does not
 * inherit: what puts them in force, and what people type instead.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { narrowRange } from '../scenarios/narrow-range.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { SysctlCommand } from '../sysctl-files.ts';
import { runSysctl } from '../sysctl-files.ts';
import type { Round, Trial } from '../trial.ts';
import { within } from './within.ts';

const RULE = 'sysctl-not-applied';
const RANGE = ['net.ipv4.ip_local_port_range = 32768 60999'];
const CONNECTIONS = 200;

const WITHOUT_PORT: Measure = {
  id: 'withoutPort',
  name: { en: 'connections without a port', ko: '포트를 얻지 못한 연결' },
  unit: 'connections',
  better: 'lower',
};

const COMMANDS: Readonly<Record<string, SysctlCommand>> = {
  'read-all': '--system',
  'read-conf': '-p',
};

/** The file asks for the usual range of ports, and 64 are in force. */
async function beginUnread(stage: Stage, lever: string | undefined): Promise<Round> {
  await narrowRange(stage);
  const command = COMMANDS[lever ?? ''];
  if (command !== undefined) await runSysctl(stage.client, command, RANGE);
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 2 * CONNECTIONS });
  await server.serve({ listener });
  const { failed } = await client.connect({ to, port: 80, count: CONNECTIONS, timeoutMs: 10_000 });
  return {
    figures: () => Promise.resolve({ [WITHOUT_PORT.id]: failed['EADDRNOTAVAIL'] ?? 0 }),
  };
}

/** A file that was not read. */
const unread: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  needs: ['sysctl'],
  story: {
    en: 'A client has 64 ephemeral ports; a file in /etc/sysctl.d asks for 28,232, and nobody has read it since. It opens 200 connections.',
    ko: '클라이언트의 임시 포트는 64개입니다. /etc/sysctl.d의 파일은 28,232개를 요청하지만 아직 적용되지 않았습니다. 클라이언트가 연결 200개를 엽니다.',
  },
  crowd: {
    en: '200 connections, 64 ports, a file in /etc/sysctl.d that asks for 28,232',
    ko: '포트 64개로 여는 연결 200개, /etc/sysctl.d에는 28,232개로 설정',
  },
  measures: [WITHOUT_PORT],
  levers: [
    {
      id: 'read-all',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'sysctl --system', ko: 'sysctl --system' },
      effect: { kind: 'better', times: 100 },
    },
    {
      id: 'read-conf',
      kind: 'folklore',
      at: 'kernel',
      what: { en: 'sysctl -p', ko: 'sysctl -p' },
      effect: { kind: 'none', within: 1.1 },
    },
  ],
  begin: beginUnread,
};

const IDLE = 20;
const WATCH_MS = 6_000;
/** Tells of a dead peer after 3 s. */
const KEEPALIVE = {
  'net.ipv4.tcp_keepalive_time': 1,
  'net.ipv4.tcp_keepalive_intvl': 1,
  'net.ipv4.tcp_keepalive_probes': 2,
} as const;
const HOST_FILE = Object.entries(KEEPALIVE).map(([key, value]) => `${key} = ${value}`);

const DEAD: Measure = {
  id: 'dead',
  name: { en: 'dead connections still held after 6 s', ko: '6초 뒤에도 남은 죽은 연결' },
  unit: 'connections',
  better: 'lower',
};

/** The router stands for the host: its file is in force there. The client is the container. */
async function beginContainer(stage: Stage, lever: string | undefined): Promise<Round> {
  const host = stage.router;
  if (host === undefined) throw new Error('Cannot begin: the stage has no third namespace');
  await runSysctl(host, '--system', HOST_FILE);
  if (lever === 'per-container') await stage.sysctl('client', KEEPALIVE);
  if (lever === 'again-on-host') await runSysctl(host, '--system', HOST_FILE);
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  await server.serve({ listener });
  await client.connect({ to, port: 80, count: IDLE, keepalive: true, timeoutMs: 10_000 });
  await stage.nft('server', ['drop']);
  return {
    async figures() {
      const held = async (): Promise<number> => (await stage.states('client')).established;
      await within(WATCH_MS, async () => (await held()) === 0);
      return { [DEAD.id]: await held() };
    },
  };
}

/** A container that starts with the defaults of the kernel. */
const container: Trial = {
  id: 'sysctl-not-in-container',
  rule: RULE,
  families: BOTH,
  router: true,
  needs: ['sysctl'],
  story: {
    en: 'A host is tuned to notice a dead peer within 3 s; a container on it, a network namespace of its own, is not. Its peer vanishes from 20 idle connections.',
    ko: '호스트는 3초 안에 죽은 상대를 알아차리도록 튜닝되어 있지만, 별도의 네트워크 네임스페이스인 컨테이너에는 적용되지 않습니다. 유휴 연결 20개의 상대가 사라집니다.',
  },
  crowd: {
    en: '20 idle connections with SO_KEEPALIVE in a network namespace on a tuned host, their peer vanished',
    ko: '튜닝된 호스트 위 네임스페이스의 SO_KEEPALIVE 유휴 연결 20개, 상대는 사라짐',
  },
  measures: [DEAD],
  levers: [
    {
      id: 'per-container',
      kind: 'remedy',
      at: 'process',
      what: {
        en: "the host's values set in the namespace before the program starts",
        ko: '프로그램 시작 전 네임스페이스 안에 같은 값 설정',
      },
      effect: { kind: 'better', times: 20 },
    },
    {
      id: 'again-on-host',
      kind: 'folklore',
      at: 'kernel',
      what: { en: 'sysctl --system on the host', ko: '호스트에서 sysctl --system' },
      effect: { kind: 'none', within: 1.1 },
    },
  ],
  begin: beginContainer,
};

/** On the host, and in a container. */
export const sysctlNotApplied: readonly Trial[] = [unread, container];
