import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenerOn } from './half-open.ts';
import { sampleListener, sampleNamespace, sampleService } from './sample.ts';

const listening = (address: string, waiting = 0) =>
  sampleListener({ cookie: address, local: { address, port: 80 }, waiting });

/** Who listens on port 80 when half-open handshakes came to `synRecvAddress`. */
function named(addresses: readonly string[], synRecvAddress: string | undefined) {
  const more = synRecvAddress === undefined ? {} : { synRecvAddress };
  const namespace = sampleNamespace([
    { listeners: addresses.map((a) => listening(a)), services: [sampleService(more)] },
  ]);
  return listenerOn(namespace, 80)?.local.address;
}

test('listenerOn() names the program that the handshakes came to, not another one on the same port', () => {
  assert.equal(named(['127.0.0.1', '10.9.6.1'], '10.9.6.1'), '10.9.6.1');
  assert.equal(named(['10.9.6.1', '127.0.0.1'], '127.0.0.1'), '127.0.0.1');
  assert.equal(named(['127.0.0.1', '0.0.0.0'], '10.9.6.1'), '0.0.0.0');
});

test('listenerOn() tells the two wildcards apart, also for mapped addresses', () => {
  assert.equal(named(['::', '0.0.0.0'], '10.9.6.1'), '0.0.0.0');
  assert.equal(named(['0.0.0.0', '::'], 'fd09::1'), '::');
  assert.equal(named(['127.0.0.1', '::'], '::ffff:10.9.6.1'), '::');
});

test('listenerOn() prefers the longest queue, and knows nobody on another port', () => {
  const listeners = [listening('0.0.0.0'), listening('127.0.0.1', 3)];
  const namespace = sampleNamespace([{ listeners, services: [sampleService()] }]);
  assert.equal(listenerOn(namespace, 80)?.local.address, '127.0.0.1');
  assert.equal(listenerOn(namespace, 81), undefined);
});
