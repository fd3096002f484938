import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { settingOf } from '../catalogue/catalogue.ts';
import type { Setting } from '../setting.ts';
import { atLeast } from './at-least.ts';

const setting = (key: string): Setting => {
  const found = settingOf(key);
  assert.ok(found !== undefined, key);
  return found;
};

const CASES = [
  ['net.core.somaxconn', '4096', '512', '4096'],
  ['net.core.somaxconn', '128', '512', '512'],
  ['net.ipv4.tcp_rmem', '4096 131072 33554432', '4096 131072 6291456', '4096 131072 33554432'],
  ['net.ipv4.tcp_rmem', '4096\t65536 8000000', '4096 131072 6291456', '4096 131072 8000000'],
  ['net.ipv4.tcp_retries2', '15', '8', '8'],
  ['net.ipv4.tcp_retries2', '5', '8', '5'],
  ['net.ipv4.tcp_orphan_retries', '0', '2', '2'],
  ['net.ipv4.tcp_orphan_retries', '1', '2', '1'],
  ['net.ipv4.ip_local_port_range', '32768 60999', '10240 65535', '10240 65535'],
  ['net.ipv4.ip_local_port_range', '1024 50000', '10240 65535', '1024 65535'],
  ['net.ipv4.ip_local_reserved_ports', '', '8080', '8080'],
  ['net.ipv4.ip_local_reserved_ports', '9000-9010,8080', '8081,9005', '8080-8081,9000-9010'],
] as const;

for (const [key, one, other, wanted] of CASES) {
  test(`atLeast() of ${key}: ${JSON.stringify(one)} and ${JSON.stringify(other)} is ${wanted}`, () => {
    assert.equal(atLeast(setting(key), one, other), wanted);
    assert.equal(atLeast(setting(key), other, one), wanted);
  });
}

test('atLeast() of what cannot be read is undefined', () => {
  assert.equal(atLeast(setting('net.core.somaxconn'), 'many', '512'), undefined);
  assert.equal(atLeast(setting('net.ipv4.tcp_rmem'), '1 2', '1 2 3'), undefined);
});

test('atLeast() never gives less of a buffer than there is', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(sizes, sizes, (now, wish) => {
      const to = atLeast(setting('net.ipv4.tcp_wmem'), now.join(' '), wish.join(' '));
      const numbers = (to ?? '').split(' ').map(Number);
      assert.ok(numbers.every((n, i) => n >= (now[i] ?? 0) && n >= (wish[i] ?? 0)));
    }),
  );
});
