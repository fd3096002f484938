/**
 * The handshakes of this actor: how long those took that came to an end lately, and how long the
 * oldest one has been waiting. Counted beside the work, so that asking for it sends no packet.
 * @module
 */
import type { Ops, SocketId } from './ops.ts';

/** What is older says nothing about now, ms. */
const LATELY_MS = 2_000;
/** Enough for a steady median. */
const MOST = 200;

/** When each was begun; the oldest first. */
const underWay = new Map<SocketId, number>();
/** When each came to its end, and how long it took, ms. The last ones only. */
let ended: { readonly atMs: number; readonly tookMs: number }[] = [];

/** A connect has been started on this socket. */
export const handshakeBegan = (fd: SocketId): void => void underWay.set(fd, performance.now());

/** It is established. */
export function handshakeEnded(fd: SocketId): void {
  const beganAt = underWay.get(fd);
  if (!underWay.delete(fd) || beganAt === undefined) return;
  const atMs = performance.now();
  ended.push({ atMs, tookMs: atMs - beganAt });
  if (ended.length >= 2 * MOST) ended = ended.slice(-MOST);
}

/** It was refused, closed, or nobody waits for it any more. */
export const handshakeLeft = (fd: SocketId): void => void underWay.delete(fd);

/** `pulse`. */
export function pulse(): Ops['pulse']['result'] {
  const now = performance.now();
  const [oldest = now] = underWay.values();
  return {
    connectMs: ended
      .filter(({ atMs }) => now - atMs <= LATELY_MS)
      .slice(-MOST)
      .map(({ tookMs }) => tookMs),
    waitingMs: now - oldest,
  };
}
