/**
 * A receive buffer fixed by the program, or held small by a sysctl, on a path with a round trip: the
 * window of the peer is the limit, and only what makes that window larger helps.
 * @module
 */
import { same } from '../../model/text.ts';
import { bufferBytes } from '../../rules/bandwidth-delay.ts';
import { bulkUpload } from '../scenarios/bulk-upload.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { BUFFER_LINE, LINE_BYTES_PER_SEC, measuredRttUs } from './long-line.ts';
import { SPEED, speedRound, uselessForSpeed } from './throughput.ts';

const RULE = 'receive-buffer-small';
/** As passed to SO_RCVBUF; the kernel doubles it. */
const FIXED = 65_536;
/** The third number of net.ipv4.tcp_rmem where a sysctl is the limit. */
const LIMIT = 131_072;
/** What guides write into sysctl.conf. */
const GUIDE_RMEM = '4096 131072 6291456';
const LARGE_RMEM = '4096 131072 67108864';
const LARGE_WMEM = '4096 16384 67108864';

/** An upload by `reno`, which every kernel has, that has reached its speed. */
const upload = async (stage: Stage, rcvbuf?: number): Promise<Round> =>
  speedRound(
    await bulkUpload(stage, {
      listen: rcvbuf === undefined ? {} : { rcvbuf },
      connect: { congestion: 'reno' },
      settledBytes: 500_000,
    }),
  );

const COMMON = {
  rule: RULE,
  families: BOTH,
  link: BUFFER_LINE,
  measures: [SPEED],
  rounds: 5,
  finds: { side: 'client', rule: RULE },
} as const satisfies Partial<Trial>;

/** A program that has set SO_RCVBUF. */
const fixedByProgram: Trial = {
  ...COMMON,
  id: RULE,
  story: {
    en: 'A server sets SO_RCVBUF to 64 KB and receives an upload over 50 Mbit/s with a round trip of 80 ms.',
    ko: 'SO_RCVBUF를 64KB로 고정한 서버가 50 Mbit/s, 왕복 80ms 회선으로 업로드를 받습니다.',
  },
  crowd: {
    en: 'SO_RCVBUF of 64 KB, 50 Mbit/s, 80 ms',
    ko: 'SO_RCVBUF 64KB, 50 Mbit/s·80ms',
  },
  levers: [
    {
      id: 'no-so-rcvbuf',
      kind: 'remedy',
      at: 'application',
      what: { en: 'SO_RCVBUF left alone', ko: 'SO_RCVBUF 설정 제거' },
      effect: { kind: 'better', times: 4 },
    },
    uselessForSpeed('guide-rmem', `net.ipv4.tcp_rmem="${GUIDE_RMEM}"`),
  ],
  async begin(stage, lever) {
    if (lever === 'guide-rmem') await stage.sysctl('server', { 'net.ipv4.tcp_rmem': GUIDE_RMEM });
    return upload(stage, lever === 'no-so-rcvbuf' ? undefined : FIXED);
  },
};

/** A host whose tcp_rmem ends at 128 KB. */
const heldBySysctl: Trial = {
  ...COMMON,
  id: 'receive-limit-small',
  story: {
    en: 'net.ipv4.tcp_rmem of a server ends at 128 KB; it receives an upload over 50 Mbit/s with a round trip of 80 ms.',
    ko: 'net.ipv4.tcp_rmem의 최댓값이 128KB인 서버가 50 Mbit/s, 왕복 80ms 회선으로 업로드를 받습니다.',
  },
  crowd: {
    en: 'tcp_rmem up to 128 KB, 50 Mbit/s, 80 ms',
    ko: 'tcp_rmem 최댓값 128KB, 50 Mbit/s·80ms',
  },
  levers: [
    {
      id: 'rmem-from-bandwidth-delay',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: 'a third number of tcp_rmem of twice bandwidth x measured round trip',
        ko: '측정한 왕복 시간으로 계산한 tcp_rmem 최댓값(대역폭 x 왕복 시간의 2배)',
      },
      effect: { kind: 'better', times: 3 },
    },
    uselessForSpeed('wmem', `net.ipv4.tcp_wmem="${LARGE_WMEM}"`),
  ],
  async begin(stage, lever) {
    const most =
      lever === 'rmem-from-bandwidth-delay'
        ? bufferBytes(LINE_BYTES_PER_SEC, await measuredRttUs(stage))
        : LIMIT;
    await stage.sysctl('server', { 'net.ipv4.tcp_rmem': `4096 ${LIMIT} ${most}` });
    if (lever === 'wmem') await stage.sysctl('client', { 'net.ipv4.tcp_wmem': LARGE_WMEM });
    return upload(stage);
  },
};

/** A host that does not scale windows: none is larger than 64 KB. */
const unscaled: Trial = {
  ...COMMON,
  id: 'window-scaling-off',
  story: {
    en: 'A server has net.ipv4.tcp_window_scaling=0 and receives an upload over 50 Mbit/s with a round trip of 80 ms.',
    ko: 'net.ipv4.tcp_window_scaling=0인 서버가 50 Mbit/s, 왕복 80ms 회선으로 업로드를 받습니다.',
  },
  crowd: {
    en: 'tcp_window_scaling=0, 50 Mbit/s, 80 ms',
    ko: 'tcp_window_scaling=0, 50 Mbit/s·80ms',
  },
  levers: [
    {
      id: 'scaling-on',
      kind: 'remedy',
      at: 'kernel',
      what: same('net.ipv4.tcp_window_scaling=1'),
      effect: { kind: 'better', times: 3 },
    },
    uselessForSpeed('rmem', `net.ipv4.tcp_rmem="${LARGE_RMEM}"`),
  ],
  async begin(stage, lever) {
    if (lever === 'rmem') await stage.sysctl('server', { 'net.ipv4.tcp_rmem': LARGE_RMEM });
    const scaling = lever === 'scaling-on' ? 1 : 0;
    await stage.sysctl('server', { 'net.ipv4.tcp_window_scaling': scaling });
    return upload(stage);
  },
};

/** The ways a receive window stays small. */
export const receiveBufferSmall: readonly Trial[] = [fixedByProgram, heldBySysctl, unscaled];
