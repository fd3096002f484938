/**
 * The connections of a socket pool: the application's tarn, and a shelf for those that nobody has.
 * @module
 */
import type { Socket } from 'node:net';
import { MAX_TIMER_MS } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { polled } from '../polled.ts';
import type { Berth } from './berth.ts';
import { isUntouched } from './berth.ts';
import type { Opening } from './open-berth.ts';
import { openBerth } from './open-berth.ts';
import { PoolError } from './pool-error.ts';
import type { Shelf } from './shelf.ts';
import { putUpShelf } from './shelf.ts';
import { isSound } from './socket-state.ts';
import type { TarnPoolClass } from './tarn-class.ts';
import type { EvictingPool } from './tarn-pool.ts';
import { evictingPool } from './tarn-pool.ts';

/** What a stock is told. */
export interface StockOptions extends Omit<Opening, 'timeoutMs' | 'opening' | 'unopened'> {
  /** Asked of a connection that has been lent before. @default nothing */
  readonly validate?: (socket: Socket) => boolean | Promise<boolean>;
  readonly max: number;
  readonly idleMs: number;
  readonly acquireTimeoutMs: number;
}

/** Connections to lend. It is empty at first. */
export class Stock {
  readonly #options: StockOptions;
  readonly #pool: EvictingPool;
  readonly #shelf: Shelf;
  readonly #opening = new Set<Socket>();
  readonly #unopened = new WeakSet<object>();
  readonly #isFresh: (berth: Berth) => boolean;
  #closed = false;

  constructor(Pool: TarnPoolClass, options: StockOptions) {
    const { clock, max, acquireTimeoutMs } = options;
    this.#options = options;
    this.#isFresh = (berth) => isFresh(berth, clock);
    this.#pool = evictingPool(Pool, {
      max,
      acquireTimeoutMillis: acquireTimeoutMs,
      createTimeoutMillis: Math.min(2 * acquireTimeoutMs, MAX_TIMER_MS),
      create: () =>
        openBerth({
          ...options,
          opening: this.#opening,
          unopened: this.#unopened,
          timeoutMs: acquireTimeoutMs,
        }),
      destroy: ({ socket }) => void socket.destroy(),
      validate: (berth) => this.#fits(berth),
    });
    this.#shelf = putUpShelf({
      ...options,
      idle: () => this.#pool.idle(),
      over: (berth) => {
        if (!this.#pool.evict(berth)) berth.socket.destroy();
      },
    });
    this.#pool.on('createSuccess', () => this.#shelve());
  }

  /** One that was given back a moment ago: there is nothing to ask and nothing to wait for. */
  takeFresh(): Berth | undefined {
    if (this.#options.validate !== undefined) return undefined;
    const berth = this.#pool.takeIdle(this.#isFresh);
    if (berth !== undefined) this.#shelf.take(berth);
    return berth;
  }

  /**
   * Any one; waits for it. Whoever asks first is served first.
   *
   * Rejects with a `PoolError` when there is none in time, and with its error when connecting fails.
   */
  takeAny(): Promise<Berth> {
    if (this.#closed) return Promise.reject(closedError());
    // Where something is asked, there may never be an answer: then it is tarn that keeps the time.
    const asks = this.#options.validate !== undefined;
    const idle = asks ? undefined : this.#pool.takeIdle(() => true);
    if (idle !== undefined) return this.#takeIfFit(idle);
    return this.#pool.acquire().promise.catch((cause: Error) => this.#refuse(cause));
  }

  giveBack(berth: Berth): void {
    this.#pool.release(berth);
    if (berth.socket.destroyed) this.#pool.evict(berth);
    else if (this.#pool.isIdle(berth)) this.#shelf.put(berth);
  }

  /** How many wait. */
  waiting(): number {
    return this.#pool.numPendingAcquires();
  }

  /** Closes what is idle, and waits for the others. */
  close(): Promise<unknown> {
    this.#closed = true;
    this.#shelf[Symbol.dispose]();
    return this.#pool.destroy();
  }

  /** Waits no longer: for connections that are being opened, nor for what is being asked. */
  cut(): void {
    this.#pool.cut();
    for (const socket of this.#opening) socket.destroy();
  }

  async #takeIfFit(berth: Berth): Promise<Berth> {
    if ((await this.#fits(berth)) && !this.#closed) return berth;
    berth.socket.destroy();
    this.giveBack(berth);
    return this.takeAny();
  }

  /** Whether a connection can be lent; it is not on the shelf any more. */
  async #fits(berth: Berth): Promise<boolean> {
    const { validate } = this.#options;
    // The other side may have closed while the event loop was busy: let that be heard first.
    if (berth.idleSinceMs !== undefined && !this.#isFresh(berth)) await polled();
    const untouched = isUntouched(berth);
    this.#shelf.take(berth);
    if (!untouched || validate === undefined || !berth.used) return untouched;
    return (await validate(berth.socket)) && isSound(berth.socket);
  }

  /** Those that nobody has, whoever had asked for them. */
  #shelve(): void {
    for (const berth of this.#pool.idle()) this.#shelf.put(berth);
  }

  #refuse(cause: Error): never {
    setImmediate(() => this.#shelve());
    if (this.#unopened.has(cause)) throw cause;
    throw this.#closed ? closedError() : fullError(this.#options, this.#pool.numUsed(), cause);
  }
}

/** After a shorter pause nothing can have happened that is not known yet, ms. */
const HARDLY_IDLE_MS = 10;

const isFresh = (berth: Berth, clock: Clock): boolean =>
  clock.nowMs() - (berth.idleSinceMs ?? -Infinity) <= HARDLY_IDLE_MS && isUntouched(berth);

const closedError = (): PoolError =>
  new PoolError('TCPDOCTOR_POOL_CLOSED', 'the pool has been closed');

function fullError(
  { max, acquireTimeoutMs }: StockOptions,
  lent: number,
  cause: unknown,
): PoolError {
  const reason =
    lent >= max
      ? `all ${max} are on loan, and none came back within ${acquireTimeoutMs} ms`
      : `${lent} of ${max} are on loan, and no other could be opened within ${acquireTimeoutMs} ms`;
  return new PoolError('TCPDOCTOR_POOL_FULL', reason, { cause });
}
