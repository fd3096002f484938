import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleListener, sampleNamespace, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { portClosed } from './rule.ts';

type Counts = Readonly<Record<string, number>>;

/** Three looks, a second apart unless told, between which the counters grow like this. */
function namespaceWith(
  growth: Counts,
  more: SampleLook = {},
  parts: readonly number[] = [0, 1, 2],
) {
  const look = (n: number): SampleLook => ({
    counters: Object.fromEntries(
      Object.entries({ 'Tcp.PassiveOpens': 0, 'Tcp.ActiveOpens': 0, ...growth }).map(
        ([name, each]) => [name, 1_000 + n * each],
      ),
    ),
    ...more,
  });
  const [head = 0, ...rest] = parts;
  return sampleNamespace([look(head), ...rest.map(look)]);
}

const check = (...args: Parameters<typeof namespaceWith>) => {
  const namespace = namespaceWith(...args);
  return portClosed.check(namespace, sampleSurvey([namespace]));
};

/** 30 attempts a second at a closed port, as measured. */
const REFUSING: Counts = { 'Tcp.OutRsts': 30 };

test('port-closed is a suspected finding, a notice, when resets leave that no connection asks for', () => {
  const verdict = check(REFUSING);
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.partialDeepStrictEqual(finding, { severity: 'notice', confidence: 'suspected' });
  assert.match(finding.title.en, /^60 segments in 2 s found no socket here/);
  assert.match(finding.remedies[0]?.command ?? '', /tcpdump/, 'find the port');
});

const cases: readonly (readonly [string, Counts, 'finding' | 'healthy' | 'unknown'])[] = [
  ['five a second', { 'Tcp.OutRsts': 5 }, 'finding'],
  ['fewer, which is the noise of the internet', { 'Tcp.OutRsts': 4 }, 'healthy'],
  ['a few clients that are served meanwhile', { ...REFUSING, 'Tcp.PassiveOpens': 2 }, 'finding'],
  ['as many as may send late segments', { ...REFUSING, 'Tcp.PassiveOpens': 3 }, 'unknown'],
  ['requests on connections just closed', { ...REFUSING, 'Tcp.PassiveOpens': 30 }, 'unknown'],
  ['a few late segments of many', { ...REFUSING, 'Tcp.PassiveOpens': 301 }, 'healthy'],
  ['a client with late answers', { ...REFUSING, 'Tcp.ActiveOpens': 60 }, 'unknown'],
  [
    'programs that reset what they accept',
    { ...REFUSING, 'TcpExt.TCPAbortOnClose': 30 },
    'healthy',
  ],
  ['programs that close with SO_LINGER 0', { ...REFUSING, 'TcpExt.TCPAbortOnData': 30 }, 'healthy'],
  [
    'late segments of 16 downloads given up',
    { 'Tcp.OutRsts': 1_048, 'TcpExt.TCPAbortOnData': 16 },
    'unknown',
  ],
  [
    'as many clients at a closed port beside four connections given up',
    { 'Tcp.OutRsts': 104, 'TcpExt.TCPAbortOnClose': 4, 'Tcp.PassiveOpens': 4 },
    'unknown',
  ],
  [
    'a few late segments of many that were reset',
    { 'Tcp.OutRsts': 106, 'TcpExt.TCPAbortOnData': 100 },
    'healthy',
  ],
  ['handshakes that are broken off', { ...REFUSING, 'TcpExt.EmbryonicRsts': 30 }, 'healthy'],
  ['a full TIME_WAIT table', { ...REFUSING, 'TcpExt.TCPTimeWaitOverflow': 200 }, 'healthy'],
  ['one that may be that or more', { ...REFUSING, 'TcpExt.TCPTimeWaitOverflow': 20 }, 'unknown'],
  ['no resets', { 'Tcp.OutRsts': 0 }, 'healthy'],
];

for (const [name, growth, kind] of cases) {
  test(`port-closed is ${kind} for ${name}`, () => {
    assert.equal(check(growth).kind, kind);
  });
}

test('port-closed names services that listen on loopback only', () => {
  const on = (address: string, port: number) =>
    sampleListener({ cookie: `${address} ${port}`, local: { address, port } });
  const both = [on('127.0.0.1', 8_080), on('127.0.0.1', 22), on('0.0.0.0', 22)];
  const verdict = check(REFUSING, { listeners: both });
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].why.en, /Port 8080 listens on loopback only/);
});

test('port-closed is healthy for a burst in one part of the window', () => {
  assert.equal(check(REFUSING, {}, [0, 0, 1]).kind, 'healthy');
});

test('port-closed leaves it to connect-refused where the clients are in the same survey', () => {
  const server = namespaceWith(REFUSING);
  const clients = namespaceWith({ 'Tcp.ActiveOpens': 30, 'Tcp.AttemptFails': 30 });
  assert.equal(portClosed.check(server, sampleSurvey([server, clients])).kind, 'healthy');
  const own = { ...REFUSING, 'Tcp.ActiveOpens': 30, 'Tcp.AttemptFails': 30 };
  assert.equal(check(own).kind, 'healthy', 'by loopback');
});

test('port-closed is unknown from two looks, one, without the counter or its files', () => {
  assert.equal(check(REFUSING, {}, [0, 1]).kind, 'unknown');
  assert.equal(check(REFUSING, {}, [0]).kind, 'unknown');
  assert.equal(check({}).kind, 'unknown');
  const missing = [{ source: 'snmp', code: 'EACCES' }];
  assert.equal(check(REFUSING, { missing }).kind, 'unknown');
});
