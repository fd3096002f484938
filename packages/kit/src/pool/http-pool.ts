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
import { localPorts } from './local-ports.ts';
import type { PortBudget, PortUse } from './port-budget.ts';
import { enterConnection, keepPortBudget } from './port-budget.ts';
import type { Room } from './room.ts';
import { openRoom } from './room.ts';
import type { AgentLike, ClientLike, Connector, PoolLike, UndiciModule } from './undici-module.ts';

/** Limits of an HTTP pool. */
export interface HttpPoolOptions {
  /** Connections in all. @default 200 */
  readonly total?: number;
  /** Connections per origin. @default 50, or fewer than half the local ports where there are so few */
  readonly perOrigin?: number;
  /**
   * How long the servers keep idle connections, ms: ours are closed a second before. What a server
   * says in its Keep-Alive header counts more. @default 5_000: Node's servers
   */
  readonly serverIdleMs?: number;
  /** How long a request may wait for one of the `total` connections, ms. @default 10_000 */
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
  /** For `dispatcher` of undici's `request()` and `fetch()`, and for `setGlobalDispatcher()`. */
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
 */
export function httpPool<A extends AgentLike>(
  undici: UndiciModule<A>,
  options: HttpPoolOptions = {},
): HttpPool<A> {
  const { total = TOTAL, serverIdleMs = 5_000, waitMs = 10_000 } = options;
  const { onWarning = emitWarning, clock = systemClock } = options;
  const budget = keepPortBudget(clock, onWarning, localPorts());
  const { perOrigin = budget.within(PER_ORIGIN) } = options;
  const tally = newTally();
  const lines = new Set<Line>();
  const room = openRoom({ places: total, waitMs, clock, makeRoom: () => closeIdle(lines) });
  const pools = new Set<PoolLike>();

  const newClient = (origin: unknown, given: { readonly connect: Connector }): ClientLike => {
    const line: Line = { client: undefined, socket: undefined };
    const connect = pooledConnector(given.connect, line, { lines, room, budget, tally });
    const client = new undici.Client(origin as never, { ...given, connect } as never);
    line.client = client;
    countReuse(client, () => line.socket !== undefined && (tally.reused += 1));
    client.on('drain', () => {
      // Not yet: the pool may just be giving it the next request.
      if (room.waiting > 0) setImmediate(closeIdle, lines);
    });
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

  const queued = (): number => [...pools].reduce((sum, { stats }) => sum + stats.queued, 0);
  let ended: Promise<unknown> | undefined;
  const close: HttpPool<A>['close'] = async ({ deadlineMs = 10_000 } = {}) => {
    const cut = Promise.withResolvers<unknown>();
    using _ = clock.after(deadlineMs, () => {
      room[Symbol.dispose]();
      // An agent that closes has forgotten its pools.
      cut.resolve(Promise.all([...pools].map((pool) => pool.destroy())));
    });
    ended ??= agent.close();
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

/** One client and the connection it has, if any. */
interface Line {
  client: ClientLike | undefined;
  socket: Socket | undefined;
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
  return (target, connected) => {
    const enter = (): void =>
      connector(target, (error, socket) => {
        if (error !== null || socket === null) {
          tally.failed += 1;
          room.leave();
          connected(error, socket);
          return;
        }
        line.socket = socket;
        lines.add(line);
        const leavePort = enterConnection(budget, socket);
        follow(socket, tally, (byUs) => {
          if (line.socket === socket) line.socket = undefined;
          lines.delete(line);
          leavePort(byUs);
          room.leave();
        });
        connected(null, socket);
      });
    room.ask(enter, (error) => connected(error, null));
  };
}

/** Closes the connection that has been open for longest among those that nobody uses. */
function closeIdle(lines: ReadonlySet<Line>): void {
  for (const { client, socket } of lines) {
    if (socket === undefined || socket.destroyed || client === undefined) continue;
    const { pending, running } = client.stats;
    if (pending + running > 0) continue;
    socket.destroy();
    return;
  }
}

function countReuse(client: ClientLike, count: () => void): void {
  const dispatch = client.dispatch.bind(client);
  client.dispatch = (options, handler) => {
    count();
    return dispatch(options, handler);
  };
}
