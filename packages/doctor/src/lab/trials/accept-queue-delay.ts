/**
 * Overload in front of a long queue and of one that fits: a queue longer than clients wait makes a
 * server work for clients that have gone.
 * @module
 */
import { BOTH } from '../scenarios/pair.ts';
import type { Trial } from '../trial.ts';
import { hugeBacklog } from './huge-backlog.ts';
import { ANSWERED } from './measures.ts';
import { FITTED, moreWorkers, OVERLOAD_CROWD, pulled } from './overload.ts';

/** More than this crowd can fill: it never overflows, it only gets longer. */
const LONG = 4_096;

const COMMON = {
  families: BOTH,
  crowd: OVERLOAD_CROWD,
  measures: [ANSWERED],
} as const satisfies Partial<Trial>;

/** A queue that holds forty times what is accepted in a second. */
const tooLong: Trial = {
  ...COMMON,
  id: 'accept-queue-delay',
  rule: 'accept-queue-delay',
  story: {
    en: '300 clients a second come to a server that serves 100 and has a backlog of 4,096. After 2 s in the queue each gives up.',
    ko: '백로그가 4,096이고 초당 100건을 처리하는 서버에 초당 300건이 접속합니다. 클라이언트는 2초를 기다린 뒤 포기합니다.',
  },
  finds: { side: 'server', rule: 'accept-queue-delay' },
  levers: [
    {
      id: 'fitted-queue',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a backlog of 64', ko: '백로그 64' },
      effect: { kind: 'better', times: 2 },
    },
    moreWorkers(2),
    hugeBacklog({ kind: 'none', within: 1.2 }),
  ],
  begin: (stage, lever) => pulled(stage, lever, LONG),
};

/** A queue that fits and overflows, as it should: what the guides make of it. */
const fits: Trial = {
  ...COMMON,
  id: 'accept-queue-overload',
  rule: 'accept-queue-overflow',
  story: {
    en: '300 clients a second come to a server that serves 100 and has a backlog of 64: the queue overflows. Each client waits 2 s.',
    ko: '백로그가 64이고 초당 100건을 처리하는 서버에 초당 300건이 접속하여 큐가 넘칩니다. 클라이언트는 2초 동안 기다립니다.',
  },
  finds: { side: 'server', rule: 'accept-queue-overflow' },
  levers: [
    moreWorkers(1.3),
    // Nothing overflows any more, and half of the clients are served.
    hugeBacklog({ kind: 'worse', times: 2 }, 'gone'),
  ],
  begin: (stage, lever) => pulled(stage, lever, FITTED),
};

/** Overload in front of a queue that is too long, and of one that is not. */
export const acceptQueueDelay: readonly Trial[] = [tooLong, fits];
