/**
 * How this process stands: accept queues, event loop, sockets, pools and work.
 * @module
 */
export type { OwnState } from './own-sockets.ts';
export type { ListenerVitals, Vitals, VitalsMonitor, VitalsOptions } from './vitals.ts';
export { vitals } from './vitals.ts';
