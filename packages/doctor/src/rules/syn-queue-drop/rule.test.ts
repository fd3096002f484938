import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleLook } from '../sample.ts';
import { sampleListener, sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import { synQueueDrop } from './rule.ts';

const OFF = { 'net.ipv4.tcp_syncookies': '0', 'net.ipv4.tcp_max_syn_backlog': '64' };

interface Moment {
  readonly listenDrops: number;
  readonly overflows?: number;
  readonly queueFull?: number;
  readonly synRecv?: number;
  readonly sysctls?: Readonly<Record<string, string>>;
}

const at = (moment: Moment): SampleLook => ({
  counters: {
    'TcpExt.ListenDrops': moment.listenDrops,
    'TcpExt.ListenOverflows': moment.overflows ?? 0,
    'TcpExt.TCPReqQFullDrop': moment.queueFull ?? 0,
  },
  sysctls: moment.sysctls ?? OFF,
  listeners: [sampleListener({ limit: 1_024, drops: moment.listenDrops })],
  services: [sampleService({ synRecv: moment.synRecv ?? 0 })],
});

function check(looks: readonly [SampleLook, ...SampleLook[]]) {
  const namespace = sampleNamespace(looks);
  return synQueueDrop.check(namespace, sampleSurvey([namespace]));
}
const since = (moment: Moment) =>
  check([at({ ...moment, listenDrops: 0, overflows: 0, queueFull: 0 }), at(moment)]);

test('syn-queue-drop makes a certain finding of drops that have their own counter', () => {
  const verdict = since({ listenDrops: 435, queueFull: 435, synRecv: 65 });
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [
      {
        severity: 'critical',
        confidence: 'certain',
        subject: { kind: 'listener', port: 80 },
        evidence: [{ value: 435, source: 'TcpExt.TCPReqQFullDrop' }, { value: 65 }],
      },
    ],
  });
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].remedies[0]?.command, 'sysctl -w net.ipv4.tcp_syncookies=1');
});

test('syn-queue-drop makes a probable finding of silent drops at three quarters of the cap', () => {
  assert.partialDeepStrictEqual(since({ listenDrops: 451, synRecv: 49 }), {
    kind: 'finding',
    findings: [{ confidence: 'probable', evidence: [{ value: 451 }, { value: 49 }] }],
  });
});

const CASES: readonly (readonly [string, Moment, string])[] = [
  [
    'the drops are those of a full accept queue',
    { listenDrops: 7, overflows: 7, synRecv: 60 },
    'healthy',
  ],
  [
    'listeners drop for another reason, far below the cap',
    { listenDrops: 7, synRecv: 3 },
    'healthy',
  ],
  [
    'cookies are on',
    { listenDrops: 7, synRecv: 60, sysctls: { ...OFF, 'net.ipv4.tcp_syncookies': '1' } },
    'healthy',
  ],
  ['44 of 64 are under way', { listenDrops: 7, synRecv: 44 }, 'finding'],
  ['43 of 64 are under way', { listenDrops: 7, synRecv: 43 }, 'healthy'],
  ['nothing was dropped', { listenDrops: 0, synRecv: 49 }, 'healthy'],
];
for (const [name, moment, kind] of CASES) {
  test(`syn-queue-drop is a ${kind} verdict when ${name}`, () => {
    assert.equal(since(moment).kind, kind);
  });
}

test('syn-queue-drop is unknown after one look, without the counters and without the sysctls', () => {
  assert.equal(check([at({ listenDrops: 9 })]).kind, 'unknown');
  assert.equal(check([{}, {}]).kind, 'unknown');
  const missing = [{ source: 'sysctls', code: 'EACCES' }];
  const blind = { ...at({ listenDrops: 9, synRecv: 49 }), missing };
  assert.equal(check([at({ listenDrops: 0 }), blind]).kind, 'unknown');
});
