import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attemptsInAll, attemptSteps } from './attempts.ts';
import { sampleNamespace } from './sample.ts';

const between = (counters: Readonly<Record<string, number>>) =>
  attemptsInAll(
    sampleNamespace([
      { counters: Object.fromEntries(Object.keys(counters).map((name) => [name, 0])) },
      { counters },
    ]),
  );

// Each row is what one failed connect() moved on Linux 6.18.
const MEASURED = [
  ['closed port', { 'Tcp.AttemptFails': 1 }, { refused: 1, byIcmp: 0 }],
  [
    'reject with icmp',
    { 'Icmp.InDestUnreachs': 1, 'TcpExt.LockDroppedIcmps': 1 },
    { refused: 0, byIcmp: 1, icmpAgrees: true },
  ],
  [
    'one refused and one rejected with icmp',
    {
      'Tcp.ActiveOpens': 2,
      'Tcp.AttemptFails': 1,
      'Icmp.InDestUnreachs': 1,
      'TcpExt.LockDroppedIcmps': 1,
    },
    { refused: 1, byIcmp: 1 },
  ],
  [
    'ICMP from a router',
    { 'Icmp.InDestUnreachs': 1, 'Tcp.AttemptFails': 1 },
    { refused: 0, byIcmp: 1, icmpAgrees: true },
  ],
  [
    'time-out',
    { 'Tcp.AttemptFails': 1, 'TcpExt.TCPAbortOnTimeout': 1, 'TcpExt.TCPSynRetrans': 10 },
    { refused: 0, byIcmp: 0 },
  ],
  ['given up by the program', { 'TcpExt.TCPSynRetrans': 3 }, { refused: 0, byIcmp: 0 }],
  [
    'nobody answers ARP',
    { 'Tcp.AttemptFails': 1, 'Icmp.InDestUnreachs': 1, 'TcpExt.TCPSpuriousRtxHostQueues': 3 },
    { refused: 0, byIcmp: 1, noNextHop: 3 },
  ],
  [
    'SYN scan of this host',
    { 'Tcp.AttemptFails': 1, 'TcpExt.EmbryonicRsts': 1 },
    { refused: 0, byIcmp: 0 },
  ],
] as const;

for (const [name, counters, expected] of MEASURED) {
  test(`attemptsInAll() tells ${name}`, () => {
    assert.partialDeepStrictEqual(between({ 'Tcp.ActiveOpens': 1, ...counters }), expected);
  });
}

test('attemptsInAll() never says more were refused than were opened or failed', () => {
  const count = fc.nat(50);
  fc.assert(
    fc.property(count, count, count, count, count, count, (opens, fails, icmp, time, emb, lock) => {
      const all = between({
        'Tcp.ActiveOpens': opens,
        'Tcp.AttemptFails': fails,
        'Icmp.InDestUnreachs': icmp,
        'TcpExt.TCPAbortOnTimeout': time,
        'TcpExt.EmbryonicRsts': emb,
        'TcpExt.LockDroppedIcmps': lock,
      });
      assert.ok(all.refused >= 0 && all.refused <= Math.min(opens, fails));
      assert.ok(all.byIcmp >= 0 && all.byIcmp <= Math.min(opens, icmp));
    }),
  );
});

test('attemptSteps() gives one entry per step, and takes a counter that went back for none', () => {
  const steps = attemptSteps(
    sampleNamespace([
      { counters: { 'Tcp.ActiveOpens': 5, 'Tcp.AttemptFails': 5 } },
      { counters: { 'Tcp.ActiveOpens': 7, 'Tcp.AttemptFails': 6 } },
      { counters: { 'Tcp.ActiveOpens': 0, 'Tcp.AttemptFails': 0 } },
    ]),
  );
  assert.deepEqual(
    steps.map((step) => step.refused),
    [1, 0],
  );
  assert.equal(steps[0]?.seconds, 1);
});
