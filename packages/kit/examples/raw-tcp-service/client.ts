/**
 * Asks the raw TCP service many times over few connections: `PORT=7000 node client.ts`.
 * @module
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { socketPool } from '@tcpdoctor/kit/pool';
import { Pool } from 'tarn';

const port = Number(process.env['PORT'] ?? 7000);
await using pool = socketPool(Pool, {
  connect: { port, host: '127.0.0.1' },
  max: 5,
  validate: ping,
});

/** Ends in any case: whoever closes without a word does not answer, either. */
async function ask(socket: Socket, line: string): Promise<string> {
  socket.write(`${line}\n`);
  const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(5_000) })) as [Buffer];
  return answer.toString().trimEnd();
}

async function ping(socket: Socket): Promise<boolean> {
  return (await ask(socket, 'ping')) === 'PING';
}

const lines = Array.from({ length: 100 }, (_, n) => `line ${n}`);
const answers = await Promise.all(lines.map((line) => pool.lend((socket) => ask(socket, line))));
const right = answers.filter((answer, n) => answer === `LINE ${n}`).length;
process.stdout.write(`${JSON.stringify({ right, counters: pool.counters() })}\n`);
