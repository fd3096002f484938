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
  /** Of a server: how many times it is asked on each connection. */
  readonly perConnection?: number;
}

/** In the order of the table. */
export const CASES: readonly Case[] = [
  {
    id: 'listen-keep-alive',
    title: '`listen()`, an http server, 32 connections that stay',
    subject: 'http',
    perConnection: Infinity,
  },
  {
    id: 'listen-connections',
    title: '`listen()`, an http server, a connection per request',
    subject: 'http',
    perConnection: 1,
  },
  {
    id: 'http-pool',
    title: "`httpPool()` against undici's Agent with the same limits",
    subject: 'httpPool',
  },
  {
    id: 'socket-pool',
    title: '`socketPool()` against twenty lines by hand',
    subject: 'socketPoolByHand',
  },
  {
    id: 'socket-pool-tarn',
    title: '`socketPool()` against tarn as it comes',
    subject: 'socketPoolTarn',
  },
  {
    id: 'heartbeat-keep-alive',
    title: '`watchServer()`, a net server, 32 connections that stay',
    subject: 'tcp',
    perConnection: Infinity,
  },
  {
    id: 'heartbeat-connections',
    title: '`watchServer()`, a net server, a connection per request',
    subject: 'tcp',
    perConnection: 1,
  },
  {
    id: 'offload',
    title: '`offload()` against piscina, tasks that do nothing',
    subject: 'offload',
  },
  {
    id: 'offload-hash',
    title: '`offload()` against piscina, tasks of about 1 ms of CPU',
    subject: 'offloadHash',
  },
];
