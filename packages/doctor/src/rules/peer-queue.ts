/**
 * Whether the program at the other end leaves data unread, where the same survey has seen its socket.
 * @module
 */
import type { SocketFacts } from '../model/socket.ts';
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import { latest } from './looks.ts';
import type { Trail } from './looks.ts';
import { namespaceAt } from './peer.ts';
import { unmapped } from './ports.ts';

/**
 * Receive memory in use to its limit: 0.63 to 0.89 measured under a program that reads slowly, 0 where a small buffer
 * is emptied at once.
 */
const PILED_UP = 0.5;

/**
 * Bytes unread at the other end in the last look, where they fill its buffer in every look; `undefined`: they do
 * not, or its socket was not seen. That it is not among those with unread data proves nothing: behind NAT it has
 * other addresses.
 */
export function unreadAtPeer(
  survey: Survey,
  from: NamespaceSurvey,
  trail: Trail,
): number | undefined {
  const peer = namespaceAt(survey, from, latest(trail).remote.address);
  const seen = (peer?.looks ?? []).map((look) =>
    look.kept.unread.sockets.find((socket) => isOtherEnd(socket, latest(trail))),
  );
  const now = seen.at(-1);
  return now !== undefined && seen.every(isPiledUp) ? now.recvQueue : undefined;
}

const isPiledUp = (socket: SocketFacts | undefined): boolean =>
  socket?.memory !== undefined &&
  socket.recvQueue > 0 &&
  socket.memory.rmemBytes >= PILED_UP * socket.memory.rcvbufBytes;

const isOtherEnd = (a: SocketFacts, b: SocketFacts): boolean =>
  a.local.port === b.remote.port &&
  a.remote.port === b.local.port &&
  unmapped(a.local.address) === unmapped(b.remote.address) &&
  unmapped(a.remote.address) === unmapped(b.local.address);
