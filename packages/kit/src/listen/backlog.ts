/**
 * How long the accept queue of a listener should be.
 *
 * The kernel keeps min(backlog, net.core.somaxconn), fixed at listen(), and drops the SYN of whoever
 * comes when more than that many wait: the client tries again 1, 2, 4 seconds later (measured on
 * Linux 6.18). A queue far beyond what the server can take within the clients' patience is worse
 * still: it serves those who have left.
 * @module
 */
import { readNumbers } from '../proc.ts';

/** How long a queue to ask for. */
export type BacklogWish =
  | number
  | 'auto'
  | {
      /** Connections that the server can take on in a second, when it is busy. */
      readonly capacityPerSec: number;
      /** How long a client may wait for its turn, ms. */
      readonly tolerableMs: number;
    };

/** A queue length, and what has limited it. */
export interface Backlog {
  /** Connections asked for. */
  readonly wanted: number;
  /** `net.core.somaxconn` of this network namespace; `undefined` where it cannot be read. */
  readonly somaxconn: number | undefined;
  /** What the kernel keeps to. One connection more can wait. `undefined` like `somaxconn`. */
  readonly effective: number | undefined;
  /** Whether the kernel has cut it down to `somaxconn`. `undefined` like that. */
  readonly capped: boolean | undefined;
}

/**
 * What `'auto'` asks for: the kernel's own limit since 5.4. A queue of this length bridges a stall;
 * shedding, not a longer queue, is the answer to an overload.
 */
const AUTO = 4_096;

/** The argument of listen() is an int: Node hands on the lower 32 bits of a larger number. */
const MOST = 2 ** 31 - 1;

/** The `net.core.somaxconn` of this network namespace. */
export const somaxconn = (): number | undefined => readNumbers('/proc/sys/net/core/somaxconn')?.[0];

/**
 * Turns a wish into a queue length. Pure.
 * @throws {RangeError} When the wish is not a positive number.
 */
export function fitBacklog(wish: BacklogWish, limit: number | undefined): Backlog {
  const wanted = wantedBy(wish);
  return limit === undefined
    ? { wanted, somaxconn: undefined, effective: undefined, capped: undefined }
    : { wanted, somaxconn: limit, effective: Math.min(wanted, limit), capped: wanted > limit };
}

function wantedBy(wish: BacklogWish): number {
  if (wish === 'auto') return AUTO;
  if (typeof wish === 'number') {
    if (fits(wish)) return wish;
    throw new RangeError(
      `Cannot listen: backlog must be a whole number above 0 and below 2 ** 31, it is ${wish}`,
    );
  }
  const { capacityPerSec, tolerableMs } = wish;
  const wanted = Math.ceil((capacityPerSec * tolerableMs) / 1_000);
  if (capacityPerSec > 0 && tolerableMs > 0 && fits(wanted)) return wanted;
  throw new RangeError(
    `Cannot listen: capacityPerSec and tolerableMs must be above 0, they are ${capacityPerSec} and ${tolerableMs}`,
  );
}

const fits = (wanted: number): boolean =>
  Number.isSafeInteger(wanted) && wanted > 0 && wanted <= MOST;
