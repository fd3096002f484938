/**
 * Connections that stand, both ends in hand: what every scenario of the data path starts from.
 * @module
 */
import type { ListenArgs, SocketId, SocketOptions } from '../actor/ops.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';

/** Port of the server. */
export const PORT = 80;

/** What kind of connections. */
export interface FlowWish {
  /** @default 1 */
  readonly count?: number;
  /** Who connects. The router's namespace is not examined: a peer there is a peer out of sight. @default 'client' */
  readonly from?: 'client' | 'router';
  /** Options of the listener, which accepted connections inherit. */
  readonly listen?: Omit<ListenArgs, 'port' | 'backlog'>;
  /** Options of the connecting sockets. */
  readonly connect?: SocketOptions;
}

/** Both ends of each connection; nobody reads or writes yet. */
export interface OpenFlow {
  readonly server: Actor;
  readonly client: Actor;
  /** Accepted sockets and connected ones; the order of one is not that of the other. */
  readonly accepted: readonly [SocketId, ...SocketId[]];
  readonly connected: readonly [SocketId, ...SocketId[]];
}

/** Opens connections to the server's port 80, and accepts them. */
export async function openFlow(stage: Stage, wish: FlowWish = {}): Promise<OpenFlow> {
  const { count = 1, from = 'client', listen, connect } = wish;
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor(from)]);
  const { listener } = await server.listen({ ...listen, port: PORT, backlog: 128 });
  const to = stage.server.address;
  const { sockets } = await client.connect({ ...connect, to, port: PORT, count });
  const { sockets: taken } = await server.accept({ listener, max: count, timeoutMs: 2_000 });
  return { server, client, accepted: all(taken, count), connected: all(sockets, count) };
}

function all(sockets: readonly SocketId[], count: number): readonly [SocketId, ...SocketId[]] {
  const [head, ...rest] = sockets;
  if (head === undefined || sockets.length < count) {
    throw new Error(`Cannot open the flow: ${sockets.length} of ${count} connections`);
  }
  return [head, ...rest];
}

/** One counter of one side, 0 where the kernel has none. */
export const counted = async (
  stage: Stage,
  side: 'client' | 'server',
  name: string,
): Promise<number> => Number((await stage.counters(side))[name] ?? 0n);
