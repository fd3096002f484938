/**
 * A stage with several faults that last: what a tool with less power must not call healthy.
 * @module
 */
import type { Stage } from '../src/lab/stage.ts';
import { openStage } from '../src/lab/stage.ts';
import { until } from '../src/lab/until.ts';

/** Rules that root finds on the server of `openSickStage()`, whenever it looks. */
export const SICK_WITH = ['accept-queue-overflow', 'receiver-app-slow', 'close-wait-leak'] as const;

/** A full accept queue on port 80, a reader that does not read on 81, a leak on 82. */
export async function openSickStage(): Promise<Stage> {
  const stage = await openStage({ family: 'ipv4' });
  try {
    await fallSick(stage);
    return stage;
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

async function fallSick(stage: Stage): Promise<void> {
  const to = stage.server.address;
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  await server.listen({ port: 80, backlog: 4 });
  await client.load({ to, port: 80, connectionsPerSec: 10, forMs: 600_000 });
  const reader = await server.listen({ port: 81, backlog: 8 });
  const upload = await client.connect({ to, port: 81 });
  await server.accept({ listener: reader.listener, max: 1, timeoutMs: 5_000 });
  await client.stream({ socket: upload.sockets[0] ?? -1 });
  const leak = await server.listen({ port: 82, backlog: 64 });
  await server.serve({ listener: leak.listener, onEof: 'keep' });
  const { sockets } = await client.connect({ to, port: 82, count: 40 });
  await client.close({ sockets });
  await until('the faults to stand', async () => {
    const { 'TcpExt.ListenOverflows': overflows = 0n } = await stage.counters('server');
    return overflows > 5n && (await stage.states('server')).closeWait >= 40;
  });
}
