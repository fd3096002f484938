/**
 * The accept queue of a server of this process, as /proc tells it.
 * @module
 */
import type { AddressInfo } from 'node:net';
import { findListeners, isAt, ownSocketInodes, TABLES } from '../proc-tcp.ts';

/**
 * Finds the accept queue of a server that listens, and answers how to ask for its length.
 *
 * @returns `undefined` where it cannot be seen: in a worker of node:cluster, whose primary listens and
 * accepts, for a path, and where there is no /proc.
 */
export function ownQueue(
  address: AddressInfo | string | null,
): (() => number | undefined) | undefined {
  if (address === null || typeof address === 'string') return undefined;
  const table = address.family === 'IPv6' ? TABLES[1] : TABLES[0];
  const isHere = isAt(address);
  const mine = ownSocketInodes();
  const [found] =
    findListeners(table, (row) => isHere(row) && mine?.has(row.inode) === true, 1) ?? [];
  if (found === undefined) return undefined;
  return () => findListeners(table, ({ inode }) => inode === found.inode, 1)?.[0]?.recvQueue;
}
