/**
 * Sysctl files that are not in force.
 * @module
 */
import type { Snapshot } from '../../model/snapshot.ts';
import type { NamespaceSurvey, SysctlSetting } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { lacks, last, unknown, verdictOf } from '../looks.ts';
import { reading } from '../reading.ts';
import { parsePortList, portListText } from '../ports.ts';
import type { Rule } from '../rule.ts';
import * as words from './words.ts';

const ID = 'sysctl-not-applied';

/** A file asks for a value, and the kernel runs with another. */
export const sysctlNotApplied: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace, survey) {
    const gone = lacks(namespace, 'sysctls');
    if (gone !== undefined) return gone;
    if (survey.sysctlFiles === undefined) return unknown(words.NO_FILES);
    const differing = byKey(survey.sysctlFiles).flatMap((settings) =>
      settings.every((setting) => namespace.looks.every((look) => isOther(look, setting))) &&
      (namespace.isHost || isLeftOut(last(namespace), settings[0]?.key ?? ''))
        ? settings.slice(0, 1)
        : [],
    );
    const [head, ...rest] = differing;
    return verdictOf(head === undefined ? [] : [finding(namespace, [head, ...rest])]);
  },
};

/** One list per key: a value that either of its lines asks for is as somebody wanted it. */
function byKey(settings: readonly SysctlSetting[]): SysctlSetting[][] {
  return [...Map.groupBy(settings, ({ key }) => key).values()];
}

/** The key is in force with another value. A key that this namespace does not have is none. */
function isOther(look: Snapshot, { key, value }: SysctlSetting): boolean {
  const running = look.sysctls[key];
  return running !== undefined && comparable(key, running) !== comparable(key, value);
}

/** The value without what makes no difference: comments, blanks, leading zeros, the order of ports. */
function comparable(key: string, text: string): string {
  const value = text.replace(/\s+[#;].*$/, '').trim();
  if (key === 'net.ipv4.ip_local_reserved_ports') return portListText(parsePortList(value));
  return value.split(/\s+/).map(asTheKernelReads).join(' ');
}

/** The kernel takes a leading 0 for octal and 0x for hexadecimal (simple_strtoul with base 0). */
function asTheKernelReads(word: string): string {
  const [, sign = '', octal, other] = /^(-?)(?:0([0-7]+)|(0x[\da-f]+|\d+))$/i.exec(word) ?? [];
  const digits = octal === undefined ? other : `0o${octal}`;
  return digits === undefined ? word : `${sign}${BigInt(digits)}`;
}

/** Kernel defaults of a new namespace, for keys that matter to sockets it has. */
const DEFAULTS: Readonly<Record<string, { value: string; matters: (look: Snapshot) => boolean }>> =
  {
    'net.core.somaxconn': { value: '4096', matters: listens },
    'net.ipv4.tcp_syncookies': { value: '1', matters: listens },
    'net.ipv4.tcp_abort_on_overflow': { value: '0', matters: listens },
    'net.ipv4.ip_local_port_range': { value: '32768 60999', matters: connects },
    'net.ipv4.ip_local_reserved_ports': { value: '', matters: connects },
    'net.ipv4.tcp_tw_reuse': { value: '2', matters: connects },
    'net.ipv4.tcp_keepalive_time': { value: '7200', matters: isConnected },
    'net.ipv4.tcp_keepalive_intvl': { value: '75', matters: isConnected },
    'net.ipv4.tcp_keepalive_probes': { value: '9', matters: isConnected },
  };

function listens(look: Snapshot): boolean {
  return look.listeners.length > 0;
}

function connects(look: Snapshot): boolean {
  return look.destinationsTotal > 0;
}

function isConnected(look: Snapshot): boolean {
  return look.states.established > 0;
}

/** The namespace runs with the default where its sockets would feel the host's value. */
function isLeftOut(look: Snapshot, key: string): boolean {
  const known = DEFAULTS[key];
  if (known === undefined || !known.matters(look)) return false;
  return comparable(key, look.sysctls[key] ?? '') === comparable(key, known.value);
}

function finding(
  namespace: NamespaceSurvey,
  differing: readonly [SysctlSetting, ...SysctlSetting[]],
): Finding {
  const look = last(namespace);
  const keys = differing.map((setting) => setting.key);
  return {
    rule: ID,
    severity: 'notice',
    confidence: 'certain',
    subject: { kind: 'namespace' },
    inodes: [],
    title: words.title(keys, namespace.isHost, namespace.name),
    happens: words.HAPPENS,
    why: words.why(differing.length, namespace.isHost),
    evidence: [
      reading(words.COMPARED, differing.length, 'setting', '/proc/sys'),
      ...differing.map((setting) => evidenceOf(look, setting)),
    ],
    not: [],
    remedies: [namespace.isHost ? words.APPLY_ALL : words.PER_CONTAINER],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}

/** The value in force: its last number, or 1 for a word; both texts stand in the label. */
function evidenceOf(look: Snapshot, setting: SysctlSetting): Finding['evidence'][0] {
  const running = (look.sysctls[setting.key] ?? '').trim().replaceAll(/\s+/g, ' ');
  const number = /(-?\d+)$/.exec(running)?.[1];
  const path = `/proc/sys/${setting.key.replaceAll('.', '/')}`;
  return reading(
    words.differs(setting, running === '' ? '-' : running),
    number === undefined ? 1 : Number(number),
    'setting',
    path,
  );
}
