/**
 * An HTTP service with heavy requests that stays quick for the light ones, and says 503 when it is full.
 *
 *     PORT=8080 node server.ts
 *     curl -d 'correct horse' localhost:8080/hash
 *
 * @module
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { listen } from '@tcpdoctor/kit/listen';
import { Busy, offload } from '@tcpdoctor/kit/offload';
import { Piscina } from 'piscina';

const { PORT = '0', THREADS = '2', MAX_QUEUED = '16', PATIENCE_MS = '2000' } = process.env;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const filename = new URL('worker.ts', import.meta.url).href;
const threads = Number(THREADS);
const pool = new Piscina<string, string>({ filename, minThreads: threads, maxThreads: threads });
const work = offload<string, string>(pool, { maxQueued: Number(MAX_QUEUED) });

/** Gives up when the client hangs up, and when it has waited for too long. */
async function hash(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(Number(PATIENCE_MS))]);
  try {
    response.end(`${await work.run(await text(request), { signal })}\n`);
  } catch (error) {
    if (response.destroyed) return;
    const busy = error instanceof Busy || signal.aborted;
    response.writeHead(busy ? 503 : 500, busy ? { 'retry-after': '1' } : {}).end();
  }
}

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/hash') void hash(request, response);
  else response.end(`${JSON.stringify(work.counters())}\n`);
});

// Refusing is up to the queue in front of the pool.
const web = await listen(server, { port: Number(PORT), host: '127.0.0.1', shed: false });

/** What has been taken is answered. */
async function stop(): Promise<void> {
  await web.close();
  work[Symbol.dispose]();
  await pool.close();
}

process.once('SIGTERM', () => void stop());
say(`listening on ${(web.address as AddressInfo).port}`);
