/**
 * The application's tarn, with what it lacks: a connection can be taken out while it is idle, and no
 * timer keeps the process alive.
 * @module
 */
import type { Socket } from 'node:net';
import type { Pool as TarnPool } from 'tarn';
import type { TarnPoolClass } from './tarn-class.ts';

/** What tarn is told. */
interface TarnOptions {
  readonly create: () => Promise<Socket>;
  readonly destroy: (socket: Socket) => void;
  /** tarn waits for a promise here, though its types say otherwise. */
  readonly validate: (socket: Socket) => Promise<boolean>;
  readonly max: number;
  readonly acquireTimeoutMillis: number;
  readonly createTimeoutMillis: number;
}

/** A tarn pool of sockets. */
export interface EvictingPool extends Pick<TarnPool<Socket>, 'release' | 'numPendingAcquires'> {
  acquire(): { readonly promise: Promise<Socket> };
  destroy(): Promise<unknown>;
  /** Takes an idle connection out and destroys it. `false` when it is not idle. */
  evict(socket: Socket): boolean;
  /** Whether nobody has the connection that was given back last. */
  isIdle(socket: Socket): boolean;
  /** Connections that nobody has. */
  idle(): Socket[];
  /** Calls back when a connection has been opened. Nobody may have it: whoever asked was served otherwise. */
  on(event: 'createSuccess', listener: () => void): void;
}

/** Opens a tarn pool that leaves it to us when an idle connection is closed. */
export function evictingPool(given: TarnPoolClass, options: TarnOptions): EvictingPool {
  const Pool = given as unknown as typeof TarnPool<Socket>;
  class Evicting extends Pool {
    evict(socket: Socket): boolean {
      const at = this.free.findIndex(({ resource }) => resource === socket);
      const [found] = at === -1 ? [] : this.free.splice(at, 1);
      if (found === undefined) return false;
      found.settle();
      void this._destroy(socket);
      return true;
    }

    isIdle(socket: Socket): boolean {
      return this.free.at(-1)?.resource === socket;
    }

    idle(): Socket[] {
      return this.free.map(({ resource }) => resource);
    }

    /** Its reaper would keep the process alive, and does not know who has closed. */
    override _startReaping(): void {}
  }
  const validate = options.validate as unknown as (socket: Socket) => boolean;
  return new Evicting({ ...options, validate, min: 0, propagateCreateError: true });
}
