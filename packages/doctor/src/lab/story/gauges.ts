/**
 * The numbers that matter while a crowd is on stage.
 * @module
 */
import type { Text } from '../../model/text.ts';
import { bytes, duration, num, same } from '../../model/text.ts';
import type { Pulse } from '../actor/ops.ts';
import type { Stage } from '../stage.ts';
import type { SocketRow, StageCounters } from '../stage-view.ts';
import { LIVE } from './words.ts';

/** One number of the live line. */
export interface Gauge {
  readonly side: 'server' | 'client';
  readonly name: Text;
  readonly value: Text;
  /** It is shown even where it is 0, and left out last where the line is short. */
  readonly isKey: boolean;
}

/** What both sides of a stage look like at one moment. */
export interface StageLook {
  readonly server: readonly SocketRow[];
  readonly client: readonly SocketRow[];
  /** A stage begins with all counters at 0, so they are this crowd's. */
  readonly counters: { readonly server: StageCounters; readonly client: StageCounters };
  /** Of the client's connects. */
  readonly pulse: Pulse;
}

/** Looks. No packet is sent: a probe would take a place in the very queue that is watched. */
export async function lookAtStage(stage: Stage): Promise<StageLook> {
  const [server, client, counted, repeated, pulse] = await Promise.all([
    stage.sockets('server'),
    stage.sockets('client'),
    stage.counters('server'),
    stage.counters('client'),
    stage.pulse('client'),
  ]);
  return { server, client, counters: { server: counted, client: repeated }, pulse };
}

/** The look as gauges, in the order they are shown; those at 0 only where they are key. Pure. */
export const gauges = (look: StageLook): Gauge[] => [...serverGauges(look), ...clientGauges(look)];

/** Connections and segments that the server's kernel threw away for want of room. */
const DROPS = ['TcpExt.ListenDrops', 'TcpExt.TCPBacklogDrop', 'TcpExt.TCPRcvQDrop'] as const;

function serverGauges({ server: rows, counters: { server: counted } }: StageLook): Gauge[] {
  const of = (name: string): number => Number(counted[name] ?? 0n);
  const queues = rows.filter(({ state }) => state === 'listen').map((row) => row.recvQueue);
  const count = counts('server');
  return [
    key('server', LIVE.queue, same(num(Math.max(0, ...queues)))),
    key('server', LIVE.dropped, same(num(DROPS.reduce((sum, name) => sum + of(name), 0)))),
    ...count(LIVE.cookies, of('TcpExt.SyncookiesSent')),
    ...count(LIVE.halfOpen, inState(rows, 'synRecv')),
    ...count(LIVE.established, inState(rows, 'established')),
    ...count(LIVE.closeWait, inState(rows, 'closeWait')),
    ...count(LIVE.timeWait, inState(rows, 'timeWait')),
    ...count(LIVE.unread, unread(rows), bytes),
  ];
}

function clientGauges({ client: rows, counters, pulse }: StageLook): Gauge[] {
  const ports = new Set(rows.filter((row) => row.remotePort > 0).map((row) => row.localPort));
  const count = counts('client');
  return [
    key('client', LIVE.connect, latency(pulse)),
    ...waiting(pulse),
    ...count(LIVE.connecting, inState(rows, 'synSent')),
    key('client', LIVE.ports, same(num(ports.size))),
    ...count(LIVE.established, inState(rows, 'established')),
    ...count(LIVE.timeWait, inState(rows, 'timeWait')),
    ...count(LIVE.repeated, Number(counters.client['Tcp.RetransSegs'] ?? 0n)),
  ];
}

const key = (side: Gauge['side'], name: Text, value: Text): Gauge => ({
  side,
  name,
  value,
  isKey: true,
});

/** Makes a gauge of a count, and none of 0. */
const counts =
  (side: Gauge['side']) =>
  (name: Text, value: number, inWords: (value: number) => string = num): Gauge[] =>
    value === 0 ? [] : [{ side, name, value: same(inWords(value)), isKey: false }];

/** Below this a handshake that is under way is one like any other, ms. */
const LONG_MS = 100;

/** Median of the connects of the last 2 s; where there were none, how long the oldest has waited. */
function latency({ connectMs, waitingMs }: Pulse): Text {
  const sorted = connectMs.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  if (median !== undefined) return duration(median);
  return waitingMs < LONG_MS ? same('-') : LIVE.over(duration(waitingMs));
}

/** The oldest that still waits while others get through: what some users are in for. */
const waiting = ({ connectMs, waitingMs }: Pulse): Gauge[] =>
  waitingMs < LONG_MS || connectMs.length === 0
    ? []
    : [{ side: 'client', name: LIVE.waiting, value: duration(waitingMs), isKey: false }];

const inState = (rows: readonly SocketRow[], state: SocketRow['state']): number =>
  rows.filter((row) => row.state === state).length;

const unread = (rows: readonly SocketRow[]): number =>
  rows.reduce((sum, row) => sum + (row.state === 'established' ? row.recvQueue : 0), 0);
