/**
 * A service with a protocol of its own: each line is answered by the line in capitals.
 * `PORT=7000 node server.ts`.
 *
 * More than 1,000 connections at a time are closed at once, and so is whoever comes while the event
 * loop is behind. On SIGTERM nobody new is accepted; those who are connected are told by a line and have
 * 5 seconds.
 * @module
 */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { listen } from '@tcpdoctor/kit/listen';

const server = createServer((socket) => {
  const goodbye = (): void => void socket.end('goodbye\n');
  listening.closing.addEventListener('abort', goodbye, { once: true });
  socket.once('close', () => listening.closing.removeEventListener('abort', goodbye));
  // Whoever leaves without a word: 'close' follows, and reading ends with the same error.
  socket.on('error', () => {});
  serve(socket).catch(() => socket.destroy());
});

async function serve(socket: Socket): Promise<void> {
  for await (const line of createInterface({ input: socket })) {
    if (socket.writable) socket.write(`${line.toUpperCase()}\n`);
  }
}

const listening = await listen(server, {
  port: Number(process.env['PORT'] ?? 7000),
  keepAliveMs: 30_000,
  shed: { maxInFlight: 1_000, maxDelayMs: 500 },
  drainMs: 5_000,
});

async function stop(): Promise<void> {
  const { cut } = await listening.close();
  process.stdout.write(`drained, ${cut} cut\n`);
}

process.once('SIGTERM', () => void stop());
process.stdout.write(`${JSON.stringify({ address: listening.address })}\n`);
