/**
 * Outgoing connections by destination: how many ephemeral ports each holds, and in which states.
 *
 * A socket is outgoing when nobody listens on its local port. Ports are counted within the ephemeral
 * range only: those outside were chosen by the application, not by `connect()`.
 * @module
 */
import type { Destination } from '../../model/snapshot.ts';
import { STATES } from '../../model/socket.ts';
import { addressText } from '../../wire/address.ts';
import type { PortRange } from '../port-range.ts';
import type { Fold } from './fold.ts';
import { tupleTable } from './tuple-table.ts';
import type { TupleTable } from './tuple-table.ts';

const MOST_DESTINATIONS = 64;

const COLUMNS = 10;
const PORTS = 0;
const LOW_PARITY = 1;
const ESTABLISHED = 2;
const TIME_WAIT = 3;
const CLOSE_WAIT = 4;
const SYN_SENT = 5;
const OTHER = 6;
const SYN_RETRIED = 7;
const INODE_A = 8;
const INODE_B = 9;

const SYN_SENT_STATE = STATES.indexOf('synSent') + 1;

/** State number to column. */
const COLUMN_OF_STATE = new Uint8Array(256).fill(OTHER);
COLUMN_OF_STATE[STATES.indexOf('established') + 1] = ESTABLISHED;
COLUMN_OF_STATE[STATES.indexOf('timeWait') + 1] = TIME_WAIT;
COLUMN_OF_STATE[STATES.indexOf('closeWait') + 1] = CLOSE_WAIT;
COLUMN_OF_STATE[SYN_SENT_STATE] = SYN_SENT;

/** Counts by destination. To be shown outgoing sockets only. */
export function destinationFold(range: PortRange): Fold & {
  readonly destinations: () => Destination[];
  readonly total: () => number;
  readonly timeWait: () => number;
} {
  const table = tupleTable(COLUMNS);
  let timeWait = 0;
  return {
    add(view) {
      const port = view.localPort;
      const row = table.rowOf(view);
      const column = COLUMN_OF_STATE[view.stateIndex]!;
      table.add(row, column);
      if (column === TIME_WAIT) timeWait += 1;
      if (column === SYN_SENT && view.timerRetries > 0) table.add(row, SYN_RETRIED);
      if (port >= range.low && port <= range.high) {
        table.add(row, PORTS);
        if ((port & 1) === (range.low & 1)) table.add(row, LOW_PARITY);
      }
      noteInode(table, row, view.inode);
    },
    total: () => table.size,
    timeWait: () => timeWait,
    destinations: () => rowsByUse(table).map((row) => destinationOf(table, row)),
  };
}

function noteInode(table: TupleTable, row: number, inode: number): void {
  if (inode === 0 || table.get(row, INODE_B) !== 0) return;
  table.set(row, table.get(row, INODE_A) === 0 ? INODE_A : INODE_B, inode);
}

/** Rows worth keeping: most ports first, then those with unanswered handshakes. */
function rowsByUse(table: TupleTable): number[] {
  const rows = Array.from({ length: table.size }, (_, row) => row);
  const weight = (row: number) => table.get(row, PORTS) + table.get(row, SYN_RETRIED) * 1_000;
  return rows.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_DESTINATIONS);
}

function destinationOf(table: TupleTable, row: number): Destination {
  const family = table.isIpv6(row) ? 'ipv6' : 'ipv4';
  return {
    family,
    source: addressText(family, table.local(row)),
    remote: { address: addressText(family, table.remote(row)), port: table.remotePort(row) },
    ports: table.get(row, PORTS),
    lowParityPorts: table.get(row, LOW_PARITY),
    established: table.get(row, ESTABLISHED),
    timeWait: table.get(row, TIME_WAIT),
    closeWait: table.get(row, CLOSE_WAIT),
    synSent: table.get(row, SYN_SENT),
    synSentRetried: table.get(row, SYN_RETRIED),
    other: table.get(row, OTHER),
    inodes: [table.get(row, INODE_A), table.get(row, INODE_B)].filter((inode) => inode !== 0),
  };
}
