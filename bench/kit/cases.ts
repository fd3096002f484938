/**
 * What is measured with the kit and without it.
 * @module
 */

/** One comparison. */
export interface Case {
  readonly id: string;
  readonly title: string;
  /** What the subject process does; see its program. */
  readonly subject: string;
  /** Who asks: the subject itself, or a client of ours so many times on each connection. */
  readonly asks: 'subject' | { readonly perConnection: number };
}

/** In the order of the table. */
export const CASES: readonly Case[] = [
  {
    id: 'listen-keep-alive',
    title: '`listen()`, an http server, 32 connections that stay',
    subject: 'httpServer',
    asks: { perConnection: Infinity },
  },
  {
    id: 'listen-connections',
    title: '`listen()`, an http server, a connection per request',
    subject: 'httpServer',
    asks: { perConnection: 1 },
  },
  {
    id: 'http-pool',
    title: "`httpPool()` against undici's Agent with the same limits",
    subject: 'httpPool',
    asks: 'subject',
  },
  {
    id: 'socket-pool',
    title: '`socketPool()` against twenty lines by hand',
    subject: 'socketPoolByHand',
    asks: 'subject',
  },
  {
    id: 'socket-pool-tarn',
    title: '`socketPool()` against tarn as it comes',
    subject: 'socketPoolTarn',
    asks: 'subject',
  },
  {
    id: 'heartbeat-keep-alive',
    title: '`watchServer()`, a net server, 32 connections that stay',
    subject: 'tcpServer',
    asks: { perConnection: Infinity },
  },
  {
    id: 'heartbeat-connections',
    title: '`watchServer()`, a net server, a connection per request',
    subject: 'tcpServer',
    asks: { perConnection: 1 },
  },
  {
    id: 'offload',
    title: '`offload()` against piscina, tasks that do nothing',
    subject: 'offload',
    asks: 'subject',
  },
  {
    id: 'offload-hash',
    title: '`offload()` against piscina, tasks of about 1 ms of CPU',
    subject: 'offloadHash',
    asks: 'subject',
  },
];
