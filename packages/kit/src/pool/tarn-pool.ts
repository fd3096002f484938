/**
 * The application's tarn, with what it lacks: a connection can be taken out while it is idle, no timer
 * keeps the process alive, and lending what lies there takes no promise and no timer. With a small
 * exchange on each loan those would be a tenth of what the exchange costs.
 * @module
 */
import type { Pool as TarnPool } from 'tarn';
import type { Berth } from './berth.ts';
import type { TarnPoolClass } from './tarn-class.ts';

/** What tarn is told. */
interface TarnOptions {
  readonly create: () => Promise<Berth>;
  readonly destroy: (berth: Berth) => void;
  /** tarn waits for a promise here, though its types say otherwise. */
  readonly validate: (berth: Berth) => Promise<boolean>;
  readonly max: number;
  readonly acquireTimeoutMillis: number;
  readonly createTimeoutMillis: number;
}

/** A tarn pool of connections. */
export interface EvictingPool extends Pick<
  TarnPool<Berth>,
  'release' | 'numPendingAcquires' | 'numUsed'
> {
  acquire(): { readonly promise: Promise<Berth> };
  destroy(): Promise<unknown>;
  /** Lends the connection that was given back last, when it fits and nobody waits for one. */
  takeIdle(fits: (berth: Berth) => boolean): Berth | undefined;
  /** Takes an idle connection out and destroys it. `false` when it is not idle. */
  evict(berth: Berth): boolean;
  /** Refuses all who wait, whatever they wait for. */
  cut(): void;
  /** Whether nobody has the connection that was given back last. */
  isIdle(berth: Berth): boolean;
  /** Connections that nobody has. */
  idle(): readonly Berth[];
  /** Calls back when a connection has been opened. Nobody may have it: whoever asked was served otherwise. */
  on(event: 'createSuccess', listener: () => void): void;
}

/** Opens a tarn pool that leaves it to us when an idle connection is closed. */
export function evictingPool(given: TarnPoolClass, options: TarnOptions): EvictingPool {
  const Pool = given as unknown as typeof TarnPool<Berth>;
  class Evicting extends Pool {
    takeIdle(fits: (berth: Berth) => boolean): Berth | undefined {
      const last = this.free.at(-1);
      if (last === undefined || this.destroyed || this.pendingAcquires.length > 0) return undefined;
      if (!fits(last.resource)) return undefined;
      this.free.pop();
      this.used.push(last);
      return last.resource;
    }

    /** tarn settles a promise for each loan; only who waits for a connection or for the end needs it. */
    override release(berth: Berth): boolean {
      if (this.destroyed || this.pendingAcquires.length > 0) return super.release(berth);
      const at = this.used.findIndex(({ resource }) => resource === berth);
      const [loan] = at === -1 ? [] : this.used.splice(at, 1);
      if (loan === undefined) return false;
      this.free.push(loan);
      return true;
    }

    evict(berth: Berth): boolean {
      const at = this.free.findIndex(({ resource }) => resource === berth);
      const [found] = at === -1 ? [] : this.free.splice(at, 1);
      if (found === undefined) return false;
      found.settle();
      void this._destroy(berth);
      return true;
    }

    cut(): void {
      const { pendingCreates, pendingValidations, pendingAcquires } = this;
      for (const one of [...pendingCreates, ...pendingValidations, ...pendingAcquires]) one.abort();
    }

    isIdle(berth: Berth): boolean {
      return this.free.at(-1)?.resource === berth;
    }

    idle(): readonly Berth[] {
      return this.free.map(({ resource }) => resource);
    }

    /** Its reaper would keep the process alive, and does not know who has closed. */
    override _startReaping(): void {}
  }
  const validate = options.validate as unknown as (berth: Berth) => boolean;
  return new Evicting({ ...options, validate, min: 0, propagateCreateError: true });
}
