/**
 * More clients than a server can serve, for as long as one looks: the crowd behind every question of
 * how long a queue should be.
 * @module
 */
import type { Text } from '../../model/text.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Lever, Round } from '../trial.ts';
import { backlogFor } from './huge-backlog.ts';
import { ANSWERED } from './measures.ts';

/** 0.64 s of work for a server that accepts 100 a second: well within what clients wait. */
export const FITTED = 64;
/** So far above what is served that it is an overload also where the clients are held up. */
const OFFERED_PER_SEC = 300;
const SERVED_PER_SEC = 100;
const LASTS_MS = 5_000;
/** Come first and at once, so that the queue is as long as hours of overload would make it. */
const BURST = 250;

/** The crowd of `overload`, for a proof. */
export const OVERLOAD_CROWD: Text = {
  en: '300 connections a second after a burst of 250, 100 a second served, clients wait 2 s',
  ko: '250건이 몰린 뒤 초당 300건 접속, 초당 100건 처리, 클라이언트 대기 2초',
};

/** A server of one or more workers with a queue of this length each, and that crowd. */
async function overload(stage: Stage, backlog: number, workers = 1): Promise<Round> {
  for (let n = 1; n <= workers; n += 1)
    await hire(await stage.actor('server', `worker-${n}`), backlog);
  const client = await stage.actor('client');
  const visit = {
    to: stage.server.address,
    port: 80,
    requestBytes: 100,
    responseBytes: 100,
    timeoutMs: 2_000,
  };
  const crowds = [
    await client.load({ ...visit, count: BURST, concurrency: BURST }),
    await client.load({ ...visit, connectionsPerSec: OFFERED_PER_SEC, forMs: LASTS_MS }),
  ];
  return {
    async figures() {
      const reports = await Promise.all(crowds.map((crowd) => client.finish(crowd)));
      const answered = reports.reduce((sum, { counts }) => sum + (counts['ok'] ?? 0), 0);
      return { [ANSWERED.id]: answered };
    },
  };
}

async function hire(worker: Actor, backlog: number): Promise<void> {
  const { listener } = await worker.listen({ port: 80, backlog, reuseport: true });
  await worker.serve({ listener, acceptPerSec: SERVED_PER_SEC, reply: { bytes: 100 } });
}

/** Four times the capacity is enough for this crowd, though short queues do not hold its burst. */
export const moreWorkers = (times: number): Lever => ({
  id: 'more-workers',
  kind: 'remedy',
  at: 'application',
  what: { en: 'four workers instead of one', ko: '워커 4개' },
  effect: { kind: 'better', times },
  afterwards: 'either',
});

/** How each lever stages `overload`; `backlog` is what the trial begins with. */
export async function pulled(
  stage: Stage,
  lever: string | undefined,
  backlog: number,
): Promise<Round> {
  if (lever === 'fitted-queue') return overload(stage, FITTED);
  const length = await backlogFor(stage, lever, backlog);
  return overload(stage, length, lever === 'more-workers' ? 4 : 1);
}
