/**
 * Many sockets quickly, without a fault: connections that stand, and TIME_WAIT on either side.
 * @module
 */
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/**
 * Connections per pair of actors and per port: under half of the ephemeral ports, beyond which the
 * kernel takes 20 times as long to find one, and within 20,000 descriptors.
 */
const SHARE = 14_000;
/** First of the crowd's ports; one per share. */
const FIRST_PORT = 7_000;
/** Plenty for 14,000 handshakes on a busy machine. */
const PATIENCE_MS = 60_000;

/** How many of what. */
export interface CrowdWish {
  /** Connections that stand idle, on both sides. @default 0 */
  readonly established?: number;
  /** Sockets left in TIME_WAIT. @default 0 */
  readonly timeWait?: number;
  /** Which side closes first, and so keeps the TIME_WAIT. @default 'client' */
  readonly timeWaitOn?: 'client' | 'server';
}

/** Brings the crowd about; resolves when it stands. Ports 7000 and up of the server are its. */
export async function crowd(stage: Stage, wish: CrowdWish): Promise<void> {
  const { established = 0, timeWait = 0, timeWaitOn = 'client' } = wish;
  let port = FIRST_PORT;
  const standing = shares(established).map((count) => stand(stage, port++, count));
  const leaving = shares(timeWait).map((count) => leave(stage, port++, count, timeWaitOn));
  await Promise.all([...standing, ...leaving]);
}

const shares = (total: number): number[] =>
  Array.from({ length: Math.ceil(total / SHARE) }, (_, n) => Math.min(SHARE, total - n * SHARE));

async function pair(stage: Stage, port: number) {
  const [server, client] = await Promise.all([
    stage.actor('server', 'crowd-server'),
    stage.actor('client', 'crowd-client'),
  ]);
  const { listener } = await server.listen({ port, backlog: 4_096 });
  return { server, client, listener, to: stage.server.address };
}

async function stand(stage: Stage, port: number, count: number): Promise<void> {
  const { server, client, listener, to } = await pair(stage, port);
  const { activity } = await server.serve({ listener });
  const { ok } = await client.connect({ to, port, count, timeoutMs: PATIENCE_MS });
  if (ok < count) throw new Error(`Cannot raise the crowd: ${ok} of ${count} connected`);
  await until(
    'the crowd to be accepted',
    async () => (await server.report({ activity })).counts['accepted'] === count,
    { deadlineMs: PATIENCE_MS },
  );
}

async function leave(
  stage: Stage,
  port: number,
  count: number,
  on: 'client' | 'server',
): Promise<void> {
  const { server, client, listener, to } = await pair(stage, port);
  const serverFirst = on === 'server';
  // Segments that overtake each other between two CPUs would end one or two in a hundred early,
  // by a reset in answer to an old ACK (RFC 1337).
  await stage.sysctl(on, { 'net.ipv4.tcp_rfc1337': 1 });
  await server.serve({ listener, ...(serverFirst ? { closeAfter: 'accept' as const } : {}) });
  const { activity } = await client.load({
    to,
    port,
    count,
    concurrency: 64,
    closeFirst: !serverFirst,
    timeoutMs: PATIENCE_MS,
  });
  const { counts, errors } = await client.finish({ activity, timeoutMs: PATIENCE_MS });
  if (counts['ok'] !== count) {
    throw new Error(
      `Cannot raise the crowd: ${counts['ok']} of ${count}, ${JSON.stringify(errors)}`,
    );
  }
}
