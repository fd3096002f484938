/**
 * A heartbeat of a connection that is still being made.
 * @module
 */
import type { EventEmitter } from 'node:events';
import type { Heartbeat, HeartbeatStatus } from './heartbeat-options.ts';

const BEFORE: HeartbeatStatus = {
  state: 'beating',
  because: undefined,
  silentMs: 0,
  pings: 0,
  skippedPings: 0,
};

/** Begins when `event` comes; stops waiting when the connection closes or is given up. */
export function whenReady(
  connection: EventEmitter,
  event: string,
  begin: () => Heartbeat,
): Heartbeat {
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
