/**
 * What a Node service imports so that it never becomes a patient of tcpdoctor: servers that listen
 * with a backlog that fits, connections that are kept and limited, heartbeats, work away from the event
 * loop, and vital signs. Needs no other package by itself: undici, tarn, ws and piscina are passed in.
 * @module
 */
export * from './heartbeat/mod.ts';
export * from './listen/mod.ts';
export * from './offload/mod.ts';
export * from './pool/mod.ts';
export * from './vitals/mod.ts';
