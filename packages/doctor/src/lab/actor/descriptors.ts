/**
 * How many descriptors the actor has and may have: `status`, `limitFds`.
 * @module
 */
import { allHeld } from './held.ts';
import { C, errnoName, fcntl, getrlimit, setrlimit } from './libc.ts';
import type { Ops } from './ops.ts';
import { refused } from './refused.ts';

const limits = Buffer.alloc(16);

function softLimit(): number {
  getrlimit(C.RLIMIT_NOFILE, limits);
  return Number(limits.readBigUInt64LE(0));
}

/** Counted with fcntl(), which needs no descriptor of its own. */
function openNow(): number {
  let open = 0;
  for (let fd = 0; fd < HIGHEST; fd++) if (fcntl(fd, C.F_GETFD, 0) >= 0) open += 1;
  return open;
}

/** A limit bounds the numbers of descriptors, not how many there are: gaps count as room. */
function limitWithRoomFor(spare: number): number {
  let fd = 0;
  for (let free = 0; free < spare; fd++) if (fcntl(fd, C.F_GETFD, 0) < 0) free += 1;
  return fd;
}

/** The limit before anybody lowered it: no descriptor can be higher. */
const HIGHEST = softLimit();

/** `status`. */
export const status = (): Ops['status']['result'] => ({
  pid: process.pid,
  fds: openNow(),
  held: allHeld().length,
});

/** `limitFds`: the soft limit only, so that it can be raised again. */
export function limitFds(args: Ops['limitFds']['args']): Ops['limitFds']['result'] {
  const open = openNow();
  const limit = 'to' in args ? args.to : limitWithRoomFor(args.spare);
  getrlimit(C.RLIMIT_NOFILE, limits);
  limits.writeBigUInt64LE(BigInt(limit), 0);
  const result = setrlimit(C.RLIMIT_NOFILE, limits);
  if (result < 0) throw refused(`limit descriptors to ${limit}`, errnoName(result));
  return { limit, open };
}
