/**
 * A crowd finds the accept loop paused. A longer queue holds it, and a loop that goes on empties it;
 * the sysctls of the guides do nothing for a listener that runs. And the same under a small cap:
 * neither the cap nor the backlog alone makes the queue longer.
 * @module
 */
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Trial } from '../trial.ts';
import { arrive, PAUSE_CROWD } from './accept-pause.ts';
import { CONNECT_P50, CONNECTED } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'accept-queue-overflow';
const SOMAXCONN = 'net.core.somaxconn';
const SHORT = 4;
const LONG = 512;
/** The cap a kernel since 5.4 starts with. */
const CAP = 4_096;
/** A SYN is repeated every second: on a busy machine the second or the third gets in. What helps is far beyond. */
const NOISE = 1.5;

/** What the guides set instead, after the program has called listen(). */
const IN_VAIN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'max-syn-backlog': { 'net.ipv4.tcp_max_syn_backlog': 65_535 },
  'abort-on-overflow': { 'net.ipv4.tcp_abort_on_overflow': 1 },
};

const COMMON = {
  rule: RULE,
  families: BOTH,
  crowd: PAUSE_CROWD,
  measures: [CONNECT_P50, CONNECTED],
  rounds: 5,
  finds: { side: 'server', rule: RULE },
} as const satisfies Partial<Trial>;

/** A program that asked for a short queue. */
const askedForLittle: Trial = {
  ...COMMON,
  id: RULE,
  story: {
    en: '100 clients come within 0.4 s to a server with a backlog of 4, whose accept loop pauses for 1.5 s.',
    ko: '백로그가 4인 서버의 accept 루프가 1.5초 멈춘 사이 클라이언트 100개가 0.4초 안에 접속합니다.',
  },
  levers: [
    {
      id: 'longer-queue',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a backlog of 512 instead of 4', ko: '백로그 512' },
      effect: { kind: 'better', times: 100 },
    },
    {
      id: 'accept-on',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a loop that goes on accepting', ko: '멈추지 않는 accept 루프' },
      effect: { kind: 'better', times: 50 },
      // Four places are few: a hiccup of the machine still costs somebody a second.
      afterwards: 'either',
    },
    useless('max-syn-backlog', 'net.ipv4.tcp_max_syn_backlog=65535', NOISE),
    useless('abort-on-overflow', 'net.ipv4.tcp_abort_on_overflow=1', NOISE),
  ],
  async begin(stage, lever) {
    const cast = await pair(stage);
    const backlog = lever === 'longer-queue' ? LONG : SHORT;
    const { listener } = await cast.server.listen({ port: 80, backlog });
    const sysctls = IN_VAIN[lever ?? ''];
    if (sysctls !== undefined) await stage.sysctl('server', sysctls);
    return arrive(cast, listener, lever !== 'accept-on');
  },
};

/** A program that asked for enough and was cut short. */
const capped: Trial = {
  ...COMMON,
  id: 'accept-queue-overflow-capped',
  story: {
    en: 'A server asks for a backlog of 512 while net.core.somaxconn is 4. 100 clients come while its accept loop pauses for 1.5 s.',
    ko: 'net.core.somaxconn이 4인 환경에서 서버가 백로그 512를 요청했습니다. accept 루프가 1.5초 멈춘 사이 클라이언트 100개가 접속합니다.',
  },
  levers: [
    {
      id: 'raise-cap',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: 'net.core.somaxconn=4096 and listen() again',
        ko: 'net.core.somaxconn=4096과 listen() 재호출',
      },
      effect: { kind: 'better', times: 100 },
    },
    {
      id: 'backlog-alone',
      kind: 'folklore',
      at: 'application',
      what: {
        en: 'listen() again with 4096 while net.core.somaxconn is 4',
        ko: 'net.core.somaxconn은 4인 채로 백로그만 4096',
      },
      effect: { kind: 'none', within: NOISE },
    },
    useless('somaxconn-alone', 'net.core.somaxconn=65535', NOISE),
  ],
  async begin(stage, lever) {
    await stage.sysctl('server', { [SOMAXCONN]: SHORT });
    const cast = await pair(stage);
    const { listener } = await cast.server.listen({ port: 80, backlog: LONG });
    if (lever === 'raise-cap') await stage.sysctl('server', { [SOMAXCONN]: CAP });
    if (lever === 'somaxconn-alone') await stage.sysctl('server', { [SOMAXCONN]: 65_535 });
    if (lever === 'raise-cap') await cast.server.relisten({ listener, backlog: LONG });
    if (lever === 'backlog-alone') await cast.server.relisten({ listener, backlog: CAP });
    return arrive(cast, listener);
  },
};

/** A queue too short for a crowd, by the program's wish and by the cap of the namespace. */
export const acceptQueueOverflow: readonly Trial[] = [askedForLittle, capped];
