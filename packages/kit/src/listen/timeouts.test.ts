import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreeTimeouts } from './timeouts.ts';

/** What `createServer()` of Node sets. */
const NODE = { keepAliveTimeout: 5_000, headersTimeout: 60_000, requestTimeout: 300_000 };

test('agreeTimeouts() keeps idle connections for longer than the proxy', () => {
  assert.deepEqual(agreeTimeouts(NODE, 60_000), {
    keepAliveTimeout: 65_000,
    headersTimeout: 70_000,
    requestTimeout: 300_000,
  });
});

test('agreeTimeouts() leaves what is long enough', () => {
  const long = { keepAliveTimeout: 120_000, headersTimeout: 130_000, requestTimeout: 400_000 };
  assert.deepEqual(agreeTimeouts(long, 60_000), long);
});

test('agreeTimeouts() leaves a time limit that was switched off', () => {
  const none = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 };
  assert.deepEqual(agreeTimeouts(none, 60_000), none);
});

test('agreeTimeouts() orders the three for a proxy that waits for ten minutes', () => {
  const { keepAliveTimeout, headersTimeout, requestTimeout } = agreeTimeouts(NODE, 600_000);
  assert.ok(keepAliveTimeout > 600_000);
  assert.ok(headersTimeout > keepAliveTimeout);
  assert.ok(requestTimeout >= headersTimeout);
});
