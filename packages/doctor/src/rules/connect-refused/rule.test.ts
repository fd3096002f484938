import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { connectRefused } from './rule.ts';

const check = (namespace: NamespaceSurvey, others: readonly NamespaceSurvey[] = []) =>
  connectRefused.check(namespace, sampleSurvey([namespace, ...others]));

type Counts = Readonly<Record<string, number>>;

/** Looks whose counters are the sums of these steps. */
function steps(growth: readonly [Counts, Counts], more: SampleLook = {}): NamespaceSurvey {
  const names = [
    ...new Set(['Tcp.ActiveOpens', 'Tcp.AttemptFails', ...growth.flatMap(Object.keys)]),
  ];
  const upTo = (n: number) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        100 + growth.slice(0, n).reduce((sum, step) => sum + (step[name] ?? 0), 0),
      ]),
    );
  return sampleNamespace([
    { counters: upTo(0), ...more },
    { counters: upTo(1), ...more },
    { counters: upTo(2), ...more },
  ]);
}

const even = (step: Counts) => steps([step, step]);

function found(namespace: NamespaceSurvey, others: readonly NamespaceSurvey[] = []): Finding {
  const verdict = check(namespace, others);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

const REFUSED = { 'Tcp.ActiveOpens': 5, 'Tcp.AttemptFails': 5 };

test('connect-refused: finding is a warning when it goes on in every step', () => {
  const finding = found(even(REFUSED));
  assert.equal(finding.severity, 'warning');
  assert.equal(finding.confidence, 'probable');
  assert.match(finding.title.en, /^10 connection attempts from here were refused in 2 s/);
  assert.ok(finding.doesNotHelp.some((f) => f.what.includes('somaxconn')));
});

test('connect-refused: finding is a notice below one a second', () => {
  const one = { 'Tcp.ActiveOpens': 1, 'Tcp.AttemptFails': 1 };
  const at = (atMs: number, n: number): SampleLook => ({
    atMs,
    counters: { 'Tcp.ActiveOpens': n, 'Tcp.AttemptFails': n },
  });
  assert.equal(found(even(one)).severity, 'warning');
  assert.equal(found(sampleNamespace([at(0, 0), at(1_001, 1), at(2_002, 2)])).severity, 'notice');
});

test('connect-refused is healthy for one refusal, which is a program asking whether a service is up', () => {
  assert.equal(check(steps([REFUSED, {}])).kind, 'healthy');
  assert.equal(check(steps([{}, REFUSED])).kind, 'healthy');
});

test('connect-refused is healthy for time-outs', () => {
  assert.equal(check(even({ ...REFUSED, 'TcpExt.TCPAbortOnTimeout': 5 })).kind, 'healthy');
});

test('connect-refused is healthy for ICMP of both families', () => {
  const step = { ...REFUSED, 'Icmp.InDestUnreachs': 3, 'Icmp6.InDestUnreachs': 2 };
  assert.equal(check(even(step)).kind, 'healthy');
});

test('connect-refused is healthy for a port scan or a SYN flood of this host', () => {
  const scan = { 'Tcp.PassiveOpens': 0, 'Tcp.AttemptFails': 300, 'Tcp.OutRsts': 300 };
  assert.equal(check(even(scan)).kind, 'healthy');
  const brokenOff = { ...REFUSED, 'TcpExt.EmbryonicRsts': 5 };
  assert.equal(check(even(brokenOff)).kind, 'healthy');
});

test('connect-refused is healthy for connections that are reset after they were made', () => {
  assert.equal(check(even({ 'Tcp.ActiveOpens': 5, 'Tcp.EstabResets': 5 })).kind, 'healthy');
});

/** Another namespace of the survey whose counters grew like this in all. */
const another = (name: string, growth: Counts): NamespaceSurvey =>
  sampleNamespace(
    [
      { counters: Object.fromEntries(Object.keys(growth).map((key) => [key, 0])) },
      { counters: growth },
    ],
    { id: name.length, name },
  );

test('connect-refused: finding names the namespace that sends the resets', () => {
  const web = another('web', { 'Tcp.OutRsts': 10 });
  assert.match(found(even(REFUSED), [web]).why.en, /Namespace web of this machine sent 10 resets/);
  const more = another('clients', { 'Tcp.ActiveOpens': 30, 'Tcp.AttemptFails': 30 });
  const all = another('web', { 'Tcp.OutRsts': 40 });
  assert.match(found(even(REFUSED), [all, more]).why.en, /sent 40 resets/, 'it refuses everyone');
});

const unnamed: readonly (readonly [string, NamespaceSurvey, readonly NamespaceSurvey[]])[] = [
  ['itself', even({ ...REFUSED, 'Tcp.OutRsts': 5 }), []],
  [
    // 66 refusals there were answered by 66 resets, and 276 health checks reset here.
    'itself for the resets of its own programs',
    even({ ...REFUSED, 'Tcp.OutRsts': 20, 'TcpExt.TCPAbortOnData': 20 }),
    [another('web', { 'Tcp.OutRsts': 10, 'TcpExt.EmbryonicRsts': 40 })],
  ],
  [
    'the one that refuses others',
    even(REFUSED),
    [
      another('web', { 'Tcp.OutRsts': 100 }),
      another('clients', { 'Tcp.ActiveOpens': 110, 'Tcp.AttemptFails': 110 }),
    ],
  ],
  ['one that resets much more', even(REFUSED), [another('web', { 'Tcp.OutRsts': 100 })]],
  [
    'one whose programs reset what they accept',
    even(REFUSED),
    [another('web', { 'Tcp.OutRsts': 10, 'TcpExt.TCPAbortOnClose': 10 })],
  ],
  [
    'one of two that fit',
    even(REFUSED),
    [another('web', { 'Tcp.OutRsts': 10 }), another('shop', { 'Tcp.OutRsts': 11 })],
  ],
];

for (const [name, namespace, others] of unnamed) {
  test(`connect-refused does not name ${name}`, () => {
    assert.doesNotMatch(found(namespace, others).why.en, /of this machine sent/);
  });
}

/** ::1 refuses, 127.0.0.1 answers: 156 of each, 313 packets of IPv6, were measured. */
const SECOND_TRY: Counts = {
  'Tcp.ActiveOpens': 104,
  'Tcp.AttemptFails': 52,
  'Tcp.PassiveOpens': 52,
  'Tcp.OutRsts': 52,
  'Ip6.OutRequests': 104,
};

test('connect-refused is a notice where ::1 refuses and 127.0.0.1 answers', () => {
  const finding = found(even(SECOND_TRY));
  assert.equal(finding.severity, 'notice');
  assert.match(finding.why.en, /nobody is hurt/);
});

const hurt: readonly (readonly [string, Counts])[] = [
  ['IPv4 refuses a proxy whose clients are on this host, too', { 'Ip6.OutRequests': 0 }],
  ['nothing is made instead', { 'Tcp.ActiveOpens': 52, 'Tcp.PassiveOpens': 0 }],
  ['another host refuses', { 'Tcp.OutRsts': 0 }],
  ['what is made goes elsewhere', { 'Tcp.PassiveOpens': 0 }],
  ['connections that work are IPv6, too', { 'Ip6.OutRequests': 600 }],
];

for (const [name, but] of hurt) {
  test(`connect-refused is a warning where ${name}`, () => {
    assert.equal(found(even({ ...SECOND_TRY, ...but })).severity, 'warning');
  });
}

test('connect-refused is unknown from two looks, without the counters or their files', () => {
  assert.equal(check(sampleNamespace([{}, {}])).kind, 'unknown');
  assert.equal(check(sampleNamespace([{}, {}, {}])).kind, 'unknown');
  for (const source of ['snmp', 'netstat']) {
    const missing = [{ source, code: 'EACCES' }];
    assert.equal(check(steps([REFUSED, REFUSED], { missing })).kind, 'unknown');
  }
});
