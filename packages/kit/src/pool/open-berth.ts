/**
 * Opening a connection for a pool.
 * @module
 */
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
  /** Sockets that are not connected yet, to be destroyed when nobody wants to wait any more. */
  readonly opening: Set<Socket>;
  /** Errors because of which there is no connection, to tell them from those of the pool. */
  readonly unopened: WeakSet<object>;
}

/** Opens a connection and counts it, or that there is none. */
export async function openBerth(opening: Opening): Promise<Berth> {
  const { connect, tally, budget, unopened } = opening;
  try {
    const socket = typeof connect === 'function' ? await connect() : netConnect(connect);
    const event = awaitedEvent(socket);
    if (event !== undefined) await waitFor(socket, event, opening);
    if (socket.destroyed) throw closedAtOnce();
    follow(socket, tally, enterConnection(budget, socket));
    return newBerth(socket);
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(`Cannot connect: ${String(cause)}`);
    tally.failed += 1;
    unopened.add(error);
    throw error;
  }
}

/** What has to happen before a socket can be used, if anything. TLS agrees on a protocol, or on none, last. */
function awaitedEvent(socket: Socket): 'secureConnect' | 'connect' | undefined {
  if ('alpnProtocol' in socket && socket.alpnProtocol === null) return 'secureConnect';
  return socket.connecting ? 'connect' : undefined;
}

/** Whoever does not answer is not tried for the two minutes that the kernel would. */
async function waitFor(
  socket: Socket,
  event: 'secureConnect' | 'connect',
  { clock, timeoutMs, opening }: Opening,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const closed = (): void => reject(closedAtOnce());
  using _ = clock.after(timeoutMs, () => {
    const late = new Error(`Cannot connect: no answer within ${timeoutMs} ms`);
    socket.destroy(Object.assign(late, { code: 'ETIMEDOUT' }));
  });
  opening.add(socket);
  socket.once(event, resolve).once('error', reject).once('close', closed);
  if (socket.closed) closed();
  try {
    await promise;
  } finally {
    opening.delete(socket);
    socket.off(event, resolve).off('error', reject).off('close', closed);
  }
}

const closedAtOnce = (): Error => new Error('Cannot connect: the connection was closed at once');
