import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { portUses, pressure } from './port-use.ts';
import { sampleNamespace } from './sample.ts';
import { samplePorts } from './sample-ports.ts';

const grown = (...timeWait: readonly [number, ...number[]]) => {
  const [head, ...rest] = timeWait.map((n) => samplePorts([{ timeWait: n }]));
  assert.ok(head !== undefined);
  return sampleNamespace([head, ...rest]);
};

test('portUses() takes the lowest fill of all looks and the slowest growth', () => {
  const [use] = portUses(grown(30, 34, 44)) ?? [];
  assert.partialDeepStrictEqual(use, { fill: 0.44, leastFill: 0.3, growthPerSecond: 4 });
});

test('portUses() forecasts only what 60 s of TIME_WAIT can fill', () => {
  assert.equal(portUses(grown(30, 31, 32))?.[0]?.secondsLeft, undefined);
  assert.equal(portUses(grown(30, 32, 34))?.[0]?.secondsLeft, 33);
});

test('portUses() adds IPv4 and v4-mapped sockets to the same place', () => {
  const mapped = {
    family: 'ipv6',
    source: '::ffff:10.9.1.1',
    remote: { address: '::ffff:10.9.1.2', port: 80 },
    established: 30,
  } as const;
  const uses = portUses(sampleNamespace([samplePorts([{ established: 40 }, mapped])]));
  assert.equal(uses?.length, 1);
  assert.equal(uses[0]?.fill, 0.7);
});

test('portUses() keeps sources, addresses and ports of destinations apart', () => {
  const uses = portUses(
    sampleNamespace([
      samplePorts([
        { established: 40 },
        { established: 40, source: '10.9.1.9' },
        { established: 40, remote: { address: '10.9.1.2', port: 81 } },
        { established: 40, remote: { address: '10.9.1.3', port: 80 } },
      ]),
    ]),
  );
  assert.deepEqual(
    uses?.map((use) => use.fill),
    [0.4, 0.4, 0.4, 0.4],
  );
});

test('portUses() is undefined without a range', () => {
  const look = samplePorts([], { sysctls: { 'net.ipv4.ip_local_port_range': '' } });
  assert.equal(portUses(sampleNamespace([look])), undefined);
});

test('pressure() never falls when more ports are in use', () => {
  const order = [undefined, 'notice', 'warning', 'critical'];
  const level = (used: number) => {
    const [use] = portUses(sampleNamespace([samplePorts([{ established: used }])])) ?? [];
    return use === undefined ? -1 : order.indexOf(pressure(use));
  };
  fc.assert(
    fc.property(fc.nat(120), fc.nat(120), (a, b) => {
      assert.ok(level(Math.max(a, b)) >= level(Math.min(a, b)));
    }),
  );
});
