/**
 * Time and a connection made of numbers, for tests of the heartbeat.
 * @module
 */
import type { Clock } from '../src/clock.ts';
import type { Blindness, Line } from '../src/heartbeat/line.ts';
import type { SendQueue } from '../src/heartbeat/send-queue.ts';

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** Timers that are armed. */
  readonly armed: number;
  /** Goes on, calling what is due at its time; promises settle in between. */
  advance(ms: number): Promise<void>;
  /** The process stands still: time goes on and timers are late. */
  stall(ms: number): Promise<void>;
}

/** Starts at a time that is not zero, so that zero is nobody's lucky default. */
export function fakeClock(): FakeClock {
  let now = 12_345;
  const timers = new Set<{ readonly atMs: number; readonly call: () => void }>();
  const next = () => [...timers].toSorted((a, b) => a.atMs - b.atMs)[0];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  const fireUntil = async (endMs: number): Promise<void> => {
    for (let timer = next(); timer !== undefined && timer.atMs <= endMs; timer = next()) {
      timers.delete(timer);
      now = Math.max(now, timer.atMs);
      timer.call();
      await settle();
    }
  };
  const after = (ms: number, call: () => void): Disposable => {
    const timer = { atMs: now + Math.max(0, ms), call };
    timers.add(timer);
    return { [Symbol.dispose]: () => void timers.delete(timer) };
  };
  return {
    nowMs: () => now,
    after,
    every: () => {
      throw new Error('The heartbeat arms every timer anew');
    },
    get armed() {
      return timers.size;
    },
    async advance(ms) {
      const endMs = now + ms;
      await fireUntil(endMs);
      now = endMs;
    },
    async stall(ms) {
      now += ms;
      await fireUntil(now);
    },
  };
}

/** A connection that is whatever its fields say. */
export interface FakeLine extends Line {
  received: number;
  /** Bytes handed to the kernel; a ping that leaves at once adds 4. */
  flushed: number;
  unsent: number;
  blind: Blindness | undefined;
  /** What the kernel says; `undefined` where it cannot be asked. */
  queue: SendQueue | undefined;
  /** Called when the kernel is asked: what arrives meanwhile. */
  meanwhile: () => void;
  /** Whether pings leave at once. Otherwise they wait in `waiting`. */
  flowing: boolean;
  readonly waiting: (() => void)[];
  pings: number;
  asked: number;
  resets: number;
  listeners: number;
  close(error?: Error): void;
}

/** Bytes of a ping. */
export const PING_BYTES = 4;

/** An idle connection whose kernel cannot be asked. */
export function fakeLine(): FakeLine {
  let onClose: ((error: Error | undefined) => void) | undefined;
  const line: FakeLine = {
    received: 0,
    flushed: 0,
    unsent: 0,
    blind: undefined,
    queue: undefined,
    meanwhile: () => {},
    flowing: true,
    waiting: [],
    pings: 0,
    asked: 0,
    resets: 0,
    listeners: 0,
    receivedBytes: () => line.received,
    flushedBytes: () => line.flushed,
    unsentBytes: () => line.unsent,
    blindness: () => line.blind,
    ping(sent) {
      line.pings += 1;
      if (line.flowing) {
        line.flushed += PING_BYTES;
        sent();
      } else {
        line.waiting.push(sent);
      }
    },
    async sendQueue() {
      line.asked += 1;
      line.meanwhile();
      return line.queue;
    },
    onClose(call) {
      line.listeners += 1;
      onClose = call;
      return () => {
        line.listeners -= 1;
        onClose = undefined;
      };
    },
    reset: () => void (line.resets += 1),
    close: (error) => onClose?.(error),
  };
  return line;
}
