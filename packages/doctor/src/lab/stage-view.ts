/**
 * What the kernel says inside a namespace of a stage: counters and sockets by state. For scenarios
 * that wait for their failure to stand, and for tests. Independent of the doctor's own reading.
 * @module
 */
import type { State } from '../model/socket.ts';
import { STATES } from '../model/socket.ts';
import type { Place } from './place.ts';
import { inside } from './place.ts';

/** Counters as `TcpExt.ListenOverflows`. */
export type StageCounters = Readonly<Record<string, bigint>>;

/** Reads /proc/net/netstat and /proc/net/snmp. */
export async function countersOf(place: Place): Promise<StageCounters> {
  const text = await inside(place, 'cat /proc/net/netstat /proc/net/snmp');
  const lines = text.trimEnd().split('\n');
  const counters: Record<string, bigint> = {};
  for (let n = 0; n + 1 < lines.length; n += 2) {
    const [group = '', ...names] = (lines[n] ?? '').split(' ');
    const values = (lines[n + 1] ?? '').split(' ').slice(1);
    names.forEach(
      (name, k) => (counters[`${group.slice(0, -1)}.${name}`] = BigInt(values[k] ?? 0)),
    );
  }
  return counters;
}

/** One row of /proc/net/tcp or tcp6. */
export interface SocketRow {
  readonly state: State;
  readonly localPort: number;
  readonly remotePort: number;
  /** Bytes, of a listener 0. */
  readonly sendQueue: number;
  /** Bytes, of a listener connections that wait. */
  readonly recvQueue: number;
  /** 0: no process holds it. */
  readonly inode: number;
}

/** Every TCP socket of a place, IPv4 and IPv6. */
export async function socketsOf(place: Place): Promise<SocketRow[]> {
  const text = await inside(place, 'cat /proc/net/tcp /proc/net/tcp6');
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const number = Number.parseInt(words[3] ?? '', 16);
    const state = number === 12 ? 'synRecv' : STATES[number - 1];
    if (state === undefined || !/^\d+:$/.test(words[0] ?? '')) return [];
    const port = (word = ''): number => Number.parseInt(word.split(':')[1] ?? '0', 16);
    const [sendQueue = 0, recvQueue = 0] = (words[4] ?? '').split(':').map((w) => parseInt(w, 16));
    const inode = Number(words[9]);
    return [
      { state, localPort: port(words[1]), remotePort: port(words[2]), sendQueue, recvQueue, inode },
    ];
  });
}

/** How many sockets are in each state; every state has its number. */
export async function statesOf(place: Place): Promise<Record<State, number>> {
  const rows = await socketsOf(place);
  const count = (state: State): number => rows.filter((row) => row.state === state).length;
  return Object.fromEntries(STATES.map((state) => [state, count(state)])) as Record<State, number>;
}
