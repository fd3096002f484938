/**
 * What is measured with the kit and without it.
 * @module
 */

/** One comparison. */
export interface Case {
  readonly id: string;
  readonly title: string;
  /** What the subject process does; see its program. */
  readonly subject: 'server' | 'httpPool' | 'socketPool';
  /** Of a server: requests per connection; 0 for as many as there are. */
  readonly requestsPerConnection: number;
}

/** In the order of the table. */
export const CASES: readonly Case[] = [
  {
    id: 'listen-keep-alive',
    title: '`listen()`, an http server, 32 connections that stay',
    subject: 'server',
    requestsPerConnection: 0,
  },
  {
    id: 'listen-connections',
    title: '`listen()`, an http server, a connection per request',
    subject: 'server',
    requestsPerConnection: 1,
  },
  {
    id: 'http-pool',
    title: "`httpPool()` against undici's own Agent with the same limit",
    subject: 'httpPool',
    requestsPerConnection: 0,
  },
  {
    id: 'socket-pool',
    title: "`socketPool()` against tarn's own Pool",
    subject: 'socketPool',
    requestsPerConnection: 0,
  },
];
