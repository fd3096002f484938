import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleListener, sampleNamespace, sampleOwner, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { lingerReset } from './rule.ts';

interface PerLook {
  readonly onData: number;
  readonly wereUp: number;
  readonly accepted: number;
  readonly unread?: number;
  readonly made?: number;
  readonly sent?: number;
}

/** Three looks a second apart between which the counters grow like this. */
function namespaceWith(
  { onData, wereUp, accepted, unread = 0, made = 0, sent = 0 }: PerLook,
  more: SampleLook = {},
  parts: readonly number[] = [0, 1, 2],
) {
  const look = (n: number): SampleLook => ({
    listeners: [sampleListener()],
    counters: {
      'TcpExt.TCPAbortOnData': 1_000 + n * onData,
      'TcpExt.TCPAbortOnClose': n * unread,
      'TcpExt.TCPOrigDataSent': n * sent,
      'Tcp.EstabResets': 500 + n * wereUp,
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
  return lingerReset.check(namespace, sampleSurvey([namespace]));
};

/** A server that reads the request and resets, 30 times a second, as measured. */
const SILENT: PerLook = { onData: 30, wereUp: 30, accepted: 30 };

test('linger-reset is a finding when a program reads requests and resets: a warning without answers', () => {
  const verdict = check(SILENT);
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.partialDeepStrictEqual(finding, {
    severity: 'warning',
    confidence: 'probable',
    subject: { kind: 'listener', port: 80 },
  });
  assert.match(finding.title.en, /^nginx closes connections with a reset .*: 60 while 60 came in/);
});

test('linger-reset is a notice where answers were sent', () => {
  const verdict = check({ ...SILENT, sent: 30 });
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].severity, 'notice');
});

test('linger-reset names no port where several listen', () => {
  const other = sampleListener({ cookie: 'b', local: { address: '0.0.0.0', port: 81 } });
  const verdict = check(SILENT, { listeners: [sampleListener(), other] });
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].subject.kind, 'namespace');
  assert.match(verdict.findings[0].remedies.at(-1)?.command ?? '', /tcpdump/, 'find the port');
});

const cases: readonly (readonly [string, PerLook, 'finding' | 'healthy'])[] = [
  ['half of those who came', { onData: 10, wereUp: 10, accepted: 20 }, 'finding'],
  ['less than half', { onData: 10, wereUp: 10, accepted: 21 }, 'healthy'],
  ['five a second', { onData: 5, wereUp: 5, accepted: 5 }, 'finding'],
  ['fewer', { onData: 4, wereUp: 4, accepted: 4 }, 'healthy'],
  ['a load generator that resets what it has made', { ...SILENT, made: 30 }, 'healthy'],
  ['late data to sockets that are closed already', { ...SILENT, wereUp: 0 }, 'healthy'],
  ['clients that reset', { ...SILENT, onData: 0 }, 'healthy'],
  ['data unread, which is another rule', { ...SILENT, onData: 2, unread: 28 }, 'healthy'],
];

for (const [name, growth, kind] of cases) {
  test(`linger-reset is ${kind} for ${name}`, () => {
    assert.equal(check(growth).kind, kind);
  });
}

test('linger-reset is healthy for a program that ended and reset what it held', () => {
  assert.equal(check({ ...SILENT, onData: 500, wereUp: 500 }, {}, [0, 0, 1]).kind, 'healthy');
});

test('linger-reset is unknown from two looks, one, and without the counter', () => {
  assert.equal(check(SILENT, {}, [0, 1]).kind, 'unknown');
  assert.equal(check(SILENT, {}, [0]).kind, 'unknown');
  assert.equal(check(SILENT, { counters: {} }).kind, 'unknown');
});
