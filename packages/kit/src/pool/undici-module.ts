/**
 * As much of undici as the pool touches. Importing undici changes the `fetch` of the whole process, so
 * the application passes its own copy in; and the types do not need it either.
 * @module
 */
import type { Socket } from 'node:net';

/** The parts of `undici` that are used: `import * as undici from 'undici'`. */
export interface UndiciModule<A extends AgentLike = AgentLike> {
  readonly Agent: new (options: never) => A;
  readonly Pool: new (origin: never, options: never) => PoolLike;
  readonly Client: {
    new (origin: never, options: never): ClientLike;
    readonly prototype: object;
  };
}

/** An `Agent`: what the application passes as `dispatcher`. */
export interface AgentLike {
  close(): Promise<void>;
}

/** A `Pool`: the connections to one origin. */
export interface PoolLike {
  readonly closed: boolean;
  readonly destroyed: boolean;
  readonly stats: { readonly queued: number };
  destroy(): Promise<void>;
}

/** A `Client`: one connection, opened anew when it has been closed. */
export interface ClientLike {
  readonly stats: {
    readonly connected: boolean;
    readonly pending: number;
    readonly running: number;
  };
  dispatch(options: never, handler: never): boolean;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** Tells undici of a connection, or why there is none. */
export type Connected = (error: Error | null, socket: Socket | null) => void;

/** How undici opens a connection; where to is between its own parts. */
export type Connector = (target: unknown, connected: Connected) => void;
