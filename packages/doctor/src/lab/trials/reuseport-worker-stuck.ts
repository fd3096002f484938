/**
 * One of four workers behind SO_REUSEPORT hangs. Taking it out helps, also when a check of each
 * worker finds it; longer queues do not. And what becomes of those who wait in its queue then.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../../model/trial.ts';
import { untilQueued } from '../scenarios/listen-state.ts';
import { BOTH } from '../scenarios/pair.ts';
import { group, workerOn } from '../scenarios/reuseport-worker-stuck.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { backlogFor, hugeBacklog } from './huge-backlog.ts';
import { RESET } from './measures.ts';

const RULE = 'reuseport-worker-stuck';
const SHORT = 8;
const CLIENTS = 120;
/** How much longer than the others a worker may take to answer its supervisor, ms. */
const GRACE_MS = 500;

const UNANSWERED: Measure = {
  id: 'unanswered',
  name: { en: 'clients without an answer', ko: '응답받지 못한 클라이언트' },
  unit: 'connections',
  better: 'lower',
};

/** Four workers, the first of which hangs, and clients that have begun to fill its queue. */
async function oneHangs(stage: Stage, backlog: number, waiting: number) {
  const [client, workers] = await Promise.all([stage.actor('client'), group(stage, backlog)]);
  const visit = {
    to: stage.server.address,
    port: 80,
    requestBytes: 100,
    responseBytes: 100,
  };
  workers[0]?.freeze();
  const { activity } = await client.load({
    ...visit,
    count: CLIENTS,
    connectionsPerSec: 240,
    timeoutMs: 3_000,
  });
  await untilQueued(stage, waiting);
  return { client, workers, visit, activity };
}

/** Asks every worker by itself, and takes out who does not answer when all others have. */
async function checkEach(workers: readonly Actor[]): Promise<void> {
  const silent = new Set(workers);
  for (const worker of workers) {
    void worker.status({}).then(
      () => silent.delete(worker),
      () => undefined, // taken out below
    );
  }
  await until('all workers but one to answer', () => silent.size <= 1, { deadlineMs: 20_000 });
  await pause(GRACE_MS);
  await Promise.all([...silent].map((worker) => worker.kill()));
}

async function beginStuck(stage: Stage, lever: string | undefined): Promise<Round> {
  const backlog = await backlogFor(stage, lever, SHORT);
  const { client, workers, visit } = await oneHangs(stage, backlog, SHORT + 1);
  if (lever === 'check-each') await checkEach(workers);
  if (lever === 'restart-worker') {
    await workers[0]?.kill();
    await workerOn(stage, 1, SHORT);
  }
  const { activity } = await client.load({
    ...visit,
    count: CLIENTS,
    connectionsPerSec: 60,
    timeoutMs: 1_000,
  });
  // Others come as long as somebody looks.
  await client.load({ ...visit, connectionsPerSec: 20, forMs: 15_000, timeoutMs: 1_000 });
  return {
    async figures() {
      const { counts } = await client.finish({ activity });
      return { [UNANSWERED.id]: CLIENTS - (counts['ok'] ?? 0) };
    },
  };
}

/** A worker that stands still beside three that work. */
const stuck: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  story: {
    en: 'One of four workers behind SO_REUSEPORT is stopped. 120 clients come, each waits 1 s.',
    ko: 'SO_REUSEPORT 워커 4개 중 하나가 멈춘 상태에서 클라이언트 120개가 접속하고 각각 1초 동안 기다립니다.',
  },
  crowd: {
    en: '120 clients of four workers, one of which hangs',
    ko: '워커 4개 중 하나가 멈춘 서버의 클라이언트 120개',
  },
  measures: [UNANSWERED],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'restart-worker',
      kind: 'remedy',
      at: 'process',
      what: { en: 'a restart of that worker alone', ko: '해당 워커만 재시작' },
      effect: { kind: 'better', times: 8 },
    },
    {
      id: 'check-each',
      kind: 'remedy',
      at: 'application',
      what: {
        en: 'a health check that asks each worker and ends who does not answer',
        ko: '워커별 상태 점검(무응답 워커 종료)',
      },
      effect: { kind: 'better', times: 8 },
    },
    hugeBacklog({ kind: 'none', within: 2 }),
  ],
  begin: beginStuck,
};

async function beginClosed(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever === 'migrate') await stage.sysctl('server', { 'net.ipv4.tcp_migrate_req': 1 });
  const backlog = await backlogFor(stage, lever, SHORT);
  const waiting = (SHORT + 1) * (backlog === SHORT ? 1 : 2);
  const { client, workers, activity } = await oneHangs(stage, backlog, waiting);
  await workers[0]?.kill();
  return {
    async figures() {
      const { errors } = await client.finish({ activity });
      return { [RESET.id]: errors['ECONNRESET'] ?? 0 };
    },
  };
}

/** The end of a worker that clients wait for. */
const closed: Trial = {
  id: 'reuseport-worker-closed',
  rule: RULE,
  families: BOTH,
  story: {
    en: 'A stopped worker behind SO_REUSEPORT is ended while 9 clients wait in its queue of 8.',
    ko: 'SO_REUSEPORT 뒤에서 멈춘 워커를 종료합니다. 한도 8인 그 워커의 큐에는 클라이언트 9개가 기다리고 있습니다.',
  },
  crowd: {
    en: '120 clients of four workers, one of which is ended while its queue is full',
    ko: '워커 4개 중 큐가 가득 찬 하나가 종료될 때 클라이언트 120개',
  },
  measures: [RESET],
  levers: [
    {
      id: 'migrate',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'net.ipv4.tcp_migrate_req=1', ko: 'net.ipv4.tcp_migrate_req=1' },
      effect: { kind: 'better', times: 5 },
    },
    hugeBacklog({ kind: 'worse', times: 1.5 }),
  ],
  begin: beginClosed,
};

/** A worker that hangs, and its end. */
export const reuseportWorkerStuck: readonly Trial[] = [stuck, closed];
