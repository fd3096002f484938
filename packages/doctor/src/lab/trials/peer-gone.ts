/**
 * Clients vanish while data is on its way to them: a time limit tells the program, keepalive stays
 * silent as long as anything is unacknowledged.
 * @module
 */
import type { SocketOptions } from '../actor/ops.ts';
import { BOTH } from '../scenarios/pair.ts';
import { vanishWhileSending } from '../scenarios/peer-gone.ts';
import type { Trial } from '../trial.ts';
import { until } from '../until.ts';
import { hangingAfter, toldAfter, watchHanging } from './still-hanging.ts';
import { useless } from './useless.ts';

const ID = 'peer-gone';
const CLIENTS = 10;
const WATCH_S = 6;
/** Retransmissions of each connection after which it counts as hanging. */
const REPEATS = 3;

const HANGING = hangingAfter(WATCH_S);
const TOLD = toldAfter(WATCH_S);

const OPTIONS: Readonly<Record<string, SocketOptions>> = {
  'user-timeout': { userTimeoutMs: 1_000 },
  keepalive: { keepalive: { idleS: 1, intervalS: 1, probes: 2 } },
};

const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'fewer-retries': { 'net.ipv4.tcp_retries2': 2 },
  'fin-timeout': { 'net.ipv4.tcp_fin_timeout': 1 },
};

/** Nobody answers any more. */
export const peerGone: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'Ten clients vanish from the network while the server sends each of them 1000 bytes.',
    ko: '서버가 1000바이트씩 보내는 동안 클라이언트 10개가 네트워크에서 사라집니다.',
  },
  crowd: {
    en: 'ten clients that vanish while data is on its way',
    ko: '전송 중에 사라진 클라이언트 10개',
  },
  measures: [HANGING, TOLD],
  finds: { side: 'server', rule: ID },
  levers: [
    {
      id: 'user-timeout',
      kind: 'remedy',
      at: 'application',
      what: { en: 'TCP_USER_TIMEOUT of 1 s', ko: 'TCP_USER_TIMEOUT 1초' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'fewer-retries',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: 'net.ipv4.tcp_retries2=2, less than advised to be done sooner: 8 gives up after 106 s',
        ko: 'net.ipv4.tcp_retries2=2(빨리 끝나도록 권장값보다 줄인 값, 권장값 8은 106초 뒤 포기)',
      },
      effect: { kind: 'better', times: 10 },
      afterwards: 'either', // it gives up while the checkup looks
    },
    {
      id: 'keepalive',
      kind: 'folklore',
      at: 'application',
      what: { en: 'SO_KEEPALIVE with 1 s, 1 s and 2 probes', ko: 'SO_KEEPALIVE (1초, 1초, 2회)' },
      effect: { kind: 'none', within: 1 },
    },
    useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1', 1),
  ],
  async begin(stage, lever) {
    const sysctls = SYSCTLS[lever ?? ''];
    if (sysctls !== undefined) await stage.sysctl('server', sysctls);
    await vanishWhileSending(stage, CLIENTS, OPTIONS[lever ?? '']);
    const watched = watchHanging(stage, CLIENTS, WATCH_S * 1_000);
    await until('retransmissions in vain, or an end', async () => {
      const counters = await stage.counters('server');
      const count = (name: string): number => Number(counters[name] ?? 0n);
      const over = count('TcpExt.TCPAbortOnTimeout') >= CLIENTS;
      return over || count('TcpExt.TCPTimeouts') >= REPEATS * CLIENTS;
    });
    return {
      async figures() {
        const { hanging, toldMs } = await watched;
        return { [HANGING.id]: hanging, [TOLD.id]: toldMs };
      },
    };
  },
};
