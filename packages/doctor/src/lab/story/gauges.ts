/**
 * The numbers that matter while a crowd is on stage, as one line.
 * @module
 */
import type { Lang, Text } from '../../model/text.ts';
import type { Stage } from '../stage.ts';
import type { SocketRow } from '../stage-view.ts';
import { LIVE } from './words.ts';

type Gauge = readonly [name: Text, value: number];

/** What both sides look like now. A stage begins with all counters at 0, so they are this crowd's. */
export async function gauges(stage: Stage, lang: Lang): Promise<string> {
  const [server, client, counted, repeated] = await Promise.all([
    stage.sockets('server'),
    stage.sockets('client'),
    stage.counters('server'),
    stage.counters('client'),
  ]);
  const of = (name: string): number => Number(counted[name] ?? 0n);
  return [
    side(LIVE.server, serverGauges(server, of), lang),
    side(LIVE.client, clientGauges(client, Number(repeated['Tcp.RetransSegs'] ?? 0n)), lang),
  ].join('  |  ');
}

const side = (name: Text, list: readonly Gauge[], lang: Lang): string => {
  const told = list.filter(([, value]) => value > 0);
  const items = told.map(([what, value]) => LIVE.item(what[lang], value));
  return `${name[lang]}: ${items.length === 0 ? '-' : items.join(' · ')}`;
};

const serverGauges = (rows: readonly SocketRow[], of: (name: string) => number): Gauge[] => [
  [LIVE.queue, most(rows.filter(({ state }) => state === 'listen').map((row) => row.recvQueue))],
  [LIVE.dropped, of('TcpExt.ListenDrops')],
  [LIVE.cookies, of('TcpExt.SyncookiesSent')],
  [LIVE.halfOpen, inState(rows, 'synRecv')],
  [LIVE.established, inState(rows, 'established')],
  [LIVE.closeWait, inState(rows, 'closeWait')],
  [LIVE.timeWait, inState(rows, 'timeWait')],
  [LIVE.unread, unread(rows)],
];

const clientGauges = (rows: readonly SocketRow[], repeated: number): Gauge[] => [
  [LIVE.connecting, inState(rows, 'synSent')],
  [LIVE.established, inState(rows, 'established')],
  [LIVE.timeWait, inState(rows, 'timeWait')],
  [LIVE.ports, new Set(rows.filter((row) => row.remotePort > 0).map((row) => row.localPort)).size],
  [LIVE.repeated, repeated],
];

const most = (values: readonly number[]): number => Math.max(0, ...values);

const inState = (rows: readonly SocketRow[], state: SocketRow['state']): number =>
  rows.filter((row) => row.state === state).length;

const unread = (rows: readonly SocketRow[]): number =>
  rows.reduce((sum, row) => sum + (row.state === 'established' ? row.recvQueue : 0), 0);
