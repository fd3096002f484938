import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isEphemeral,
  isLoopback,
  parsePortList,
  portListText,
  portsOf,
  unmapped,
} from './ports.ts';
import { sampleLook } from './sample.ts';

const look = (range: string, reserved = '') =>
  sampleLook({
    sysctls: {
      'net.ipv4.ip_local_port_range': range,
      'net.ipv4.ip_local_reserved_ports': reserved,
    },
  });

test('parsePortList() sorts, merges and passes over what is no port', () => {
  assert.deepEqual(parsePortList(''), []);
  assert.deepEqual(parsePortList('1,2-5'), [[1, 5]]);
  assert.deepEqual(parsePortList('9000-9010, 8080,9005-9020'), [
    [8080, 8080],
    [9000, 9020],
  ]);
  assert.deepEqual(parsePortList('x,-1,70000,9-3,80'), [[80, 80]]);
});

test('portListText() is what the kernel prints', () => {
  assert.equal(portListText(parsePortList('8081,8080,9000')), '8080-8081,9000');
});

test('portsOf() counts the default range', () => {
  assert.partialDeepStrictEqual(portsOf(look('32768\t60999')), {
    available: 28_232,
    lowParity: 14_116,
    reserved: 0,
  });
});

test('portsOf() takes reserved ports off, only those inside the range', () => {
  assert.partialDeepStrictEqual(portsOf(look('40000 40063', '80,39999-40001,40063-41000')), {
    available: 61,
    reserved: 3,
    lowParity: 31,
  });
});

test('portsOf() is undefined for a range it cannot read', () => {
  assert.equal(portsOf(look('')), undefined);
  assert.equal(portsOf(look('60999 32768')), undefined);
});

test('portsOf() agrees with counting port by port', () => {
  const port = fc.integer({ min: 1, max: 300 });
  const span = fc.tuple(port, port).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(span, fc.array(span, { maxLength: 5 }), ([low, high], reserved) => {
      const list = reserved.map(([from, to]) => `${from}-${to}`).join(',');
      const ports = portsOf(look(`${low} ${high}`, list));
      assert.ok(ports !== undefined);
      const free = Array.from({ length: 400 }, (_, n) => n + 1)
        .filter((p) => p >= low && p <= high)
        .filter((p) => !reserved.some(([from, to]) => p >= from && p <= to));
      assert.equal(ports.available, free.length);
      assert.equal(ports.lowParity, free.filter((p) => p % 2 === low % 2).length);
      assert.equal(ports.available + ports.reserved, high - low + 1);
      for (const p of [low, high, low - 1, high + 1]) {
        assert.equal(isEphemeral(ports, p), free.includes(p));
      }
    }),
    { numRuns: 200 },
  );
});

test('unmapped() and isLoopback() see through v4-mapped addresses', () => {
  assert.equal(unmapped('::ffff:10.0.0.1'), '10.0.0.1');
  assert.equal(unmapped('fd00::1'), 'fd00::1');
  assert.ok(isLoopback('::ffff:127.0.0.1') && isLoopback('::1') && isLoopback('127.8.8.8'));
  assert.ok(!isLoopback('10.127.0.1'));
});
