/**
 * What a receiving connection's memory says about the program that should read from it.
 * @module
 */
import type { SocketFacts } from '../model/socket.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import { gained, grewOrZero, latest, windowSeconds } from './looks.ts';
import type { Trail } from './looks.ts';

/** Receive memory in use to its limit: 0.94 to 1.0 measured on a stuck reader, varying on a healthy one. */
export const FULL = 0.8;
/** Unread bytes to the limit in a pruned buffer: 0.53 measured with tiny segments, 0.97 with full ones. */
export const MOSTLY_OVERHEAD = 0.6;

/** Segments merged because their socket was over its limit. */
export const COLLAPSED = 'TcpExt.TCPRcvCollapsed';
/** How often the kernel looked for memory to save, for a full socket or for want of memory in general. */
export const PRUNED = 'TcpExt.PruneCalled';
/** Merging did not help: the socket stayed over its limit. */
export const OVERCOMMITTED = 'TcpExt.RcvPruned';
/** Segments thrown away because neither the socket nor the system had memory for them. */
export const DROPPED = 'TcpExt.TCPRcvQDrop';

/** Receive memory near its limit in this look. */
export const isFull = ({ memory }: SocketFacts): boolean =>
  memory !== undefined && memory.rmemBytes >= FULL * memory.rcvbufBytes;

/** Bytes the program took out during the window. */
export const readBytes = (trail: Trail): number =>
  Math.max(
    0,
    (gained(trail, (s) => s.info?.bytesReceived) ?? 0) -
      (latest(trail).recvQueue - trail[0].recvQueue),
  );

/** Segments up to this many bytes are mostly overhead: each costs 768 bytes of memory and more. */
const CRUMB_BYTES = 256;
/** Segments above this many bytes are more data than overhead: they fill a buffer, but not by their size. */
const SMALL_BYTES = 536;
/** Crumbs per second from which they can fill a buffer between two looks. */
const MANY_CRUMBS = 100;

/**
 * The kernel had to merge segments during the window: some socket was over its own limit. It does not
 * do so for want of memory in general. Source: `tcp_prune_queue()` in net/ipv4/tcp_input.c.
 */
export const squeezed = (namespace: NamespaceSurvey): boolean =>
  grewOrZero(namespace, COLLAPSED) > 0;

/**
 * Its memory is used up by the overhead of small segments, while its program does read: the trouble is
 * the buffer, not the program.
 */
export function isPruned(namespace: NamespaceSurvey, trail: Trail): boolean {
  const short = trail.every((s) => s.recvQueue <= MOSTLY_OVERHEAD * (s.memory?.rcvbufBytes ?? 0));
  const small = segmentBytes(trail) <= SMALL_BYTES;
  const fills = (small && trail.some(isFull)) || arrivesInCrumbs(namespace, trail);
  return short && fills && squeezed(namespace) && readBytes(trail) > 0;
}

/** Between two looks the kernel may have merged everything: the size of the segments tells. */
const arrivesInCrumbs = (namespace: NamespaceSurvey, trail: Trail): boolean =>
  segmentBytes(trail) <= CRUMB_BYTES && segmentsIn(trail) >= MANY_CRUMBS * windowSeconds(namespace);

const segmentsIn = (trail: Trail): number => gained(trail, (s) => s.info?.dataSegsIn) ?? 0;

/** Average size of the segments that came in during the window, bytes; 0 when none did. */
export const segmentBytes = (trail: Trail): number =>
  (gained(trail, (s) => s.info?.bytesReceived) ?? 0) / Math.max(1, segmentsIn(trail));
