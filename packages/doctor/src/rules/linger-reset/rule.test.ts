import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSurvey,
} from '../sample.ts';
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

/** Connections that stand in each look, made from here and come in. */
interface Stood {
  readonly out?: readonly number[];
  readonly inbound?: readonly number[];
}

/** Three looks a second apart between which the counters grow like this. */
function namespaceWith(
  { onData, wereUp, accepted, unread = 0, made = 0, sent = 0 }: PerLook,
  more: SampleLook = {},
  parts: readonly number[] = [0, 1, 2],
  stood: Stood = {},
) {
  const { out = [], inbound = [] } = stood;
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
    states: { established: (out[n] ?? 0) + (inbound[n] ?? 0) },
    services: [sampleService({ established: inbound[n] ?? 0 })],
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

/** The same, so slowly that it matters only because it happens to everyone. */
const SLOW: PerLook = { onData: 4, wereUp: 4, accepted: 4 };
const LOADS: PerLook = { ...SILENT, made: 30 };

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

test('linger-reset is a notice where it is slow, with and without answers', () => {
  const verdict = check(SLOW);
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].severity, 'notice');
});

/** A pool made before the window is closed with resets, 200 a second: 466 in 3 s beside 16 health checks were measured. */
const PURGED: PerLook = { onData: 200, wereUp: 200, accepted: 4 };
const POOL: Stood = { out: [900, 700, 500] };

test('linger-reset does not accuse the listener of resets to connections made before the window', () => {
  assert.equal(check(PURGED, {}, [0, 1, 2], POOL).kind, 'healthy', 'few came in');
  const busy = check({ ...PURGED, accepted: 200 }, {}, [0, 1, 2], POOL);
  assert.ok(busy.kind === 'unknown');
  assert.match(busy.because.en, /reset 400 connections while 400 came in and up to 400/);
});

test('linger-reset is a finding beside a pool that stays, and for clients that stood before', () => {
  assert.equal(check(SILENT, {}, [0, 1, 2], { out: [900, 900, 900] }).kind, 'finding');
  const stood = check({ ...PURGED, accepted: 10 }, {}, [0, 1, 2], { inbound: [900, 710, 520] });
  assert.ok(stood.kind === 'finding');
  assert.match(stood.findings[0].title.en, /: 400 while 20 came in/);
});

test('linger-reset names no more resets than connections there were', () => {
  assert.equal(check(PURGED, {}, [0, 1, 2], { inbound: [0, 0, 0] }).kind, 'healthy');
});

test('linger-reset is unknown where a look could not see the sockets', () => {
  const missing = [{ source: 'sockets', code: 'EACCES' }];
  assert.equal(check(SILENT, { missing }).kind, 'unknown');
});

test('linger-reset names no port where several listen', () => {
  const other = sampleListener({ cookie: 'b', local: { address: '0.0.0.0', port: 81 } });
  const verdict = check(SILENT, { listeners: [sampleListener(), other] });
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].subject.kind, 'namespace');
  assert.match(verdict.findings[0].remedies.at(-1)?.command ?? '', /tcpdump/, 'find the port');
});

const cases: readonly (readonly [string, PerLook, 'finding' | 'healthy' | 'unknown'])[] = [
  ['half of those who came', { onData: 10, wereUp: 10, accepted: 20 }, 'finding'],
  ['less than half', { onData: 10, wereUp: 10, accepted: 21 }, 'healthy'],
  ['five a second', { onData: 5, wereUp: 5, accepted: 5 }, 'finding'],
  ['four a second, which are all that came', { onData: 4, wereUp: 4, accepted: 4 }, 'finding'],
  ['four a second of five', { onData: 4, wereUp: 4, accepted: 5 }, 'healthy'],
  ['three a second, too few to tell', { onData: 3, wereUp: 3, accepted: 3 }, 'healthy'],
  ['four a second that may be of those made here', { ...SLOW, made: 4 }, 'healthy'],
  ['a proxy that resets those who come, or what it has made', { ...SILENT, made: 30 }, 'unknown'],
  ['a load generator that resets what it has made', { ...LOADS, accepted: 1 }, 'healthy'],
  [
    'two programs that share the clients',
    { ...SILENT, wereUp: 62, accepted: 62, unread: 32 },
    'finding',
  ],
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
