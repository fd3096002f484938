/**
 * HTTP over connections that are kept and limited, on the application's own undici.
 * @module
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { OnWarning } from '../warning.ts';
import { emitWarning } from '../warning.ts';
import type { PoolCounters } from './counters.ts';
import { follow, newTally } from './counters.ts';
import type { Line } from './line.ts';
import { handedOver, leave, roomMaker } from './line.ts';
import { localPorts } from './local-ports.ts';
import type { PortBudget, PortUse } from './port-budget.ts';
import { enterConnection, keepPortBudget } from './port-budget.ts';
import { connectionsOf, deadlineOf, timeOf } from './pool-limits.ts';
import type { Room } from './room.ts';
import { openRoom } from './room.ts';
import type {
  AgentLike,
  ClientLike,
  Connected,
  Connector,
  PoolLike,
  UndiciModule,
} from './undici-module.ts';

/** Limits of an HTTP pool. */
export interface HttpPoolOptions {
  /** Connections in all. @default 200 */
  readonly total?: number;
  /**
   * Connections per origin, never more than the total.
   * @default 50, or fewer than half the local ports where there are so few
   */
  readonly perOrigin?: number;
  /**
   * How long the servers keep idle connections, ms: ours are closed a second before. What a server
   * says in its Keep-Alive header counts more. @default 5_000: Node's servers
   */
  readonly serverIdleMs?: number;
  /** How long a request may wait for one of the `total` connections, ms; may be 0. @default 10_000 */
  readonly waitMs?: number;
  /** Anything else for undici's Agent, such as `connect` or `headersTimeout`. @default nothing */
  readonly agentOptions?: object;
  /** Who is told that half the local ports are used. @default process.emitWarning */
  readonly onWarning?: OnWarning;
  /** @default the clock of the process */
  readonly clock?: Clock;
}

/** An HTTP pool. */
export interface HttpPool<A extends AgentLike> extends AsyncDisposable {
  /**
   * For `dispatcher` of undici's own `request()` and `fetch()`, and for its `setGlobalDispatcher()`, with which
   * Node's `fetch()` uses it, too.
   */
  readonly agent: A;
  readonly limits: {
    readonly total: number;
    readonly perOrigin: number;
    /** Local ports of this network namespace; `undefined` where that cannot be read. */
    readonly ports: number | undefined;
  };
  counters(): PoolCounters;
  /** Destinations, and how many local ports they use up; the fullest first. */
  portUses(): PortUse[];
  /** Lets requests in progress end, and cuts them at the deadline. */
  close(options?: { /** ms. @default 10_000 */ readonly deadlineMs?: number }): Promise<void>;
}

/** A good start for most services: in all, and to each origin. */
const TOTAL = 200;
const PER_ORIGIN = 50;
/** An idle connection is closed so long before the server would, ms; of a hasty one half its time. */
const MARGIN_MS = 1_000;
/** The same for what a server's Keep-Alive header says. */
const HINT_MARGIN_MS = 1_000;

/**
 * Opens a pool.
 *
 * @param undici The application's own: `import * as undici from 'undici'`.
 * @throws {RangeError} When a limit makes no sense.
 * @throws {TypeError} When the undici is too old.
 */
