/**
 * Connections of any protocol, kept and lent, on the application's own tarn.
 * @module
 */
import { once } from 'node:events';
import type { NetConnectOpts, Socket } from 'node:net';
import { connect as netConnect } from 'node:net';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { polled } from '../polled.ts';
import type { OnWarning } from '../warning.ts';
import { emitWarning } from '../warning.ts';
import type { PoolCounters, Tally } from './counters.ts';
import { follow, newTally } from './counters.ts';
import { PoolError } from './pool-error.ts';
import { keepPortBudget, localPorts } from './port-budget.ts';
import type { PortBudget, PortUse } from './port-budget.ts';
import type { Shelf } from './shelf.ts';
import { putUpShelf } from './shelf.ts';
import { isSound } from './socket-state.ts';
import type { TarnPoolClass } from './tarn-class.ts';
import { evictingPool } from './tarn-pool.ts';

/** Where to connect to, and for how long to keep what. */
export interface SocketPoolOptions {
  /**
   * Where to: what `net.connect()` takes; or how: answers a socket, such as that of `tls.connect()`,
   * connected or not, once it has greeted the server if the protocol wants that.
   */
  readonly connect: NetConnectOpts | (() => Socket | Promise<Socket>);
  /** Connections at most. @default 50, or fewer than half the local ports where there are so few */
  readonly max?: number;
  /** A connection that nobody used for so long is closed, ms: below the server's limit. @default 4_000 */
  readonly idleMs?: number;
  /** How long to wait for a connection, ms. @default 10_000 */
  readonly acquireTimeoutMs?: number;
  /** Asked before a connection is lent again, such as by a ping of the protocol. @default nothing */
  readonly validate?: (socket: Socket) => boolean | Promise<boolean>;
  /** Who is told that half the local ports are used. @default process.emitWarning */
  readonly onWarning?: OnWarning;
  /** @default the clock of the process */
  readonly clock?: Clock;
}

/** A connection on loan. Disposing of it gives it back. */
export interface Loan extends Disposable {
  readonly socket: Socket;
  /**
   * Gives the connection back. It is closed instead, when it is not as it was lent: something unread,
   * unsent, or an answer still to come that the caller knows of.
   */
  readonly release: (options?: { readonly broken?: boolean }) => void;
}

/** A pool of connections. */
export interface SocketPool extends AsyncDisposable {
  readonly max: number;
  /** @throws {PoolError} When there is none in time. @throws {Error} When connecting fails. */
  acquire(): Promise<Loan>;
  /** Lends a connection for one exchange. When that fails, the connection is closed. */
  lend<T>(exchange: (socket: Socket) => Promise<T>): Promise<T>;
  counters(): PoolCounters & { /** Connections on loan now. */ readonly lent: number };
  portUses(): PortUse[];
  /** Waits for what is on loan and closes everything, at the deadline also what is on loan. */
  close(options?: { /** ms. @default 10_000 */ readonly deadlineMs?: number }): Promise<void>;
}

const MAX = 50;
const DEFAULTS = {
  idleMs: 4_000,
  acquireTimeoutMs: 10_000,
  onWarning: emitWarning,
  clock: systemClock,
};

/**
 * Opens a pool.
 *
 * @param Pool The application's own: `import { Pool } from 'tarn'`.
 */
