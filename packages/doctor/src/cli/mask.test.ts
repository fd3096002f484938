import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diagnose } from '../diagnose.ts';
import type { Survey } from '../model/survey.ts';
import { troubledSurvey } from '../report/sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleService,
  sampleSocket,
  sampleSurvey,
} from '../rules/sample.ts';
import { addressMask } from './address-mask.ts';
import { encodeBigintJson } from './capture-json.ts';
import { MASKED_HOST, maskSurvey } from './mask.ts';

const address = fc.oneof(fc.ipV4(), fc.ipV6());

test('addressMask() gives the same address the same mask and different ones different masks', () => {
  fc.assert(
    fc.property(fc.uniqueArray(address, { maxLength: 50 }), (addresses) => {
      const mask = addressMask();
      const masked = addresses.map(mask);
      assert.equal(new Set(masked).size, addresses.length);
      assert.deepEqual(addresses.map(mask), masked);
    }),
  );
});

const KEPT = ['127.0.0.1', '127.0.0.53', '0.0.0.0', '::', '::1', '::ffff:127.0.0.1', 'nginx', ''];

for (const kept of KEPT) {
  test(`addressMask() keeps "${kept}"`, () => assert.equal(addressMask()(kept), kept));
}

test('addressMask() keeps kinds of addresses apart', () => {
  const mask = addressMask();
  assert.equal(mask('192.0.2.7'), '10.0.0.1');
  assert.equal(mask('::ffff:192.0.2.7'), '::ffff:10.0.0.1');
  assert.equal(mask('2a00::1'), '2001:db8::2');
  assert.equal(mask('fe80::abcd'), 'fe80::3');
});

const REMOTE = '198.51.100.77';
const secret = sampleSurvey(
  [
    sampleNamespace(
      [
        {
          kept: { unread: [sampleSocket({ remote: { address: REMOTE, port: 5 } })] },
          destinations: [],
          missing: [{ source: 'netstat', code: 'EACCES' }],
        },
      ],
      {
        name: `app on web-1.example.com (${REMOTE}, ::ffff:${REMOTE})`,
        addresses: ['127.0.0.1', REMOTE, '2a00:1450::5'],
        owners: { 9: [sampleOwner({ commandLine: 'mysql -psecret', unit: 'web-1.service' })] },
      },
    ),
  ],
  {
    host: { ...troubledSurvey.host, name: 'web-1.example.com', kernel: '5.4.0.12-generic' },
    sysctlFiles: [{ key: 'kernel.x', value: '2a00:1450::5', file: '/etc/web-1.conf', line: 1 }],
  },
);

test('maskSurvey() leaves no address, host name or command line', () => {
  const text = encodeBigintJson(maskSurvey(secret));
  for (const word of [REMOTE, '2a00', '10.9.1.1', 'web-1', 'example.com', 'psecret']) {
    assert.ok(!text.includes(word), word);
  }
  assert.ok(text.includes(MASKED_HOST));
});

test('maskSurvey() keeps what is not an address', () => {
  const masked = maskSurvey(secret);
  assert.equal(masked.host.kernel, '5.4.0.12-generic');
  assert.equal(masked.namespaces[0]?.looks[0].missing[0]?.source, 'netstat');
  assert.equal(masked.namespaces[0]?.owners[9]?.[0]?.command, 'nginx');
  assert.equal(masked.namespaces[0]?.addresses[0], '127.0.0.1');
  assert.deepEqual(
    masked.namespaces[0]?.looks[0].counters,
    secret.namespaces[0]?.looks[0].counters,
  );
});

test('maskSurvey() keeps an address the same wherever it stands', () => {
  const [namespace] = maskSurvey(secret).namespaces;
  const masked = namespace?.looks[0].kept.unread.sockets[0]?.remote.address;
  assert.ok(namespace !== undefined && masked !== undefined);
  assert.ok(namespace.addresses.includes(masked));
  assert.ok(namespace.name.endsWith(`(${masked}, ::ffff:${masked})`));
});

/** A namespace in which many rules have something to say, addresses all over it. */
const busy = (): Survey => {
  const remote = { address: REMOTE, port: 5432 };
  const unread = sampleSocket({ recvQueue: 90_000, info: { lastDataRecvMs: 9_000 } });
  const look = (n: number) => ({
    counters: { 'TcpExt.ListenOverflows': n * 10, 'TcpExt.ListenDrops': n * 10 },
    listeners: [
      sampleListener({ waiting: 129, drops: n * 10, local: { address: '10.9.1.1', port: 80 } }),
    ],
    services: [sampleService({ unaccepted: 129 })],
    groups: {
      closeWait: [
        {
          family: 'ipv4' as const,
          direction: 'outbound' as const,
          remote,
          count: 40,
          owned: 40,
          examples: [
            sampleSocket({ state: 'closeWait', remote, info: { lastDataRecvMs: 90_000 } }),
          ],
        },
      ],
    },
    kept: { unread: [unread] },
  });
  return sampleSurvey([
    sampleNamespace([look(0), look(1), look(2)], {
      owners: { 8_080: [sampleOwner()], 9_000: [sampleOwner()] },
    }),
  ]);
};

test('maskSurvey() changes no verdict', () => {
  const verdicts = (survey: Survey) =>
    diagnose(survey).namespaces.map(({ verdicts, findings }) => [
      verdicts.map(({ rule, verdict }) => [rule, verdict.kind]),
      findings.map(({ rule, severity, confidence }) => [rule, severity, confidence]),
    ]);
  const before = verdicts(busy());
  assert.ok((before[0]?.[1]?.length ?? 0) >= 2, 'the sample must be ill');
  assert.deepEqual(verdicts(maskSurvey(busy())), before);
});
