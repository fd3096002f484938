/**
 * Opening a connection for a pool.
 * @module
 */
import { once } from 'node:events';
import type { NetConnectOpts, Socket } from 'node:net';
import { connect as netConnect } from 'node:net';
import type { Clock } from '../clock.ts';
import type { Berth } from './berth.ts';
import { newBerth } from './berth.ts';
import type { Tally } from './counters.ts';
import { follow } from './counters.ts';
import type { PortBudget } from './port-budget.ts';
import { enterConnection } from './port-budget.ts';

/** Where to connect to, or how. */
export type Connect = NetConnectOpts | (() => Socket | Promise<Socket>);

/** How connections are opened, and where they are entered. */
export interface Opening {
  readonly connect: Connect;
  /** How long to wait for the other side, ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly budget: PortBudget;
  /** Errors because of which there is no connection, to tell them from those of the pool. */
  readonly unopened: WeakSet<object>;
}

/** Opens a connection and counts it, or that there is none. */
export async function openBerth(opening: Opening): Promise<Berth> {
  const { connect, tally, budget, unopened } = opening;
  try {
    const socket = typeof connect === 'function' ? await connect() : netConnect(connect);
    if (socket.connecting) await connected(socket, opening);
    follow(socket, tally, enterConnection(budget, socket));
    return newBerth(socket);
  } catch (error) {
    tally.failed += 1;
    if (error instanceof Error) unopened.add(error);
    throw error;
  }
}

/** Whoever does not answer is not tried for the two minutes that the kernel would. */
async function connected(socket: Socket, { clock, timeoutMs }: Opening): Promise<void> {
  using _ = clock.after(timeoutMs, () => {
    const late = new Error(`Cannot connect: no answer within ${timeoutMs} ms`);
    socket.destroy(Object.assign(late, { code: 'ETIMEDOUT' }));
  });
  await once(socket, 'connect');
}
