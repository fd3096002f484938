/**
 * Peers that do not read: a time limit frees the writer, a larger buffer only keeps more data waiting.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { SocketOptions } from '../actor/ops.ts';
import { BOTH } from '../scenarios/pair.ts';
import { streamUnread } from '../scenarios/peer-not-reading.ts';
import type { Trial } from '../trial.ts';
import { hangingAfter, watchHanging } from './still-hanging.ts';
import { useless } from './useless.ts';

const ID = 'peer-not-reading';
const CLIENTS = 10;
const WATCH_S = 4;
const LIMIT_MS = 1_000;

const HANGING = hangingAfter(WATCH_S);
const WAITING: Measure = {
  id: 'waiting',
  name: { en: 'data waiting in send buffers', ko: '송신 버퍼에서 대기 중인 데이터' },
  unit: 'bytes',
  better: 'lower',
};

const OPTIONS: Readonly<Record<string, SocketOptions>> = {
  'user-timeout': { userTimeoutMs: LIMIT_MS },
  'so-sndbuf': { sndbuf: 4_000_000 },
  keepalive: { keepalive: { idleS: 1, intervalS: 1, probes: 2 } },
};

/** Nobody reads. */
export const peerNotReading: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  router: true,
  story: {
    en: 'A server sends to ten clients on another host that read nothing.',
    ko: '서버가 다른 호스트의 클라이언트 10개에 데이터를 보내지만 아무도 읽지 않습니다.',
  },
  crowd: { en: 'ten clients that do not read', ko: '읽지 않는 클라이언트 10개' },
  measures: [HANGING, WAITING],
  finds: { side: 'server', rule: ID },
  levers: [
    {
      id: 'write-limit',
      kind: 'remedy',
      at: 'application',
      what: {
        en: 'a limit of 1 s for writes, then a close with SO_LINGER 0',
        ko: '쓰기 제한 시간 1초와 SO_LINGER 0 종료',
      },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'user-timeout',
      kind: 'remedy',
      at: 'process',
      what: { en: 'TCP_USER_TIMEOUT of 1 s', ko: 'TCP_USER_TIMEOUT 1초' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'so-sndbuf',
      kind: 'folklore',
      at: 'application',
      what: { en: 'SO_SNDBUF of 4 MB', ko: 'SO_SNDBUF 4MB' },
      effect: { kind: 'worse', times: 1.5, measure: WAITING.id },
    },
    {
      id: 'keepalive',
      kind: 'folklore',
      at: 'application',
      what: { en: 'SO_KEEPALIVE with 1 s, 1 s and 2 probes', ko: 'SO_KEEPALIVE (1초, 1초, 2회)' },
      effect: { kind: 'none', within: 1 },
    },
    useless('retries2', 'net.ipv4.tcp_retries2=2', 1),
  ],
  async begin(stage, lever) {
    if (lever === 'retries2') await stage.sysctl('server', { 'net.ipv4.tcp_retries2': 2 });
    const options = OPTIONS[lever ?? ''];
    await streamUnread(stage, CLIENTS, {
      ...(lever === 'write-limit' ? { stallMs: LIMIT_MS } : {}),
      ...(options === undefined ? {} : { options }),
    });
    const watched = watchHanging(stage, CLIENTS, WATCH_S * 1_000);
    return {
      async figures() {
        const { hanging } = await watched;
        const waiting = (await stage.sockets('server')).reduce((n, row) => n + row.sendQueue, 0);
        return { [HANGING.id]: hanging, [WAITING.id]: waiting };
      },
    };
  },
};
