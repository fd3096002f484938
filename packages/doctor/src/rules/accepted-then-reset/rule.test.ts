import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleListener, sampleNamespace, sampleOwner, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { acceptedThenReset } from './rule.ts';

interface PerLook {
  readonly unread: number;
  readonly accepted: number;
  readonly made?: number;
}

/** Three looks a second apart between which the counters grow like this. */
function namespaceWith(
  { unread, accepted, made = 0 }: PerLook,
  more: SampleLook = {},
  parts: readonly number[] = [0, 1, 2],
) {
  const look = (n: number): SampleLook => ({
    listeners: [sampleListener()],
    counters: {
      'TcpExt.TCPAbortOnClose': 1_000 + n * unread,
      'Tcp.PassiveOpens': 9_000 + n * accepted,
      'Tcp.ActiveOpens': n * made,
    },
    ...more,
  });
  const [head = 0, ...rest] = parts;
  const owners = { 8_080: [sampleOwner()] };
  return sampleNamespace([look(head), ...rest.map(look)], { owners });
}

const check = (...args: Parameters<typeof namespaceWith>) => {
  const namespace = namespaceWith(...args);
  return acceptedThenReset.check(namespace, sampleSurvey([namespace]));
};

test('accepted-then-reset is a finding when nginx sends away whom it has let in', () => {
  const verdict = check({ unread: 50, accepted: 51 });
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.partialDeepStrictEqual(finding, {
    severity: 'warning',
    confidence: 'probable',
    subject: { kind: 'listener', port: 80 },
  });
  assert.match(
    finding.title.en,
    /^nginx resets clients right after accept\(\), unread: 100 connections while 102/,
  );
  assert.match(finding.remedies[0]?.command ?? '', /worker_connections/);
});

test('accepted-then-reset is a notice where it is slow', () => {
  const verdict = check({ unread: 4, accepted: 4 });
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].severity, 'notice');
});

/** Made before the window and closed with data unread, 200 a second: 343 in 3 s beside 11 health checks were measured. */
const SUBSCRIPTIONS = [900, 700, 500];

function beside(accepted: number) {
  const look = (n: number): SampleLook => ({
    counters: { 'TcpExt.TCPAbortOnClose': n * 200, 'Tcp.PassiveOpens': n * accepted },
    states: { established: SUBSCRIPTIONS[n] ?? 0 },
  });
  const namespace = sampleNamespace([look(0), look(1), look(2)]);
  return acceptedThenReset.check(namespace, sampleSurvey([namespace])).kind;
}

test('accepted-then-reset does not accuse the listener of connections made before the window', () => {
  assert.equal(beside(4), 'healthy');
  assert.equal(beside(200), 'unknown');
});

test('accepted-then-reset names no port where several listen', () => {
  const other = sampleListener({ cookie: 'b', local: { address: '0.0.0.0', port: 81 } });
  const verdict = check({ unread: 50, accepted: 51 }, { listeners: [sampleListener(), other] });
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(finding.subject.kind, 'namespace');
  assert.match(finding.remedies.at(-1)?.command ?? '', /tcpdump/, 'find the port');
});

const cases: readonly (readonly [string, PerLook, 'finding' | 'healthy' | 'unknown'])[] = [
  ['half of those who came', { unread: 10, accepted: 20 }, 'finding'],
  ['less than half', { unread: 10, accepted: 21 }, 'healthy'],
  ['five a second', { unread: 5, accepted: 5 }, 'finding'],
  ['four a second, which are all that came', { unread: 4, accepted: 4 }, 'finding'],
  ['four a second of five', { unread: 4, accepted: 5 }, 'healthy'],
  ['three a second, too few to tell', { unread: 3, accepted: 3 }, 'healthy'],
  ['clients here that give up downloads', { unread: 50, accepted: 4, made: 50 }, 'healthy'],
  ['the same where as many come in', { unread: 50, accepted: 10, made: 50 }, 'unknown'],
  [
    'a proxy that turns away more than it passes on',
    { unread: 50, accepted: 51, made: 5 },
    'finding',
  ],
  ['a server that reads everything', { unread: 0, accepted: 500 }, 'healthy'],
];

for (const [name, growth, kind] of cases) {
  test(`accepted-then-reset is ${kind} for ${name}`, () => {
    assert.equal(check(growth).kind, kind);
  });
}

test('accepted-then-reset is healthy for a program that ended and left its connections behind', () => {
  assert.equal(check({ unread: 500, accepted: 2 }, {}, [0, 0, 1]).kind, 'healthy');
});

test('accepted-then-reset is unknown from two looks, one, and without the counter', () => {
  assert.equal(check({ unread: 50, accepted: 51 }, {}, [0, 1]).kind, 'unknown');
  assert.equal(check({ unread: 50, accepted: 51 }, {}, [0]).kind, 'unknown');
  assert.equal(check({ unread: 50, accepted: 51 }, { counters: {} }).kind, 'unknown');
});
