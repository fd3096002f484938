/**
 * Sockets as folds meet them, made from parts: for tests.
 * @module
 */
import { encodeDone, encodeSocket } from '../../wire/inet-diag-reply.ts';
import type { SocketParts } from '../../wire/inet-diag-reply.ts';
import { joinBytes } from '../../wire/netlink.ts';
import { walkMessages } from '../dump.ts';
import type { Fold } from './fold.ts';

/** Streams these sockets past `fold`, through real netlink bytes, and returns it. */
export function foldOver<F extends Fold>(fold: F, sockets: readonly SocketParts[]): F {
  const bytes = joinBytes([...sockets.map((parts) => encodeSocket(parts)), encodeDone()]);
  walkMessages(bytes, (view) => fold.add(view));
  return fold;
}

/** An outgoing connection from a local port to 10.0.0.9:443. */
export const outgoing = (port: number, more: SocketParts = {}): SocketParts => ({
  family: 'ipv4',
  state: 'established',
  local: { address: '10.0.0.1', port },
  remote: { address: '10.0.0.9', port: 443 },
  inode: port,
  cookie: String(port),
  ...more,
});

/** An accepted connection on port 80 from a client's port. */
export const incoming = (port: number, more: SocketParts = {}): SocketParts => ({
  family: 'ipv4',
  state: 'established',
  local: { address: '10.0.0.1', port: 80 },
  remote: { address: '10.0.0.7', port },
  inode: port,
  cookie: String(port),
  ...more,
});