export function socketPool(Pool: TarnPoolClass, options: SocketPoolOptions): SocketPool {
  const { idleMs, acquireTimeoutMs, onWarning, clock } = { ...DEFAULTS, ...options };
  const budget = keepPortBudget(clock, onWarning, localPorts());
  const { max = budget.within(MAX) } = options;
  const tally = newTally();
  const lent = new Set<Socket>();
  const used = new WeakSet<Socket>();
  const unopened = new WeakSet<object>();
  let ended: Promise<unknown> | undefined;

  const shelf = putUpShelf(clock, idleMs, (socket) => {
    if (!pool.evict(socket)) socket.destroy();
  });
  const pool = evictingPool(Pool, {
    max,
    acquireTimeoutMillis: acquireTimeoutMs,
    createTimeoutMillis: acquireTimeoutMs,
    create: () => open(options.connect, { tally, budget, unopened }),
    destroy: (socket) => void socket.destroy(),
    validate: (socket) => fit(socket, shelf, used.has(socket) ? options.validate : undefined),
  });
  const shelve = (): void => {
    for (const socket of pool.idle()) shelf.put(socket);
  };
  pool.on('createSuccess', shelve);

  const giveBack = (socket: Socket, broken: boolean): void => {
    if (!lent.delete(socket)) return;
    if (broken || ended !== undefined || !isSound(socket)) socket.destroy();
    pool.release(socket);
    if (socket.destroyed) pool.evict(socket);
    else if (pool.isIdle(socket)) shelf.put(socket);
  };
  const acquire = async (): Promise<Loan> => {
    if (ended !== undefined) throw closedError();
    const socket = await pool.acquire().promise.catch((cause: Error) => {
      setImmediate(shelve);
      if (unopened.has(cause)) throw cause;
      throw ended === undefined ? fullError(max, acquireTimeoutMs, cause) : closedError();
    });
    if (used.has(socket)) tally.reused += 1;
    used.add(socket);
    lent.add(socket);
    return loanOf(socket, (broken) => giveBack(socket, broken));
  };
  const close: SocketPool['close'] = async ({ deadlineMs = 10_000 } = {}) => {
    using _ = clock.after(deadlineMs, () => {
      for (const socket of lent) giveBack(socket, true);
    });
    shelf[Symbol.dispose]();
    await (ended ??= pool.destroy());
  };
  return {
    max,
    acquire,
    lend: (exchange) => lendFor(acquire, exchange),
    counters: () => ({ ...tally, lent: lent.size, waiting: pool.numPendingAcquires() }),
    portUses: () => budget.uses(),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

const loanOf = (socket: Socket, giveBack: (broken: boolean) => void): Loan => ({
  socket,
  release: ({ broken = false } = {}) => giveBack(broken),
  [Symbol.dispose]: () => giveBack(false),
});

async function lendFor<T>(
  acquire: () => Promise<Loan>,
  exchange: (socket: Socket) => Promise<T>,
): Promise<T> {
  const { socket, release } = await acquire();
  try {
    const answer = await exchange(socket);
    release();
    return answer;
  } catch (error) {
    release({ broken: true });
    throw error;
  }
}

/** After a shorter pause nothing can have happened that is not known yet, ms. */
const HARDLY_IDLE_MS = 10;

/** Whether a connection can be lent. */
async function fit(
  socket: Socket,
  shelf: Shelf,
  validate: SocketPoolOptions['validate'],
): Promise<boolean> {
  // The other side may have closed while the event loop was busy: let that be heard first.
  if (shelf.idleMs(socket) > HARDLY_IDLE_MS) await polled();
  shelf.take(socket);
  return isSound(socket) && ((await validate?.(socket)) ?? true) && isSound(socket);
}

interface Books {
  readonly tally: Tally;
  readonly budget: PortBudget;
  /** Errors because of which there is no connection, to tell them from tarn's own. */
  readonly unopened: WeakSet<object>;
}

/** Opens a connection and counts it, or that there is none. */
async function open(
  connect: SocketPoolOptions['connect'],
  { tally, budget, unopened }: Books,
): Promise<Socket> {
  try {
    const socket = typeof connect === 'function' ? await connect() : netConnect(connect);
    if (socket.connecting) await once(socket, 'connect');
    const destination = `${socket.remoteAddress}:${socket.remotePort}`;
    budget.opened(destination);
    follow(socket, tally, (byUs) => budget.closed(destination, byUs));
    return socket;
  } catch (error) {
    tally.failed += 1;
    if (error instanceof Error) unopened.add(error);
    throw error;
  }
}

const closedError = (): PoolError =>
  new PoolError('TCPDOCTOR_POOL_CLOSED', 'the pool has been closed');

const fullError = (max: number, waitedMs: number, cause: unknown): PoolError =>
  new PoolError(
    'TCPDOCTOR_POOL_FULL',
    `all ${max} are on loan, and none came back within ${waitedMs} ms`,
    { cause },
  );
