import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './judge.ts';
import { merged } from './merge.ts';
import { plannedNamespace, wish } from './sample.ts';

const SOMAXCONN = 'net.core.somaxconn';

const judged = (
  key: string,
  now: string | undefined,
  value: string,
  { isHost = true, kernel = '6.18' }: { isHost?: boolean; kernel?: string } = {},
): string => {
  const namespace = plannedNamespace(now === undefined ? {} : { [key]: now }, { isHost });
  const found = judge(wish(key, value), namespace, kernel);
  return found.kind === 'change'
    ? `${found.change.from} -> ${found.change.to}`
    : found.leftOut.because.en;
};

test('judge() makes a change of what is less', () => {
  assert.equal(judged(SOMAXCONN, '128', '512'), '128 -> 512');
  assert.equal(judged('net.ipv4.tcp_tw_reuse', '2', '1'), '2 -> 1');
  assert.equal(judged('net.ipv4.tcp_abort_on_overflow', '1', '0'), '1 -> 0');
});

test('judge() never lowers what is higher, unless lower is the cure', () => {
  assert.match(judged(SOMAXCONN, '65535', '512'), /^it is 65535 now, which gives more/);
  assert.match(judged('net.ipv4.tcp_retries2', '5', '8'), /gives more/);
  assert.equal(judged('net.ipv4.tcp_retries2', '15', '8'), '15 -> 8');
});

test('judge() keeps each number of a triple that is larger', () => {
  const key = 'net.ipv4.tcp_rmem';
  assert.equal(
    judged(key, '8192\t131072\t6291456', '4096 131072 33554432'),
    '8192 131072 6291456 -> 8192 131072 33554432',
  );
});

test('judge() changes nothing that is so already, however it is written', () => {
  assert.equal(
    judged('net.ipv4.tcp_rmem', '4096\t131072\t6291456', '4096 131072 6291456'),
    'it is so already',
  );
  assert.equal(
    judged('net.ipv4.ip_local_reserved_ports', '8080-8081', '8081,8080'),
    'it is so already',
  );
});

test('judge() leaves out what cannot be written here', () => {
  const conntrack = 'net.netfilter.nf_conntrack_max';
  assert.match(judged(conntrack, '1000', '2000', { isHost: false }), /plan on the host/);
  assert.equal(judged(conntrack, '1000', '2000'), '1000 -> 2000');
  assert.match(judged('net.netfilter.nf_conntrack_count', '7', '9'), /read, not written/);
  assert.match(judged(SOMAXCONN, undefined, '512'), /could not be read/);
  assert.match(judged('net.ipv4.tcp_tw_recycle', '0', '1'), /does not have it/);
  assert.match(judged('net.ipv4.tcp_migrate_req', '0', '1', { kernel: '5.4' }), /5\.4 does not/);
  assert.match(judged('vm.swappiness', '60', '1'), /does not know/);
});

test('judge() leaves out what does nothing on this kernel', () => {
  const key = 'net.ipv4.tcp_low_latency';
  assert.doesNotMatch(judged(key, '0', '1'), /->/);
});

test('judge() lets no value through that does not fit the setting', () => {
  assert.match(judged('net.ipv4.tcp_tw_reuse', '0', '7'), /does not fit/);
});

test('merged() serves both wishes for one key and keeps both reasons', () => {
  const { proposals } = merged([
    wish('net.ipv4.tcp_wmem', '4096 16384 2621440', { rule: 'one' }),
    wish(SOMAXCONN, '512'),
    wish('net.ipv4.tcp_wmem', '4096 65536 1000000', {
      rule: 'other',
      why: { en: 'another reason', ko: '다른 이유' },
    }),
  ]);
  assert.deepEqual(
    proposals.map(({ key, value, rule }) => [key, value, rule]),
    [
      ['net.ipv4.tcp_wmem', '4096 65536 2621440', 'one'],
      [SOMAXCONN, '512', undefined],
    ],
  );
  assert.match(proposals[0]?.why.en ?? '', /^why of .*\. And: another reason$/);
});

test('merged() gives a switch to the first, and says so to the other', () => {
  const { proposals, leftOut } = merged([
    wish('net.ipv4.tcp_congestion_control', 'bbr'),
    wish('net.ipv4.tcp_congestion_control', 'cubic'),
  ]);
  assert.deepEqual(
    proposals.map(({ value }) => value),
    ['bbr'],
  );
  assert.match(leftOut[0]?.because.en ?? '', /asks for bbr/);
});
