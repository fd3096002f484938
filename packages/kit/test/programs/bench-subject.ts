/**
 * What the bench measures: `SUBJECT PER UPSTREAM`. The same thing stands in this process three times, with
 * the kit and twice without it, each with both its ends, so that what a request takes is work, not waiting.
 *
 * `turns ROUNDS` answers how long a request took on each side, µs, round by round. `alone MS` answers how
 * much CPU time a request costs this process when the other end is in another one, µs; a server is asked
 * for its CPU time so far with `cpu`.
 * @module
 */
import { askByHand, askHttp, askTarn, askWorker } from './bench-clients.ts';
import type { Ask } from './bench-clients.ts';
import { AT_ONCE, during, hammer } from './bench-hammer.ts';
import type { Load } from './bench-hammer.ts';
import { serveHttp, serveTcp, serveUpstream } from './bench-servers.ts';
import { onWord, say } from './say.ts';

const SIDES = ['kit', 'bare', 'control'] as const;
/** The JIT compiler warms up meanwhile. */
const WARM_MS = 1_000;
/** Of one side at a time: shorter than what else goes on in a machine. */
const TURN_MS = 15;
/** About a millisecond of CPU time. */
const HASH_ROUNDS = 4_500;

const SERVERS: Readonly<Record<string, (withKit: boolean) => Promise<number>>> = {
  http: serveHttp,
  tcp: serveTcp,
};
const CLIENTS: Readonly<Record<string, (withKit: boolean, upstream: string) => Ask>> = {
  httpPool: askHttp,
  socketPoolByHand: askByHand,
  socketPoolTarn: askTarn,
  offload: (withKit) => askWorker(withKit, 0),
  offloadHash: (withKit) => askWorker(withKit, HASH_ROUNDS),
};

const asking =
  (ask: Ask): Load =>
  async (requests) => {
    let left = requests;
    const line = async (): Promise<void> => {
      while ((left -= 1) >= 0) await ask();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, line));
  };

const usPerRequest = async (load: Load, requests: number): Promise<number> => {
  const startMs = performance.now();
  await load(requests);
  return ((performance.now() - startMs) * 1_000) / requests;
};

/** Answers how long a request takes, µs. */
const warm = async (load: Load): Promise<number> =>
  (WARM_MS * 1_000) / (await during(WARM_MS, load));

async function turns(loads: readonly Load[], rounds: number): Promise<Record<string, number[]>> {
  const warmUs: number[] = [];
  for (const load of loads) warmUs.push(await warm(load));
  const requests = Math.max(AT_ONCE, Math.round((TURN_MS * 1_000) / Math.min(...warmUs)));
  const took = loads.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    // There and back, and each begins as often: nobody always follows the same one.
    const order = [0, 1, 2].map((n) => (n + round) % 3);
    for (const at of round % 2 === 0 ? order : order.toReversed()) {
      const load = loads[at];
      if (load !== undefined) took[at]?.push(await usPerRequest(load, requests));
    }
  }
  return Object.fromEntries(SIDES.map((side, at) => [side, took[at] ?? []]));
}

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Of a client, which asks the bench's own upstream. */
async function alone(ask: Ask, forMs: number): Promise<{ readonly us: number }> {
  const load = asking(ask);
  await warm(load);
  const before = cpuUs();
  const requests = await during(forMs, load);
  return { us: (cpuUs() - before) / requests };
}

const [, , subject = '', per = '', upstream = ''] = process.argv;
const serve = SERVERS[subject];
const client = CLIENTS[subject];

async function standServers(open: (withKit: boolean) => Promise<number>): Promise<void> {
  const ports = [await open(true), await open(false), await open(false)];
  const loads = ports.map((port): Load => hammer(port, Number(per)));
  say({ port: ports[1] });
  onWord((word) => {
    const [verb, much] = word.split(' ');
    if (verb === 'cpu') say({ us: cpuUs() });
    else void turns(loads, Number(much)).then(say);
  });
}

async function standClients(open: (withKit: boolean, at: string) => Ask): Promise<void> {
  const here = await serveUpstream();
  const loads = [true, false, false].map((withKit) => asking(open(withKit, here)));
  say({});
  onWord((word) => {
    const [verb, much] = word.split(' ');
    if (verb === 'alone') void alone(open(false, upstream), Number(much)).then(say);
    else void turns(loads, Number(much)).then(say);
  });
}

if (serve !== undefined) await standServers(serve);
else if (client !== undefined) await standClients(client);
else throw new Error(`No such subject: ${subject}`);
