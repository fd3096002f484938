/**
 * Connections of any protocol, kept and lent, on the application's own tarn.
 * @module
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { OnWarning } from '../warning.ts';
import { emitWarning } from '../warning.ts';
import type { Berth } from './berth.ts';
import type { PoolCounters } from './counters.ts';
import { newTally } from './counters.ts';
import type { Connect } from './open-berth.ts';
import { localPorts } from './local-ports.ts';
import { connectionsOf, deadlineOf, timeOf } from './pool-limits.ts';
import type { PortUse } from './port-budget.ts';
import { keepPortBudget } from './port-budget.ts';
import { Stock } from './stock.ts';
import type { TarnPoolClass } from './tarn-class.ts';

/** Where to connect to, and for how long to keep what. */
export interface SocketPoolOptions {
  /**
   * Where to: what `net.connect()` takes; or how: answers a socket, such as that of `tls.connect()`,
   * connected or not, once it has greeted the server if the protocol wants that.
   */
  readonly connect: Connect;
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
  /**
   * Lends a connection for one exchange. When that fails, the connection is closed. It has to end, also when
   * the other side never answers or closes without a word: until then its place is taken.
   */
  lend<T>(exchange: (socket: Socket) => Promise<T>): Promise<T>;
  counters(): PoolCounters & { /** Connections on loan now. */ readonly lent: number };
  portUses(): PortUse[];
  /** Waits for what is on loan and closes everything, at the deadline also what is on loan. */
  close(options?: { /** ms. @default 10_000 */ readonly deadlineMs?: number }): Promise<void>;
}

const MAX = 50;

/**
 * Opens a pool.
 *
 * @param Pool The application's own: `import { Pool } from 'tarn'`.
 * @throws {RangeError} When a limit makes no sense.
 */
export function socketPool(Pool: TarnPoolClass, options: SocketPoolOptions): SocketPool {
  const { onWarning = emitWarning, clock = systemClock } = options;
  const idleMs = timeOf('idleMs', options.idleMs ?? 4_000);
  const acquireTimeoutMs = timeOf('acquireTimeoutMs', options.acquireTimeoutMs ?? 10_000);
  const budget = keepPortBudget(clock, onWarning, localPorts());
  const max = connectionsOf('max', options.max ?? budget.within(MAX));
  const tally = newTally();
  const times = { idleMs, acquireTimeoutMs, clock };
  const stock = new Stock(Pool, { ...options, ...times, max, tally, budget });
  const lent = new Set<Berth>();
  let ended: Promise<unknown> | undefined;

  const enter = (berth: Berth): Berth => {
    if (berth.used) tally.reused += 1;
    berth.used = true;
    lent.add(berth);
    return berth;
  };
  const giveBack = (berth: Berth, broken: boolean): void => {
    if (!lent.delete(berth)) return;
    if (broken || ended !== undefined) berth.socket.destroy();
    stock.giveBack(berth);
  };
  const close: SocketPool['close'] = async ({ deadlineMs } = {}) => {
    using _ = clock.after(deadlineOf(deadlineMs), () => {
      for (const berth of lent) giveBack(berth, true);
      stock.cut();
    });
    await (ended ??= stock.close());
  };
  return {
    max,
    acquire: async () => loanOf(enter(stock.takeFresh() ?? (await stock.takeAny())), giveBack),
    async lend(exchange) {
      const berth = enter(stock.takeFresh() ?? (await stock.takeAny()));
      let broken = true;
      try {
        const answer = await exchange(berth.socket);
        broken = false;
        return answer;
      } finally {
        giveBack(berth, broken);
      }
    },
    counters: () => ({ ...tally, lent: lent.size, waiting: stock.waiting() }),
    portUses: () => budget.uses(),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** A loan ends once: by then the connection may be on loan to somebody else. */
function loanOf(berth: Berth, giveBack: (berth: Berth, broken: boolean) => void): Loan {
  let ended = false;
  const release: Loan['release'] = ({ broken = false } = {}) => {
    if (!ended) giveBack(berth, broken);
    ended = true;
  };
  return { socket: berth.socket, release, [Symbol.dispose]: () => release() };
}
