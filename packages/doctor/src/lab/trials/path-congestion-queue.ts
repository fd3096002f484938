/**
 * Uploads fill a slow device whose queue is one's own: a fair queue with active queue management on
 * it lets the others pass, a longer queue makes them wait longer.
 * @module
 */
import { uploads } from '../scenarios/path-congestion.ts';
import { BOTH } from '../scenarios/pair.ts';
import { ROUTER_DEVICES } from '../stage-router.ts';
import type { Stage } from '../stage.ts';
import type { Trial } from '../trial.ts';
import { REQUEST_P50, timedRequests } from './timed-requests.ts';
import { SPEED } from './throughput.ts';

const RULE = 'path-congestion';
const RATE_MBIT = 4;
/** The round trip without a queue, made on the way back. */
const BACK_MS = 20;

/** What waits before the slow device. */
const QUEUES: Readonly<Record<string, string>> = {
  'fair-queue': 'fq_codel',
  'longer-queue': 'bfifo limit 200000',
};
/** 40 ms of the line, as a simple modem keeps them. */
const SHORT_QUEUE = 'bfifo limit 20000';

/**
 * The router sends to the server at 4 Mbit/s, one packet at a time, out of this queue. Not the client:
 * of a connection of its own a kernel keeps next to nothing in a queue (TCP small queues).
 */
async function slowDevice(stage: Stage, queue: string): Promise<void> {
  const device = ROUTER_DEVICES.server;
  await stage.ip('client', [`link set ${stage.client.device} gso_max_segs 1`]);
  await stage.tc('router', [
    `qdisc add dev ${device} root handle 1: tbf rate ${RATE_MBIT}mbit burst 3000 limit 1000000`,
    `qdisc add dev ${device} parent 1:1 handle 10: ${queue}`,
  ]);
  await stage.tc('server', [
    `qdisc add dev ${stage.server.device} root netem delay ${BACK_MS}ms limit 10000`,
  ]);
}

/** A slow device of one's own. */
export const pathCongestionQueue: Trial = {
  id: 'path-congestion-queue',
  rule: RULE,
  families: BOTH,
  router: true,
  needs: ['fq_codel', 'netem'],
  alone: true,
  story: {
    en: 'Four uploads fill the slow device of a router, 4 Mbit/s with a round trip of 20 ms; somebody else sends short requests through it.',
    ko: '업로드 4개가 라우터의 4 Mbit/s 장치(왕복 20ms)를 가득 채우는 동안 다른 프로그램이 짧은 요청을 보냅니다.',
  },
  crowd: {
    en: 'short requests beside four uploads through a router that sends 4 Mbit/s, 20 ms',
    ko: '업로드 4개와 함께 4 Mbit/s 라우터를 지나는 짧은 요청, 왕복 20ms',
  },
  windowMs: 6_000,
  measures: [REQUEST_P50, SPEED],
  rounds: 5,
  finds: { side: 'client', rule: RULE },
  levers: [
    {
      id: 'fair-queue',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'fq_codel on that device', ko: '그 장치에 fq_codel 적용' },
      effect: { kind: 'better', times: 1.5 },
      // The uploads still fill the line.
      afterwards: 'either',
    },
    {
      id: 'longer-queue',
      kind: 'folklore',
      at: 'kernel',
      what: { en: 'a queue ten times as long', ko: '열 배 긴 큐' },
      effect: { kind: 'none', within: 1 },
      afterwards: 'either',
    },
  ],
  async begin(stage, lever) {
    await slowDevice(stage, QUEUES[lever ?? ''] ?? SHORT_QUEUE);
    return timedRequests(stage, await uploads(stage));
  },
};
