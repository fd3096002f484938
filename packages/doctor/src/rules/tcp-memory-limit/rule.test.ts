import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { sampleOwner, sampleSurvey } from '../sample.ts';
import { findingsOf, judge, oneLook, socketWith, watching, without } from '../trail-sample.ts';
import type { SocketAt } from '../trail-sample.ts';
import { tcpMemoryLimit } from './rule.ts';

/** As measured in a control group of 4 MB: 19 KB of 128 KB, and segments dropped. */
const roomy =
  (rmemBytes = 19_496): SocketAt =>
  () =>
    socketWith({
      recvQueue: 16_384,
      memory: { rmemBytes, rcvbufBytes: 131_072, wmemBytes: 0, sndbufBytes: 87_040, drops: 0 },
    });

interface Growth {
  readonly dropped?: number;
  readonly pruned?: number;
  readonly collapsed?: number;
  readonly rcvPruned?: number;
  readonly ofoPruned?: number;
  readonly pressures?: number;
  readonly hostMemPages?: number;
}

/** Counters by their growth from look to look. */
const growing = (by: Growth) => (n: number) => ({
  counters: {
    'TcpExt.TCPRcvQDrop': 7 + n * (by.dropped ?? 0),
    'TcpExt.PruneCalled': 7 + n * (by.pruned ?? by.dropped ?? 0),
    'TcpExt.TCPRcvCollapsed': 7 + n * (by.collapsed ?? 0),
    'TcpExt.RcvPruned': 7 + n * (by.rcvPruned ?? 0),
    'TcpExt.OfoPruned': 7 + n * (by.ofoPruned ?? 0),
    'TcpExt.TCPMemoryPressures': n * (by.pressures ?? 0),
  },
  sockstat: {
    inUse: 2,
    timeWait: 0,
    hostOrphans: 0,
    hostAllocated: 2,
    hostMemPages: by.hostMemPages ?? 424,
  },
});

const pages = (namespace: NamespaceSurvey) =>
  sampleSurvey([namespace], { hostLooks: [{ atMs: 0, tcpMemPages: [1_000, 2_000, 3_000] }] });

test('tcp-memory-limit is a certain finding for drops without a socket over its own limit', () => {
  const namespace = watching({ unread: [roomy()] }, growing({ dropped: 133 }));
  const [finding] = findingsOf(tcpMemoryLimit, namespace);
  assert.partialDeepStrictEqual(finding, {
    severity: 'critical',
    confidence: 'certain',
    subject: { kind: 'namespace' },
    inodes: [9_000],
    explains: ['path-loss'],
  });
  assert.match(finding?.title.en ?? '', /266 segments thrown away in 2 s$/);
});

test('tcp-memory-limit is a finding also where segments behind a gap were given up', () => {
  const [finding] = findingsOf(
    tcpMemoryLimit,
    watching({ unread: [roomy()] }, growing({ dropped: 133, ofoPruned: 6 })),
  );
  assert.equal(finding?.severity, 'critical');
});

test('tcp-memory-limit is a finding that names the unit, and never the root group', () => {
  const title = (owner: ReturnType<typeof sampleOwner>) => {
    const owners = { 9_000: [owner] };
    const namespace = watching({ unread: [roomy()] }, growing({ dropped: 133 }), { owners });
    return findingsOf(tcpMemoryLimit, namespace)[0]?.title.en ?? '';
  };
  assert.match(title(sampleOwner()), /in nginx\.service:/);
  const { unit: _, ...bare } = sampleOwner({ cgroup: '/' });
  assert.match(title(bare), /in a container or service:/);
});

test('tcp-memory-limit is a finding, a warning, below 50 drops a second', () => {
  const [finding] = findingsOf(tcpMemoryLimit, watching({}, growing({ dropped: 49 })));
  assert.equal(finding?.severity, 'warning');
});

test('tcp-memory-limit is a finding, a notice, while memory is tight and nothing dropped', () => {
  const tight = (rmemBytes: number) =>
    watching({ unread: [roomy(rmemBytes)] }, growing({ pruned: 5 }));
  const [finding] = findingsOf(tcpMemoryLimit, tight(65_536));
  assert.partialDeepStrictEqual(finding, { severity: 'notice', confidence: 'probable' });
  assert.equal(judge(tcpMemoryLimit, tight(65_537)).kind, 'healthy');
});

test('tcp-memory-limit is a finding about the host under memory pressure', () => {
  const [finding] = findingsOf(tcpMemoryLimit, watching({}, growing({ pressures: 1 })));
  assert.partialDeepStrictEqual(finding, { confidence: 'certain', subject: { kind: 'host' } });
});

test('tcp-memory-limit is a finding above the second number of tcp_mem, on the host only', () => {
  const at = (hostMemPages: number) => watching({}, growing({ hostMemPages }));
  assert.equal(judge(tcpMemoryLimit, at(2_001), pages(at(2_001))).kind, 'finding');
  assert.equal(judge(tcpMemoryLimit, at(2_000), pages(at(2_000))).kind, 'healthy');
  const container = { ...at(2_001), isHost: false };
  assert.equal(judge(tcpMemoryLimit, container, pages(container)).kind, 'healthy');
});

for (const [name, by] of [
  ['no counter grows', {}],
  ['a socket over its own limit drops: segments were merged', { dropped: 10, collapsed: 100 }],
  ['a socket over its own limit drops: merging did not help', { dropped: 10, rcvPruned: 1 }],
  ['crumbs are merged under a program that reads', { pruned: 9, collapsed: 470 }],
] as const) {
  test(`tcp-memory-limit is healthy when ${name}`, () => {
    const namespace = watching({ unread: [roomy()] }, growing(by));
    assert.equal(judge(tcpMemoryLimit, namespace).kind, 'healthy');
  });
}

test('tcp-memory-limit is unknown with one look, without the counters or on a kernel without them', () => {
  const namespace = watching({ unread: [roomy()] }, growing({ dropped: 10 }));
  assert.equal(judge(tcpMemoryLimit, oneLook(namespace)).kind, 'unknown');
  assert.equal(judge(tcpMemoryLimit, without(namespace, 'netstat')).kind, 'unknown');
  assert.equal(judge(tcpMemoryLimit, watching({ unread: [roomy()] })).kind, 'unknown');
});
