/**
 * A server on a stage with light requests on one port and heavy ones on another, a line each.
 * @module
 */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Piscina } from 'piscina';
import { offload } from '../src/offload/mod.ts';
import { say, settings } from './heartbeat-said.ts';
import work from './offload-lab-worker.ts';
import type { Heavy } from './offload-lab-worker.ts';

/** What it is to do. */
export interface ServerSettings {
  readonly address: string;
  readonly lightPort: number;
  readonly heavyPort: number;
  readonly blockMs: number;
  readonly threads: number;
  /** Heavy work in the event loop, on a pool whose queue has no bound, or with the kit. */
  readonly heavy: 'in the loop' | 'on a pool' | 'with the kit';
}

const { address, lightPort, heavyPort, blockMs, threads, heavy } = settings() as ServerSettings;
const filename = new URL('offload-lab-worker.ts', import.meta.url).href;
const pool = new Piscina<Heavy, number>({ filename, minThreads: threads, maxThreads: threads });
const desk = offload<Heavy, number>(pool);

/** Cuts a byte stream into tasks. */
const tasks = (): Transform => {
  let rest = '';
  return new Transform({
    readableObjectMode: true,
    transform(chunk: Buffer, _encoding, next) {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const message of lines) this.push({ blockMs, message } satisfies Heavy);
      next();
    },
  });
};

const answers = (): Transform =>
  new Transform({
    writableObjectMode: true,
    transform: (length: number, _encoding, next) => next(null, `${length}\n`),
  });

const each = (call: (task: Heavy) => void): Writable =>
  new Writable({
    objectMode: true,
    write(task: Heavy, _encoding, next) {
      call(task);
      next();
    },
  });

const WAYS: Readonly<Record<ServerSettings['heavy'], (socket: Socket) => Promise<void>>> = {
  'in the loop': (socket) =>
    pipeline(
      socket,
      tasks(),
      each((task) => socket.write(`${work(task)}\n`)),
    ),
  'on a pool': (socket) =>
    pipeline(
      socket,
      tasks(),
      each((task) => void pool.run(task).then((length) => socket.write(`${length}\n`))),
    ),
  'with the kit': (socket) => pipeline(socket, tasks(), desk.stream(), answers(), socket),
};

/** Answers are small: with Nagle's algorithm they would wait for the peer's acknowledgements. */
const QUICK = { noDelay: true };
const light = createServer(QUICK, (socket) => socket.pipe(socket));
const heavyServer = createServer(QUICK, (socket) => {
  void WAYS[heavy](socket).catch((error: Error) => say('closed', { message: error.message }));
});

let peakBytes = 0;
setInterval(() => {
  const { heapUsed, external } = process.memoryUsage();
  peakBytes = Math.max(peakBytes, heapUsed + external);
  say('stands', {
    usedBytes: heapUsed + external,
    peakBytes,
    poolQueue: pool.queueSize,
    ...desk.counters(),
  });
}, 200);

light.listen(lightPort, address, () =>
  heavyServer.listen(heavyPort, address, () => say('listening')),
);
