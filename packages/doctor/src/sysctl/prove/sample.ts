/**
 * Checkups made of plain data, for the tests of judging.
 * @module
 */
import type { Checkup, NamespaceCheckup } from '../../model/checkup.ts';
import type { GroupKind, Snapshot, Watch } from '../../model/snapshot.ts';
import type { SocketFacts, State } from '../../model/socket.ts';
import { STATES } from '../../model/socket.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { same } from '../../model/text.ts';
import type { Evidence, Finding, Verdict } from '../../model/verdict.ts';

/** The rule that all samples are about. */
export const RULE = 'sample-rule';

/** Its counter. */
export const COUNTER = 'TcpExt.TCPTimeWaitOverflow';

/** The namespace of all samples. */
export const SPACE = { id: 4_026_531_840, name: 'host' } as const;

const table = <K extends string, V>(keys: readonly K[], value: V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, value])) as Record<K, V>;

const GROUPS: readonly GroupKind[] = ['closeWait', 'finWait2', 'orphan', 'silent', 'computing'];
const WATCHES: readonly Watch[] = [
  'unread',
  'unsent',
  'backoff',
  'retransmitting',
  'limited',
  'nagle',
];

/** Counters of a window with traffic, where nothing else happens. */
const QUIET: Readonly<Record<string, number>> = {
  'Tcp.InSegs': 1_000,
  'Tcp.OutSegs': 1_000,
  'Tcp.RetransSegs': 0,
  'Tcp.OutRsts': 0,
  'Tcp.ActiveOpens': 0,
  'Tcp.PassiveOpens': 100,
  'TcpExt.TCPSynRetrans': 0,
  'TcpExt.ListenDrops': 0,
  [COUNTER]: 0,
};

/** What a sample window is made of. */
export interface SampleWindow {
  /** By how much each counter grows; `undefined` takes a counter away. */
  readonly grew?: Readonly<Record<string, number | undefined>>;
  /** What the rule answers. @default healthy */
  readonly verdict?: Verdict;
  readonly states?: Partial<Record<State, number>>;
  /** Round trips of busy connections, ms. */
  readonly rttMs?: readonly number[];
  readonly sysctls?: Snapshot['sysctls'];
  readonly seconds?: number;
  /** A single look shows no growth. @default 2 */
  readonly looks?: 1 | 2;
}

function snapshot(window: SampleWindow, atMs: number, counters: Snapshot['counters']): Snapshot {
  const sockets = (window.rttMs ?? []).map(
    (ms, n) => ({ cookie: String(n), info: { rttUs: ms * 1_000 } }) as SocketFacts,
  );
  return {
    atMs,
    counters,
    sysctls: window.sysctls ?? {},
    states: { ...table(STATES, 0), ...window.states },
    listeners: [],
    services: [],
    timeWaitInbound: 0,
    timeWaitOutbound: 0,
    destinations: [],
    destinationsTotal: 0,
    sources: [],
    abandoned: [],
    groups: table(GROUPS, []),
    kept: { ...table(WATCHES, { total: 0, sockets: [] }), limited: { total: 0, sockets } },
    missing: [],
  };
}

/** One namespace, looked at for 3 s unless it says otherwise. */
export function sampleSide(window: SampleWindow = {}): NamespaceCheckup {
  const grown = Object.entries({ ...QUIET, ...window.grew }).flatMap(([name, by]) =>
    by === undefined ? [] : [[name, by] as const],
  );
  const at = (factor: number): Snapshot['counters'] =>
    Object.fromEntries(grown.map(([name, by]) => [name, BigInt(1_000 + factor * by)]));
  const first = snapshot(window, 0, at(0));
  const second = snapshot(window, (window.seconds ?? 3) * 1_000, at(1));
  const namespace: NamespaceSurvey = {
    ...SPACE,
    isHost: true,
    addresses: [],
    owners: {},
    looks: window.looks === 1 ? [second] : [first, second],
  };
  const verdict = window.verdict ?? { kind: 'healthy' };
  return { namespace, findings: [], verdicts: [{ rule: RULE, verdict }] };
}

/** A checkup of one namespace. */
export const sampleCheckup = (window: SampleWindow = {}): Checkup => ({
  survey: {
    host: { name: '', kernel: '', arch: '', cpus: 1, memoryBytes: 1, uptimeSeconds: 1 },
    atEpochMs: 0,
    windowMs: 3_000,
    tookMs: 3_000,
    root: true,
    missingPower: [],
    hostLooks: [{ atMs: 0 }],
    namespaces: [sampleSide(window).namespace],
  },
  namespaces: [sampleSide(window)],
});

/** A finding that rests on one number. */
export function sampleVerdict(evidence: Partial<Evidence>, bar?: Finding['bar']): Verdict {
  const main: Evidence = {
    what: same('events'),
    value: 0,
    unit: 'connections',
    source: COUNTER,
    ...evidence,
  };
  const finding: Finding = {
    rule: RULE,
    severity: 'warning',
    confidence: 'certain',
    subject: { kind: 'namespace' },
    inodes: [],
    title: same(''),
    happens: same(''),
    why: same(''),
    ...(bar === undefined ? {} : { bar }),
    evidence: [main],
    not: [],
    remedies: [],
    doesNotHelp: [],
    explains: [],
  };
  return { kind: 'finding', findings: [finding] };
}

/** A window in which the rule's counter grew, and the rule saw it. */
export const sampleEvents = (count: number, more: SampleWindow = {}): SampleWindow => ({
  ...more,
  grew: { [COUNTER]: count, ...more.grew },
  ...(count === 0 ? {} : { verdict: sampleVerdict({ value: count }) }),
});
