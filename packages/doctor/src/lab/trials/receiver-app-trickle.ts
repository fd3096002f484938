/**
 * A program that works on what it receives, slower than it comes: more workers help, larger buffers
 * fill up as well.
 * @module
 */
import { BOTH } from '../scenarios/pair.ts';
import { slowReader } from '../scenarios/slow-reader.ts';
import type { Trial } from '../trial.ts';
import { SPEED, speedRound, uselessForSpeed } from './throughput.ts';

const RULE = 'receiver-app-slow';
/** With eight workers there is room for all that comes. */
const MANY = 8;
/** As passed to SO_RCVBUF. */
const LARGE = 4_000_000;
const LARGE_RMEM = '4096 131072 67108864';

/** One worker and twenty milliseconds of work for each block. */
export const receiverAppTrickle: Trial = {
  id: 'receiver-app-trickle',
  rule: RULE,
  families: BOTH,
  story: {
    en: 'A client uploads 4 MB/s; the server has one worker, which works for 20 ms on each 20 KB before it reads on.',
    ko: '클라이언트가 초당 4MB를 업로드하고, 서버의 워커 하나가 20KB를 읽을 때마다 20ms씩 처리한 뒤 다음을 읽습니다.',
  },
  crowd: {
    en: 'an upload of 4 MB/s, 20 ms of work for each 20 KB',
    ko: '초당 4MB 업로드, 20KB마다 20ms 처리',
  },
  measures: [SPEED],
  rounds: 5,
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'more-workers',
      kind: 'remedy',
      at: 'application',
      what: { en: `${MANY} workers instead of 1`, ko: `워커 1개 대신 ${MANY}개` },
      effect: { kind: 'better', times: 3.5 },
    },
    uselessForSpeed('rmem', `net.ipv4.tcp_rmem="${LARGE_RMEM}"`),
    { ...uselessForSpeed('so-rcvbuf', 'SO_RCVBUF = 4 MB'), at: 'application' },
  ],
  async begin(stage, lever) {
    if (lever === 'rmem') await stage.sysctl('server', { 'net.ipv4.tcp_rmem': LARGE_RMEM });
    return speedRound(
      await slowReader(stage, {
        workers: lever === 'more-workers' ? MANY : 1,
        ...(lever === 'so-rcvbuf' ? { rcvbuf: LARGE } : {}),
      }),
    );
  },
};
