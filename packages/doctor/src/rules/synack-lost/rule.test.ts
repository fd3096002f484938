import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleLook } from '../sample.ts';
import { sampleListener, sampleNamespace, sampleService, sampleSurvey } from '../sample.ts';
import { synackLost } from './rule.ts';

interface Moment {
  readonly repeated: number;
  readonly retried?: number;
  readonly peers?: number;
  readonly other?: Readonly<Record<string, number>>;
}

const at = ({ repeated, retried = 5, peers = 1, other = {} }: Moment): SampleLook => ({
  counters: {
    'TcpExt.TCPSynRetrans': repeated,
    'TcpExt.TCPReqQFullDoCookies': 0,
    'TcpExt.TCPReqQFullDrop': 0,
    'TcpExt.ListenOverflows': 0,
    'TcpExt.TCPDeferAcceptDrop': 0,
    ...other,
  },
  listeners: [sampleListener()],
  services: [sampleService({ synRecv: retried, synRecvRetried: retried, synRecvPeers: peers })],
});

function check(looks: readonly [SampleLook, ...SampleLook[]]) {
  const namespace = sampleNamespace(looks);
  return synackLost.check(namespace, sampleSurvey([namespace]));
}
const three = (more: Partial<Moment> = {}) =>
  check([
    at({ ...more, repeated: 0, other: {} }),
    at({ ...more, repeated: 5, other: {} }),
    at({ repeated: 9, ...more }),
  ]);

test('synack-lost makes a suspected finding of a few peers whose handshakes do not finish', () => {
  assert.partialDeepStrictEqual(three(), {
    kind: 'finding',
    findings: [
      {
        severity: 'notice',
        confidence: 'suspected',
        subject: { kind: 'listener', port: 80 },
        evidence: [{ value: 5 }, { value: 1 }, { value: 9 }],
      },
    ],
  });
});

test('synack-lost finding is a warning from 20 handshakes on', () => {
  assert.partialDeepStrictEqual(three({ retried: 20 }), {
    kind: 'finding',
    findings: [{ severity: 'warning' }],
  });
});

for (const [retried, peers, kind] of [
  [3, 16, 'finding'],
  [2, 1, 'healthy'],
  [20, 17, 'healthy'],
  [500, 64, 'healthy'],
] as const) {
  test(`synack-lost with ${retried} handshakes of ${peers} addresses is a ${kind} verdict`, () => {
    assert.equal(three({ retried, peers }).kind, kind);
  });
}

for (const name of [
  'TCPReqQFullDoCookies',
  'TCPReqQFullDrop',
  'ListenOverflows',
  'TCPDeferAcceptDrop',
]) {
  test(`synack-lost is healthy while ${name} grows: handshakes stay open for another reason`, () => {
    assert.equal(three({ other: { [`TcpExt.${name}`]: 4 } }).kind, 'healthy');
  });
}

test('synack-lost is healthy when the handshakes finish in between', () => {
  const looks = [5, 0, 5].map((retried, n) => at({ repeated: n, retried }));
  assert.equal(check(looks as [SampleLook]).kind, 'healthy');
});

test('synack-lost is unknown after two looks, without the counter and without sockets', () => {
  assert.equal(check([at({ repeated: 0 }), at({ repeated: 5 })]).kind, 'unknown');
  assert.equal(check([{}, {}, {}]).kind, 'unknown');
  const missing = [{ source: 'sockets', code: 'EACCES' }];
  const blind = { ...at({ repeated: 9 }), missing };
  assert.equal(check([at({ repeated: 0 }), at({ repeated: 5 }), blind]).kind, 'unknown');
});
