import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, duration, hostPort, josa, num, percent } from './text.ts';

test('num() groups thousands and keeps one digit of small numbers', () => {
  assert.deepEqual([0, 0.04, 0.25, 3.14, 9.96, 12.5, 999, 1_000, 41_208, 1_234_567].map(num), [
    '0',
    '0',
    '0.3',
    '3.1',
    '10',
    '13',
    '999',
    '1,000',
    '41,208',
    '1,234,567',
  ]);
});

test('percent(), bytes() and duration() choose the unit a person would', () => {
  assert.equal(percent(0.5), '50%');
  assert.deepEqual([12, 1_500, 2_239_624, 33e9].map(bytes), ['12 B', '1.5 KB', '2.2 MB', '33 GB']);
  assert.deepEqual(
    [0, 0.02, 0.2, 44, 3_200, 960_000, 9_000_000].map((ms) => duration(ms).en),
    ['0 ms', '20 µs', '0.2 ms', '44 ms', '3.2 s', '16 min', '2.5 h'],
  );
});

test('hostPort() puts IPv6 into brackets', () => {
  assert.equal(hostPort({ address: '10.0.0.1', port: 80 }), '10.0.0.1:80');
  assert.equal(hostPort({ address: '::1', port: 80 }), '[::1]:80');
});

const PARTICLES = [
  ['nginx', '이/가', 'nginx가'],
  ['worker', '이/가', 'worker가'],
  ['gunicorn', '이/가', 'gunicorn이'],
  ['커널', '으로/로', '커널로'],
  ['소켓', '으로/로', '소켓으로'],
  ['80', '은/는', '80은'],
  ['8', '으로/로', '8로'],
  ['10.0.0.1:443', '을/를', '10.0.0.1:443을'],
  ['큐', '과/와', '큐와'],
  ['연결(ESTABLISHED)', '이/가', '연결(ESTABLISHED)가'],
] as const;

for (const [word, pair, expected] of PARTICLES) {
  test(`josa() says ${expected}`, () => {
    assert.equal(josa(word, pair), expected);
  });
}
