/**
 * An HTTP service that asks another one: `PORT=8080 UPSTREAM=http://… node server.ts`.
 *
 * It listens with a backlog that fits and sheds what it cannot serve in time, keeps its connections
 * to the upstream, tells how it stands on /metrics, and drains on SIGTERM.
 * @module
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { httpPool, listen, vitals } from '@tcpdoctor/kit';
import * as undici from 'undici';

const upstream = process.env['UPSTREAM'] ?? 'http://127.0.0.1:8081/';
const pool = httpPool(undici, { perOrigin: 20 });

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    if (!response.headersSent) response.writeHead(502);
    response.end(error instanceof Error ? `${error.message}\n` : '');
  });
});
const web = await listen(server, {
  port: Number(process.env['PORT'] ?? 8080),
  backlog: { capacityPerSec: 2_000, tolerableMs: 500 },
  shed: { exempt: (path) => path === '/live' || path === '/metrics' },
});
const monitor = vitals({ listeners: { web }, pools: { upstream: pool } });

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/live') {
    response.end('alive\n');
  } else if (request.url === '/metrics') {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end(await monitor.prometheus());
  } else {
    const { statusCode, body } = await undici.request(upstream, { dispatcher: pool.agent });
    const text = await body.text();
    response.writeHead(statusCode).end(text);
  }
}

async function stop(): Promise<void> {
  const { cut } = await web.close();
  await pool.close();
  monitor[Symbol.dispose]();
  process.stdout.write(`drained, ${cut} cut\n`);
}

process.once('SIGTERM', () => void stop());
process.stdout.write(`${JSON.stringify({ address: web.address, backlog: web.backlog })}\n`);
