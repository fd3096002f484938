/**
 * The sockets of this process, by state.
 * @module
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { State } from '../proc-tcp.ts';
import { ownSocketInodes, parseTcpRow, STATES, TABLES } from '../proc-tcp.ts';

/** A state that a socket with an owner can be in: TIME_WAIT and SYN_RECV belong to the kernel. */
export type OwnState = Exclude<State, 'timeWait' | 'newSynRecv'>;

const OWN_STATES = STATES.filter((state) => state !== 'timeWait' && state !== 'newSynRecv');

/**
 * Counts them. Reads the whole table of the network namespace, a piece at a time, so that the event
 * loop goes on meanwhile: with 100,000 sockets in the namespace that is tens of megabytes.
 *
 * @returns `undefined` where /proc does not tell.
 */
export async function countOwnSockets(): Promise<Readonly<Record<OwnState, number>> | undefined> {
  const mine = ownSocketInodes();
  if (mine === undefined) return undefined;
  const counts = new Map<State, number>(OWN_STATES.map((state) => [state, 0]));
  let lines = 0;
  for (const table of TABLES) {
    for await (const line of linesOf(table)) {
      lines += 1;
      const row = parseTcpRow(line);
      if (row === undefined || !mine.has(row.inode)) continue;
      counts.set(row.state, (counts.get(row.state) ?? 0) + 1);
    }
  }
  // Even an empty table has its heading.
  return lines === 0 ? undefined : (Object.fromEntries(counts) as Record<OwnState, number>);
}

/** The lines of a file; none where it cannot be read, such as tcp6 without IPv6. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Infinity });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  } finally {
    stream.destroy();
  }
}
