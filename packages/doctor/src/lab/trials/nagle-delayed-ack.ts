/**
 * Requests written in two pieces wait for a delayed ACK: one write helps, TCP_NODELAY helps, and no
 * sysctl does.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { same } from '../../model/text.ts';
import { askInPieces } from '../scenarios/nagle-delayed-ack.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';

const ID = 'nagle-delayed-ack';
/** Requests of one connection: the first few are answered fast, before the receiver delays its ACKs. */
const REQUESTS = 25;
/** Between two requests: nobody asks in a tight loop. */
const PAUSE_MS = 2;
const NOISE = 1.5;

/** Half of the requests take longer, ms. */
const REQUEST_P50: Measure = {
  id: 'requestP50',
  name: { en: 'median request time', ko: '요청 시간 중앙값' },
  unit: 'ms',
  better: 'lower',
};

/** What the guides set. */
const SYSCTLS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-autocorking': { 'net.ipv4.tcp_autocorking': '0' },
  buffers: {
    'net.ipv4.tcp_rmem': '4096 131072 67108864',
    'net.ipv4.tcp_wmem': '4096 16384 67108864',
  },
};

/** Nagle and delayed ACK, one waiting for the other. */
export const nagleDelayedAck: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'Four clients write each request in two pieces of 100 bytes and wait for the answer.',
    ko: '클라이언트 4개가 요청을 100바이트씩 두 번에 나눠 쓰고 응답을 기다립니다.',
  },
  crowd: {
    en: 'requests written in two pieces',
    ko: '두 번에 나눠 쓰는 요청',
  },
  measures: [REQUEST_P50],
  rounds: 5,
  finds: { side: 'client', rule: ID },
  levers: [
    {
      id: 'one-write',
      kind: 'remedy',
      at: 'application',
      what: { en: 'one write for each request', ko: '요청당 한 번의 쓰기' },
      effect: { kind: 'better', times: 30 },
    },
    {
      id: 'nodelay',
      kind: 'remedy',
      at: 'application',
      what: same('TCP_NODELAY'),
      effect: { kind: 'better', times: 30 },
    },
    useless('no-autocorking', 'net.ipv4.tcp_autocorking=0', NOISE),
    useless('buffers', 'net.ipv4.tcp_rmem, tcp_wmem = 64 MB', NOISE),
  ],
  async begin(stage, lever) {
    const sysctls = SYSCTLS[lever ?? ''] ?? {};
    await Promise.all([stage.sysctl('client', sysctls), stage.sysctl('server', sysctls)]);
    const { client, asked } = await askInPieces(stage, {
      ...(lever === 'nodelay' ? { options: { nodelay: true } } : {}),
      ...(lever === 'one-write' ? { pieces: [200, 0] } : {}),
      pauseMs: PAUSE_MS,
    });
    return {
      async figures() {
        const reports = await until('all answers', async () => {
          const all = await Promise.all(asked.map((activity) => client.report({ activity })));
          return all.every(({ counts }) => (counts['ok'] ?? 0) >= REQUESTS) && all;
        });
        const medians = reports.map(({ spreads }) => spreads['requestMs']?.p50 ?? 0);
        return { [REQUEST_P50.id]: Math.max(...medians) };
      },
    };
  },
};
