import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Death } from '../src/heartbeat/death.ts';
import { heartbeat } from '../src/heartbeat/heartbeat.ts';
import type { SendQueue } from '../src/heartbeat/send-queue.ts';
import { fakeClock, fakeLine, PING_BYTES } from './heartbeat-fakes.ts';

const ACKNOWLEDGED: SendQueue = {
  unacknowledgedBytes: 0,
  timer: 'off',
  retransmits: 0,
  unansweredProbes: 0,
};
const IN_FLIGHT: SendQueue = { ...ACKNOWLEDGED, unacknowledgedBytes: 4, timer: 'retransmit' };
const RETRANSMITTING: SendQueue = { ...IN_FLIGHT, retransmits: 3 };
const CLOSED_WINDOW: SendQueue = { ...IN_FLIGHT, timer: 'probe', unansweredProbes: 1 };
const PROBES_IN_VAIN: SendQueue = { ...CLOSED_WINDOW, unansweredProbes: 4 };

/** A heartbeat with its defaults: every 30 s, dead after 90 s. */
function bed(options: { readonly reset?: boolean } = {}) {
  const clock = fakeClock();
  const line = fakeLine();
  const deaths: Death[] = [];
  const beat = heartbeat(line, { clock, onDead: (death) => deaths.push(death), ...options });
  return { clock, line, deaths, beat };
}

const S = 1_000;

test('heartbeat() pings every 30 s, also while the peer talks', async () => {
  const { clock, line, deaths } = bed();
  for (let n = 0; n < 100; n++) {
    line.received += 1;
    await clock.advance(3 * S);
  }
  assert.equal(line.pings, 10);
  assert.deepEqual(deaths, []);
});

test('heartbeat() calls a peer dead after 90 s of silence, once, and resets the connection', async () => {
  const { clock, line, deaths, beat } = bed();
  await clock.advance(90 * S - 1);
  assert.deepEqual([deaths.length, beat.status().state], [0, 'beating']);
  await clock.advance(1);
  assert.deepEqual(deaths, [
    {
      reason: 'silent',
      cause: 'unknown',
      silentMs: 90 * S,
      pings: 2,
      sendQueue: undefined,
      code: undefined,
    },
  ]);
  assert.deepEqual([line.resets, beat.status().state, line.listeners], [1, 'dead', 0]);
  await clock.advance(1_000 * S);
  assert.deepEqual([deaths.length, line.resets, line.pings, clock.armed], [1, 1, 2, 0]);
});

test('heartbeat() leaves the connection alone when told so', async () => {
  const { clock, line, deaths } = bed({ reset: false });
  await clock.advance(90 * S);
  assert.deepEqual([deaths.length, line.resets], [1, 0]);
});

test('heartbeat() takes one byte as a sign of life', async () => {
  const { clock, line, deaths } = bed();
  for (let n = 0; n < 20; n++) {
    await clock.advance(89 * S);
    line.received += 1;
  }
  assert.deepEqual(deaths, []);
});

test('heartbeat() counts bytes that came while the kernel was being asked', async () => {
  const { clock, line, deaths } = bed();
  line.meanwhile = () => void (line.received += 1);
  await clock.advance(90 * S);
  assert.deepEqual([deaths.length, line.asked], [0, 1]);
  line.meanwhile = () => {};
  await clock.advance(90 * S);
  assert.equal(deaths.length, 1);
});

const CAUSES = [
  ['everything is acknowledged', ACKNOWLEDGED, 'application-hung'],
  ['the window is closed and probes are answered', CLOSED_WINDOW, 'application-hung'],
  ['the kernel retransmits in vain', RETRANSMITTING, 'host-gone'],
  ['probes of the closed window are not answered', PROBES_IN_VAIN, 'host-gone'],
  ['the kernel cannot be asked', undefined, 'unknown'],
] as const;

for (const [when, queue, cause] of CAUSES) {
  test(`heartbeat() blames ${cause}, when ${when}`, async () => {
    const { clock, line, deaths } = bed();
    line.queue = queue;
    await clock.advance(90 * S);
    assert.partialDeepStrictEqual(deaths, [{ reason: 'silent', cause, sendQueue: queue }]);
  });
}

test('heartbeat() waits, asking every 30 s, while its ping is still on the way', async () => {
  const { clock, line, deaths } = bed();
  line.queue = IN_FLIGHT;
  await clock.advance(300 * S);
  assert.deepEqual([deaths.length, line.asked, line.pings], [0, 8, 2]);
  line.queue = RETRANSMITTING;
  await clock.advance(30 * S);
  assert.partialDeepStrictEqual(deaths, [{ cause: 'host-gone', silentMs: 330 * S }]);
});

