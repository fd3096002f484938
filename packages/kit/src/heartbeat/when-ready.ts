/**
 * A heartbeat of a connection that is still being made.
 * @module
 */
import type { EventEmitter } from 'node:events';
import { timesOf } from './heartbeat-options.ts';
import type { Heartbeat, HeartbeatOptions, HeartbeatStatus } from './heartbeat-options.ts';

const BEFORE: HeartbeatStatus = {
  state: 'beating',
  because: undefined,
  silentMs: 0,
  pings: 0,
  skippedPings: 0,
};

/** Of a connection that was over before anybody watched it. */
export const stoppedHeartbeat = (): Heartbeat => ({
  status: () => ({ ...BEFORE, state: 'stopped' }),
  [Symbol.dispose]() {},
});

/**
 * Begins when `event` comes; stops waiting when the connection closes or is given up.
 * @throws {RangeError} Now, not when it begins. See `heartbeat`.
 */
export function whenReady(
  connection: EventEmitter,
  event: string,
  { everyMs, deadAfterMs }: HeartbeatOptions,
  begin: () => Heartbeat,
): Heartbeat {
  timesOf(everyMs, deadAfterMs);
  let beat: Heartbeat | undefined;
  let stopped = false;
  const ready = (): void => {
    forget();
    beat = begin();
  };
  const giveUp = (): void => {
    stopped = true;
    forget();
  };
  const forget = (): void => {
    connection.off(event, ready);
    connection.off('close', giveUp);
  };
  connection.once(event, ready);
  connection.once('close', giveUp);
  return {
    status: () => beat?.status() ?? { ...BEFORE, state: stopped ? 'stopped' : 'beating' },
    [Symbol.dispose]() {
      giveUp();
      beat?.[Symbol.dispose]();
    },
  };
}
