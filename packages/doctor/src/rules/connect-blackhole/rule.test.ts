import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Destination } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleListener, sampleNamespace, sampleOwner, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { sampleDestination } from '../sample-ports.ts';
import { connectBlackhole } from './rule.ts';

const STUCK: Partial<Destination> = { synSent: 4, synSentRetried: 3, inodes: [7] };

const look = (
  at: Partial<Destination>,
  counters: Readonly<Record<string, number>> = {},
  more: SampleLook = {},
): SampleLook => ({ destinations: [sampleDestination(at)], counters, ...more });

/** Three looks; the counters grow by these from one to the next. */
const growing = (
  at: Partial<Destination>,
  growth: Readonly<Record<string, number>>,
  more: SampleLook = {},
) => {
  const times = (n: number) =>
    Object.fromEntries(Object.entries(growth).map(([name, value]) => [name, value * n]));
  return sampleNamespace(
    [look(at, times(0), more), look(at, times(1), more), look(at, times(2), more)],
    {
      owners: { 7: [sampleOwner({ command: 'worker' })] },
    },
  );
};

const check = (namespace: NamespaceSurvey, others: readonly NamespaceSurvey[] = []) =>
  connectBlackhole.check(namespace, sampleSurvey([namespace, ...others]));

function found(namespace: NamespaceSurvey, others: readonly NamespaceSurvey[] = []): Finding {
  const verdict = check(namespace, others);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

const RETRANS = { 'TcpExt.TCPSynRetrans': 3, 'TcpExt.TCPSpuriousRtxHostQueues': 0 };

test('connect-blackhole: finding for SYN that are repeated in every look', () => {
  const finding = found(growing(STUCK, RETRANS));
  assert.equal(finding.severity, 'warning');
  assert.equal(finding.confidence, 'probable');
  assert.match(finding.title.en, /^worker gets no answer from 10\.9\.1\.2:80: 3 connections keep/);
  assert.match(finding.title.ko, /^worker: 10\.9\.1\.2:80에서 응답이 없어 연결 3개/);
  assert.deepEqual(finding.explains, ['port-exhaustion-established']);
});

test('connect-blackhole: finding while the next try is still to come', () => {
  assert.equal(check(growing(STUCK, { 'TcpExt.TCPSynRetrans': 0 })).kind, 'finding');
});

test('connect-blackhole: finding is critical from ten on', () => {
  assert.equal(found(growing({ synSent: 9, synSentRetried: 9 }, RETRANS)).severity, 'warning');
  assert.equal(found(growing({ synSent: 10, synSentRetried: 10 }, RETRANS)).severity, 'critical');
});

test('connect-blackhole is healthy for handshakes on their way', () => {
  assert.equal(check(growing({ synSent: 50 }, RETRANS)).kind, 'healthy');
});

test('connect-blackhole is healthy when one look shows none', () => {
  const namespace = sampleNamespace([
    look(STUCK, { 'TcpExt.TCPSynRetrans': 0 }),
    look({ established: 4 }, { 'TcpExt.TCPSynRetrans': 3 }),
    look(STUCK, { 'TcpExt.TCPSynRetrans': 6 }),
  ]);
  assert.equal(check(namespace).kind, 'healthy');
});

test('connect-blackhole is healthy when nobody answers ARP: the SYN never left', () => {
  const growth = { 'TcpExt.TCPSynRetrans': 0, 'TcpExt.TCPSpuriousRtxHostQueues': 3 };
  assert.equal(check(growing(STUCK, growth)).kind, 'healthy');
});

test('connect-blackhole is healthy for a lossy path on which connections succeed', () => {
  const at = { ...STUCK, timeWait: 600 };
  const lossy = { 'TcpExt.TCPSynRetrans': 10, 'Tcp.ActiveOpens': 500 };
  assert.equal(check(growing(at, lossy)).kind, 'healthy');
  const hole = { 'TcpExt.TCPSynRetrans': 200, 'Tcp.ActiveOpens': 500 };
  assert.equal(check(growing(at, hole)).kind, 'finding');
});

test('connect-blackhole: finding where old connections live on and new ones die', () => {
  const growth = { 'TcpExt.TCPSynRetrans': 3, 'Tcp.ActiveOpens': 500 };
  const finding = found(growing({ ...STUCK, established: 100 }, growth));
  assert.match(finding.why.en, /the host is there/);
});

test('connect-blackhole: finding is only suspected while ICMP comes in', () => {
  const growth = { ...RETRANS, 'Icmp.InDestUnreachs': 1 };
  assert.equal(found(growing(STUCK, growth)).confidence, 'suspected');
});

const server = (
  counters: readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>],
  more: SampleLook = {},
): NamespaceSurvey =>
  sampleNamespace(
    [
      { listeners: [sampleListener()], counters: counters[0], ...more },
      { listeners: [sampleListener()], counters: counters[1], ...more },
    ],
    { id: 2, name: 'web', addresses: ['127.0.0.1', '10.9.1.2'], isHost: false },
  );

test('connect-blackhole: finding names the namespace whose queue dropped them', () => {
  const web = server([{ 'TcpExt.ListenOverflows': 5 }, { 'TcpExt.ListenOverflows': 45 }]);
  const finding = found(growing(STUCK, RETRANS), [web]);
  assert.match(finding.why.en, /namespace web of this machine, and its listeners dropped 40/);
  assert.ok(!finding.not.some((n) => n.rule === 'accept-queue-overflow'));
});

test('connect-blackhole: finding rules the queue out when the server is seen and dropped nothing', () => {
  const web = server([{ 'TcpExt.ListenOverflows': 5 }, { 'TcpExt.ListenOverflows': 5 }]);
  const not = found(growing(STUCK, RETRANS), [web]).not;
  assert.match(
    not.find((n) => n.rule === 'accept-queue-overflow')?.because.en ?? '',
    /dropped nothing/,
  );
});

test('connect-blackhole is healthy here when the connection table of the server is full: said there', () => {
  const web = server([{}, {}], { conntrack: { count: 1_000, max: 1_000 } });
  assert.equal(check(growing(STUCK, RETRANS), [web]).kind, 'healthy');
});

test('connect-blackhole is unknown from two looks, without sockets or counters', () => {
  assert.equal(check(sampleNamespace([look(STUCK), look(STUCK)])).kind, 'unknown');
  for (const source of ['sockets', 'netstat']) {
    const missing = [{ source, code: 'EPERM' }];
    assert.equal(check(growing(STUCK, RETRANS, { missing })).kind, 'unknown');
  }
});
