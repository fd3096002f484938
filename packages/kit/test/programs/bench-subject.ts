/**
 * What the bench measures, with the kit or without it, the rest being the same: `SUBJECT with|without
 * UPSTREAM`. A server says its port and serves. A client answers each word `go LEAD_MS FOR_MS` by how
 * many requests it has made in that time. Both answer `cpu` by the CPU time they have used so far.
 * @module
 */
import { setTimeout as pass } from 'node:timers/promises';
import { askByHand, askHttp, askTarn, askWorker } from './bench-clients.ts';
import type { Ask } from './bench-clients.ts';
import { serveHttp, serveTcp } from './bench-servers.ts';
import { onWord, say } from './say.ts';

const [, , subject = '', by = '', upstream = ''] = process.argv;
const withKit = by === 'with';
const AT_ONCE = 32;
/** About a millisecond of CPU time. */
const HASH_ROUNDS = 4_500;

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Asks all the time; what is counted begins when that is under way. */
async function measure(ask: Ask, leadMs: number, forMs: number): Promise<void> {
  const now = { asked: 0, over: false };
  const worker = async (): Promise<void> => {
    while (!now.over) {
      await ask();
      now.asked += 1;
    }
  };
  const workers = Promise.all(Array.from({ length: AT_ONCE }, worker));
  await pass(leadMs);
  const before = { asked: now.asked, cpuUs: cpuUs(), atMs: performance.now() };
  await pass(forMs);
  const [requests, usedUs] = [now.asked - before.asked, cpuUs() - before.cpuUs];
  const tookMs = performance.now() - before.atMs;
  now.over = true;
  await workers;
  say({ requests, tookMs, cpuUs: usedUs });
}

const SERVERS: Readonly<Record<string, (withKit: boolean) => Promise<number>>> = {
  httpServer: serveHttp,
  tcpServer: serveTcp,
};
const CLIENTS: Readonly<Record<string, (withKit: boolean, upstream: string) => Ask>> = {
  httpPool: askHttp,
  socketPoolByHand: askByHand,
  socketPoolTarn: askTarn,
  offload: (withKit) => askWorker(withKit, 0),
  offloadHash: (withKit) => askWorker(withKit, HASH_ROUNDS),
};

const serve = SERVERS[subject];
const ask = CLIENTS[subject]?.(withKit, upstream);
if (serve === undefined && ask === undefined) throw new Error(`No such subject: ${subject}`);
say({ port: await serve?.(withKit) });
onWord((word) => {
  const [verb, leadMs, forMs] = word.split(' ');
  if (verb === 'cpu') say({ cpuUs: cpuUs() });
  else if (ask !== undefined) void measure(ask, Number(leadMs), Number(forMs));
});
