import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http2';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { watchEach } from '../src/heartbeat/group.ts';
import { heartbeatSince } from '../src/heartbeat/heartbeat.ts';
import type { WatchOptions } from '../src/heartbeat/heartbeat-options.ts';
import { watchHttp2Server, watchServer } from '../src/heartbeat/mod.ts';
import { listenersOn, openPair } from './heartbeat-connections.ts';
import { fakeClock, fakeLine } from './heartbeat-fakes.ts';

const EVERY_MS = 30_000;
const DEAD_AFTER_MS = 90_000;

/** A server, a clock, and one connection on which nothing is heard but what the test says. */
function play(onDead: () => void = () => {}) {
  const clock = fakeClock();
  const line = fakeLine();
  const source = new EventEmitter();
  const deaths: Death[] = [];
  const ended: { with: Error | undefined } = { with: undefined };
  let begun = 0;
  const group = watchEach<WatchOptions, EventEmitter>({
    source,
    event: 'connection',
    options: {
      clock,
      onDead(death) {
        deaths.push(death);
        onDead();
      },
    },
    watch: (_, options, sinceMs) => {
      begun += 1;
      return heartbeatSince(sinceMs, line, options);
    },
    errorOf: () => ended.with,
  });
  const connection = new EventEmitter();
  source.emit('connection', connection);
  return { clock, line, group, deaths, ended, connection, begun: () => begun };
}

test('a connection has no heartbeat of its own in its first second, but is watched', async () => {
  const { clock, group, connection, begun } = play();
  await clock.advance(900);
  assert.deepEqual([begun(), group.counters().watched], [0, 1]);
  connection.emit('close');
  await clock.advance(10_000);
  assert.deepEqual([begun(), group.counters().watched, clock.armed], [0, 0, 0]);
});

test('a connection that stays is pinged and called dead as if watched from its beginning', async () => {
  const { clock, line, deaths, begun } = play();
  await clock.advance(EVERY_MS - 1);
  assert.deepEqual([begun(), line.pings], [1, 0]);
  await clock.advance(1);
  assert.equal(line.pings, 1);
  await clock.advance(DEAD_AFTER_MS - EVERY_MS - 1);
  assert.deepEqual(deaths, []);
  await clock.advance(1);
  assert.partialDeepStrictEqual(deaths, [{ reason: 'silent', silentMs: DEAD_AFTER_MS }]);
});

test('a byte of the first second is a sign of life', async () => {
  const { clock, line, deaths } = play();
  line.received = 1;
  await clock.advance(DEAD_AFTER_MS);
  assert.deepEqual(deaths, []);
  await clock.advance(EVERY_MS);
  assert.equal(deaths.length, 1);
});

test('time in which the process stood still is not the silence of a young connection', async () => {
  const { clock, deaths } = play();
  await clock.stall(10 * DEAD_AFTER_MS);
  await clock.advance(DEAD_AFTER_MS - 2_000);
  assert.deepEqual(deaths, []);
  await clock.advance(2_000);
  assert.equal(deaths.length, 1);
});

test('a young connection that ends with an error is told, one that ends well is not', async () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  for (const [error, expected] of [
    [undefined, []],
    [reset, [{ reason: 'reset', cause: 'application-gone', silentMs: 300, pings: 0 }]],
  ] as const) {
    const { clock, group, connection, deaths, ended } = play();
    await clock.advance(300);
    ended.with = error;
    connection.emit('close');
    assert.partialDeepStrictEqual(deaths, expected);
    assert.equal(deaths.length, expected.length);
    assert.deepEqual(group.counters().deadByReason, error === undefined ? {} : { reset: 1 });
  }
});

for (const throws of [false, true]) {
  test(`a dead connection is not watched any more, onDead throws: ${throws}`, async () => {
    const { clock, line, group, deaths, connection } = play(() => {
      if (throws) throw new Error('by the user');
    });
    await clock.advance(EVERY_MS);
    assert.equal(group.counters().watched, 1);
    const end = (): void => line.close(Object.assign(new Error(), { code: 'ECONNRESET' }));
    if (throws) assert.throws(end, /by the user/);
    else end();
    assert.deepEqual([deaths.length, listenersOn(connection)], [1, {}]);
    assert.partialDeepStrictEqual(group.counters(), { watched: 0, pings: 1 });
  });
}

test('who is disposed of while connections are young leaves no timer and no listener', () => {
  const { clock, group, connection } = play();
  group[Symbol.dispose]();
  assert.deepEqual([clock.armed, listenersOn(connection), group.counters().watched], [0, {}, 0]);
});

for (const leave of ['reset', 'end'] as const) {
  test(`watchServer() tells at once of a young connection only when it is reset: ${leave}`, async () => {
    await using pair = await openPair();
    const deaths: Death[] = [];
    using group = watchServer(pair.server, {
      ping: () => '?',
      onDead: (death) => deaths.push(death),
    });
    const { port } = pair.server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1').on('error', () => {});
    const [accepted] = (await once(pair.server, 'connection')) as [Socket];
    assert.equal(group.counters().watched, 1);
    accepted.resume().end();
    if (leave === 'reset') client.resetAndDestroy();
    else client.resume().end();
    await until('its end', () => group.counters().watched === 0);
    const told = leave === 'reset' ? { reset: 1 } : {};
    assert.deepEqual(
      [group.counters().deadByReason, deaths.length],
      [told, leave === 'reset' ? 1 : 0],
    );
  });
}

test('times that make no sense are refused before anybody connects', async () => {
  await using pair = await openPair();
  const wrong = { everyMs: 1_000, deadAfterMs: 1_500, ping: () => '?' };
  const before = listenersOn(pair.server);
  assert.throws(() => watchServer(pair.server, wrong), { name: 'RangeError' });
  assert.throws(() => watchHttp2Server(createServer(), wrong), { name: 'RangeError' });
  assert.deepEqual(listenersOn(pair.server), before);
});