test('heartbeat() gives the peer the time to answer a ping that has arrived late, once', async () => {
  const { clock, line, deaths } = bed();
  line.queue = IN_FLIGHT;
  await clock.advance(119 * S);
  line.queue = ACKNOWLEDGED; // a second before the kernel is asked again
  await clock.advance(30 * S);
  assert.deepEqual(deaths, []);
  await clock.advance(1 * S);
  assert.partialDeepStrictEqual(deaths, [{ cause: 'application-hung', silentMs: 150 * S }]);
});

test('heartbeat() hears the answer to a ping that has arrived late', async () => {
  const { clock, line, deaths } = bed();
  line.queue = IN_FLIGHT;
  await clock.advance(119 * S);
  line.queue = ACKNOWLEDGED;
  await clock.advance(2 * S);
  line.received += 1;
  await clock.advance(100 * S);
  assert.deepEqual(deaths, []);
});

test('heartbeat() goes on when a ping throws: the next is sent, and silence noticed', async () => {
  const { clock, line, deaths } = bed();
  const ping = line.ping.bind(line);
  line.ping = () => {
    throw new Error('no frame');
  };
  await assert.rejects(clock.advance(30 * S), /no frame/);
  line.ping = ping;
  await clock.advance(30 * S);
  assert.deepEqual([line.pings, deaths.length], [1, 0]);
  await clock.advance(30 * S);
  assert.equal(deaths.length, 1);
});

test('heartbeat() ends for good when a ping disposes of it', async () => {
  const { clock, line, beat } = bed();
  line.ping = () => beat[Symbol.dispose]();
  await clock.advance(30 * S);
  assert.deepEqual([beat.status().state, clock.armed, line.listeners], ['stopped', 0, 0]);
});

test('heartbeat() does not take what was sent after an acknowledged ping for the ping', async () => {
  const { clock, line, deaths } = bed();
  await clock.advance(89 * S);
  line.flushed += 1_000; // the application talks on to a program that hangs
  line.queue = { ...RETRANSMITTING, unacknowledgedBytes: 1_000 };
  await clock.advance(1 * S);
  assert.partialDeepStrictEqual(deaths, [{ cause: 'application-hung' }]);
});

test('heartbeat() sees a ping among what is not acknowledged, however much follows it', async () => {
  const { clock, line, deaths } = bed();
  await clock.advance(89 * S);
  line.flushed += 1_000;
  line.queue = { ...RETRANSMITTING, unacknowledgedBytes: 1_000 + PING_BYTES };
  await clock.advance(1 * S);
  assert.partialDeepStrictEqual(deaths, [{ cause: 'host-gone' }]);
});

test('heartbeat() never piles pings up behind a full send buffer', async () => {
  const { clock, line, deaths, beat } = bed();
  Object.assign(line, { flowing: false, unsent: 500, queue: CLOSED_WINDOW });
  for (let n = 0; n < 10; n++) {
    line.received += 1; // the peer talks, and does not read
    await clock.advance(60 * S);
  }
  assert.deepEqual([line.pings, beat.status().skippedPings], [1, 19]);
  assert.deepEqual(deaths, []);
  line.waiting[0]?.();
  await clock.advance(30 * S);
  assert.equal(line.pings, 2);
});

test('heartbeat() says write-stalled, when silence comes with a full send buffer', async () => {
  const { clock, line, deaths } = bed();
  Object.assign(line, { flowing: false, unsent: 500, queue: CLOSED_WINDOW });
  await clock.advance(90 * S);
  assert.partialDeepStrictEqual(deaths, [
    { reason: 'write-stalled', cause: 'application-hung', pings: 1 },
  ]);
});

for (const blind of ['paused', 'ended'] as const) {
  test(`heartbeat() cannot tell while the reading side is ${blind}, and kills nobody`, async () => {
    const { clock, line, deaths, beat } = bed();
    line.blind = blind;
    for (const queue of [undefined, ACKNOWLEDGED, IN_FLIGHT, CLOSED_WINDOW]) {
      line.queue = queue;
      await clock.advance(1_000 * S);
    }
    assert.deepEqual(deaths, []);
    assert.partialDeepStrictEqual(beat.status(), { state: 'cannot-tell', because: blind });
  });

  test(`heartbeat() notices a host that is gone while the reading side is ${blind}`, async () => {
    const { clock, line, deaths } = bed();
    line.blind = blind;
    line.queue = RETRANSMITTING;
    await clock.advance(90 * S);
    assert.partialDeepStrictEqual(deaths, [{ reason: 'unacknowledged', cause: 'host-gone' }]);
  });
}