export function httpPool<A extends AgentLike>(
  undici: UndiciModule<A>,
  options: HttpPoolOptions = {},
): HttpPool<A> {
  const { onWarning = emitWarning, clock = systemClock } = options;
  checkVersion(undici);
  const budget = keepPortBudget(clock, onWarning, localPorts());
  const { total, perOrigin, serverIdleMs, waitMs } = limitsOf(options, budget);
  const tally = newTally();
  const lines = new Set<Line>();
  const makeRoom = roomMaker(lines, () => room.waiting, clock);
  const room = openRoom({ places: total, waitMs, clock, makeRoom });
  const pools = new Set<PoolLike>();

  const newClient = (origin: unknown, given: { readonly connect: Connector }): ClientLike => {
    const line: Line = { client: undefined, socket: undefined };
    const connect = pooledConnector(given.connect, line, { lines, room, budget, tally });
    const client = new undici.Client(origin as never, { ...given, connect } as never);
    line.client = client;
    countReuse(client, () => {
      if (line.socket?.destroyed === false) tally.reused += 1;
    });
    client.on('disconnect', () => handedOver(lines, line));
    return client;
  };
  const newPool = (origin: unknown, given: object): PoolLike => {
    for (const pool of pools) if (pool.closed || pool.destroyed) pools.delete(pool);
    const wishes = { ...given, connections: perOrigin, factory: newClient };
    const pool = new undici.Pool(origin as never, wishes as never);
    pools.add(pool);
    return pool;
  };
  const agent = new undici.Agent({
    ...options.agentOptions,
    pipelining: 1,
    keepAliveTimeout: Math.max(serverIdleMs - MARGIN_MS, serverIdleMs / 2),
    keepAliveTimeoutThreshold: HINT_MARGIN_MS,
    factory: newPool,
  } as never);

  const queued = (): number =>
    [...pools].reduce((sum, { destroyed, stats }) => sum + (destroyed ? 0 : stats.queued), 0);
  const cut = Promise.withResolvers<void>();
  let ended: Promise<unknown> | undefined;
  const close: HttpPool<A>['close'] = async ({ deadlineMs } = {}) => {
    using _ = clock.after(deadlineOf(deadlineMs), () => {
      // An agent that closes has forgotten its pools.
      void Promise.all([...pools].map((pool) => pool.destroy())).then(() => cut.resolve());
      room[Symbol.dispose]();
    });
    // It fails when the application has closed the agent itself.
    ended ??= agent.close().catch(() => {});
    await Promise.race([ended, cut.promise]);
  };
  return {
    agent,
    limits: { total, perOrigin, ports: budget.ports },
    counters: () => ({ ...tally, waiting: queued() + room.waiting }),
    portUses: () => budget.uses(),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

function checkVersion({ Client }: UndiciModule): void {
  if ('stats' in Client.prototype) return;
  throw new TypeError('Cannot open a pool: wanted undici 7.9 or newer, whose clients have stats');
}

interface Books {
  readonly lines: Set<Line>;
  readonly room: Room;
  readonly budget: PortBudget;
  readonly tally: ReturnType<typeof newTally>;
}

/** Opens a connection as undici would, when there is room, and keeps the books. */
function pooledConnector(
  connector: Connector,
  line: Line,
  { lines, room, budget, tally }: Books,
): Connector {
  const enter = (socket: Socket): void => {
    line.socket = socket;
    lines.add(line);
    const leavePort = enterConnection(budget, socket);
    follow(socket, tally, (byUs) => {
      if (line.socket === socket) leave(lines, line);
      leavePort(byUs);
      room.leave();
    });
  };
  return (target, connected) => {
    let answered = false;
    const answer: Connected = (error, socket) => {
      // A connector of the application's own may tell of an error when the connection is open already.
      if (answered) return;
      answered = true;
      if (error === null && socket !== null) enter(socket);
      else {
        tally.failed += 1;
        room.leave();
      }
      connected(error, socket);
    };
    const open = (): void => {
      try {
        connector(target, answer);
      } catch (error) {
        if (answered) throw error;
        answer(error instanceof Error ? error : new Error(String(error)), null);
      }
    };
    room.ask(open, (error) => connected(error, null));
  };
}

/** Limits, where they make sense. */
function limitsOf(options: HttpPoolOptions, budget: PortBudget) {
  const total = connectionsOf('total', options.total ?? TOTAL);
  const perOrigin = connectionsOf('perOrigin', options.perOrigin ?? budget.within(PER_ORIGIN));
  return {
    total,
    // What an origin cannot get it must not ask for: then its requests wait for each other, in turn.
    perOrigin: Math.min(perOrigin, total),
    serverIdleMs: timeOf('serverIdleMs', options.serverIdleMs ?? 5_000),
    waitMs: timeOf('waitMs', options.waitMs ?? 10_000, 0),
  };
}

function countReuse(client: ClientLike, count: () => void): void {
  const dispatch = client.dispatch.bind(client);
  client.dispatch = (options, handler) => {
    count();
    return dispatch(options, handler);
  };
}
