/**
 * Connections that are kept, limited and counted: HTTP on undici, any other protocol on tarn.
 * @module
 */
export type { Clock } from '../clock.ts';
export type { KitWarning, OnWarning } from '../warning.ts';
export type { PoolCounters } from './counters.ts';
export type { HttpPool, HttpPoolOptions } from './http-pool.ts';
export { httpPool } from './http-pool.ts';
export { PoolError } from './pool-error.ts';
export type { PortUse } from './port-budget.ts';
export { localPorts } from './local-ports.ts';
export type { Loan, SocketPool, SocketPoolOptions } from './socket-pool.ts';
export { socketPool } from './socket-pool.ts';
export type { TarnPoolClass } from './tarn-class.ts';
export type { AgentLike, ClientLike, PoolLike, UndiciModule } from './undici-module.ts';
