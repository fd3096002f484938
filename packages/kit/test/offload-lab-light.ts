/**
 * Light requests at a steady pace, whatever becomes of them, and how long each took.
 * @module
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { say, settings } from './heartbeat-said.ts';

/** What to ask whom. */
export interface LightSettings {
  readonly address: string;
  readonly port: number;
  readonly everyMs: number;
}

const { address, port, everyMs } = settings() as LightSettings;
const socket = connect({ port, host: address, noDelay: true });
let sentAtMs: number[] = [];
let tookMs: number[] = [];
let seen = 0;

socket.on('connect', () => {
  say('connected');
  setInterval(() => {
    sentAtMs.push(performance.now());
    socket.write('?');
  }, everyMs);
});

/** An answer is a byte, in order. */
socket.on('data', (chunk: Buffer) => {
  const now = performance.now();
  for (let n = 0; n < chunk.length; n++) tookMs.push(now - (sentAtMs[seen++] ?? now));
});

/** Each word asks for the numbers since the one before; requests without an answer count as they stand. */
createInterface({ input: process.stdin }).on('line', () => {
  const now = performance.now();
  const pending = sentAtMs.slice(seen).map((atMs) => now - atMs);
  const all = [...tookMs, ...pending].toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((all[Math.floor(all.length * share)] ?? 0) * 10) / 10;
  say('latency', { count: all.length, p50Ms: at(0.5), p99Ms: at(0.99) });
  sentAtMs = sentAtMs.slice(seen);
  seen = 0;
  tookMs = [];
});
