/**
 * What a scenario waits for on the listening side.
 * @module
 */
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';

/** Waits until a counter of the server, `TcpExt.` left out, has grown by so many since it was made. */
export const untilCounted = (stage: Stage, name: string, least: number): Promise<true> =>
  until(`${name} to reach ${least}`, async () => {
    const counters = await stage.counters('server');
    return (counters[`TcpExt.${name}`] ?? 0n) >= BigInt(least) || undefined;
  });

/** Waits until so many connections stand in the accept queues of the server. */
export const untilQueued = (stage: Stage, least: number): Promise<true> =>
  until(`${least} connections in the accept queue`, async () => {
    const rows = (await stage.sockets('server')).filter((row) => row.state === 'listen');
    return rows.reduce((sum, row) => sum + row.recvQueue, 0) >= least || undefined;
  });

/** Waits until so much time has passed, because an age is what the scenario needs. */
export async function untilAged(ms: number): Promise<void> {
  const since = performance.now();
  await until(`${ms} ms to pass`, () => performance.now() - since >= ms, {
    deadlineMs: ms * 2 + 1_000,
    everyMs: 50,
  });
}
