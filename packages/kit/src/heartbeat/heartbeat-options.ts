/**
 * The settings of a heartbeat, and what it says of itself.
 * @module
 */
import { MAX_TIMER_MS } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { Death } from './death.ts';
import type { KernelView } from './kernel-view.ts';
import type { Blindness } from './line.ts';

/** When to ping, and when to stop hoping. */
export interface HeartbeatOptions {
  /** Time between pings, ms. @default 30_000 */
  readonly everyMs?: number;
  /** Silence after which a peer is dead, ms; at least twice `everyMs`. @default 90_000 */
  readonly deadAfterMs?: number;
  /** Called once, at most. The heartbeat has stopped; the connection is still there to look at. */
  readonly onDead?: (death: Death) => void;
  /** Whether a dead connection is reset after `onDead`. @default true */
  readonly reset?: boolean;
  /** @default the clock of the process */
  readonly clock?: Clock;
}

/** Settings that every heartbeat of a real connection has. */
export interface WatchOptions extends HeartbeatOptions {
  /** Who is asked whether the peer's host is there. @default /proc/net/tcp */
  readonly kernel?: KernelView;
}

/** How a connection stands. `cannot-tell`: silence, but no byte could have come in (see `because`). */
export interface HeartbeatStatus {
  readonly state: 'beating' | 'cannot-tell' | 'dead' | 'stopped';
  readonly because: Blindness | undefined;
  /** Since the last sign of life that was noticed, ms. */
  readonly silentMs: number;
  /** Pings sent. */
  readonly pings: number;
  /** Pings not sent because the one before had not left yet. */
  readonly skippedPings: number;
}

/** A running heartbeat. Ends with its connection, with a death, or when it is disposed of. */
export interface Heartbeat extends Disposable {
  status(): HeartbeatStatus;
}

/** The two times of a heartbeat, if they make sense. @throws {RangeError} See `heartbeat`. */
export function timesOf(everyMs = 30_000, deadAfterMs = 90_000): Times {
  if (!Number.isFinite(everyMs) || everyMs <= 0 || everyMs > MAX_TIMER_MS) {
    throw new RangeError(
      `Cannot ping every ${everyMs} ms: wanted a number above 0, at most ${MAX_TIMER_MS}`,
    );
  }
  // A text from the environment compares like a number, and adds up like a text.
  if (typeof deadAfterMs === 'number' && deadAfterMs >= 2 * everyMs) {
    return { everyMs, deadAfterMs };
  }
  throw new RangeError(
    `Cannot call a peer dead after ${deadAfterMs} ms: wanted at least twice everyMs, ${everyMs}`,
  );
}

interface Times {
  readonly everyMs: number;
  readonly deadAfterMs: number;
}
