/**
 * The sockets of this process, by state.
 * @module
 */
import { createReadStream } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { State } from '../proc-tcp.ts';
import { FDS, inodeOf, parseTcpRow, STATES, TABLES } from '../proc-tcp.ts';

/** A state that a socket with an owner can be in: TIME_WAIT and SYN_RECV belong to the kernel. */
export type OwnState = Exclude<State, 'timeWait' | 'newSynRecv'>;

const OWN_STATES = STATES.filter((state) => state !== 'timeWait' && state !== 'newSynRecv');

/**
 * Counts them. Reads which files this process has open and the whole table of the network namespace, a
 * piece at a time, so that the event loop goes on meanwhile: with 100,000 sockets in the namespace that
 * is tens of megabytes.
 *
 * @param tables Where to read; the last may be missing, as tcp6 is without IPv6.
 * @returns `undefined` where /proc does not tell, or tells a part only.
 */
export async function countOwnSockets(
  tables: readonly string[] = TABLES,
): Promise<Readonly<Record<OwnState, number>> | undefined> {
  const counts = new Map<State, number>(OWN_STATES.map((state) => [state, 0]));
  try {
    const mine = await ownInodes();
    for (const table of tables) {
      for await (const line of linesOf(table)) {
        const row = parseTcpRow(line);
        // A table that changes while it is read may tell of a socket twice.
        if (row === undefined || !mine.delete(row.inode)) continue;
        counts.set(row.state, (counts.get(row.state) ?? 0) + 1);
      }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const isTcp6 = error.code === 'ENOENT' && 'path' in error && error.path === tables[1];
    if (!isTcp6) return undefined;
  }
  return Object.fromEntries(counts) as Record<OwnState, number>;
}

/** A folder is read 32 entries at a time. */
async function ownInodes(): Promise<Set<number>> {
  const inodes = new Set<number>();
  for await (const { name } of await opendir(FDS)) {
    const inode = inodeOf(name);
    if (inode !== undefined) inodes.add(inode);
  }
  return inodes;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Infinity });
  } finally {
    stream.destroy();
  }
}