test('heartbeat() gives the peer its full time after reading has gone on', async () => {
  const { clock, line, deaths } = bed();
  line.blind = 'paused';
  await clock.advance(85 * S);
  line.blind = undefined;
  await clock.advance(94 * S); // seen at 90 s: dead at 180 s
  assert.deepEqual(deaths, []);
  await clock.advance(1 * S);
  assert.equal(deaths.length, 1);
});

test('heartbeat() does not blame the peer for the time this process stood still', async () => {
  const { clock, line, deaths } = bed();
  await clock.advance(29 * S);
  await clock.stall(3_600 * S);
  assert.deepEqual([deaths.length, line.pings], [0, 1]);
  line.received += 1;
  await clock.advance(30 * S);
  assert.deepEqual([deaths.length, line.pings], [0, 2]);
});

test('heartbeat() still finds a dead peer after this process stood still', async () => {
  const { clock, deaths } = bed();
  await clock.stall(3_600 * S);
  await clock.advance(90 * S);
  assert.equal(deaths.length, 1);
});

const ENDS = [
  ['ECONNRESET', 'reset', 'application-gone'],
  ['EPIPE', 'reset', 'application-gone'],
  ['ETIMEDOUT', 'timed-out', 'host-gone'],
  ['EHOSTUNREACH', 'timed-out', 'host-gone'],
] as const;

for (const [code, reason, cause] of ENDS) {
  test(`heartbeat() says ${reason}, when the connection ends with ${code}`, async () => {
    const { clock, line, deaths, beat } = bed();
    await clock.advance(10 * S);
    line.close(Object.assign(new Error(code), { code }));
    assert.partialDeepStrictEqual(deaths, [{ reason, cause, code, silentMs: 10 * S }]);
    assert.deepEqual([beat.status().state, line.resets, clock.armed], ['dead', 0, 0]);
  });
}

for (const error of [
  undefined,
  new Error('by hand'),
  Object.assign(new Error(), { code: 'EABC' }),
]) {
  test(`heartbeat() just stops, when the connection ends with ${error ?? 'no error'}`, async () => {
    const { clock, line, deaths, beat } = bed();
    line.close(error);
    assert.deepEqual([deaths.length, beat.status().state, clock.armed], [0, 'stopped', 0]);
  });
}

test('heartbeat() leaves nothing behind when disposed of, twice', async () => {
  const { clock, line, deaths, beat } = bed();
  beat[Symbol.dispose]();
  beat[Symbol.dispose]();
  assert.deepEqual([line.listeners, clock.armed, beat.status().state], [0, 0, 'stopped']);
  await clock.advance(1_000 * S);
  assert.deepEqual([deaths.length, line.pings], [0, 0]);
});

test('heartbeat() forgets what the kernel says, when disposed of meanwhile', async () => {
  const { clock, line, deaths, beat } = bed();
  line.meanwhile = () => beat[Symbol.dispose]();
  await clock.advance(90 * S);
  assert.deepEqual([line.asked, deaths.length, line.resets], [1, 0, 0]);
});

for (const [everyMs, deadAfterMs] of [
  [30_000, 59_999],
  [0, 90_000],
  [Number.NaN, 90_000],
  [30_000, Number.NaN],
  [Infinity, Infinity], // a timer that is set to more than it can hold fires at once
  [2 ** 31, 2 ** 33],
  ['30000' as unknown as number, 90_000], // a text adds up like a text
  [30_000, '90000' as unknown as number],
] as const) {
  test(`heartbeat() refuses every ${everyMs} ms, dead after ${deadAfterMs} ms`, () => {
    const line = fakeLine();
    assert.throws(() => heartbeat(line, { everyMs, deadAfterMs }), RangeError);
    assert.equal(line.listeners, 0);
  });
}

test('heartbeat() only pings, when nobody is ever to be called dead', async () => {
  const clock = fakeClock();
  const line = fakeLine();
  using _ = heartbeat(line, { clock, everyMs: 2 ** 31 - 1, deadAfterMs: Infinity });
  await clock.advance(2 ** 31);
  assert.deepEqual([line.pings, line.asked], [1, 0]);
});
