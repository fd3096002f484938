/**
 * Tiny segments fill a receive buffer with overhead: larger writes help, a larger buffer helps, and a
 * sysctl does nothing for a buffer that the program has fixed.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../../model/trial.ts';
import { counted } from '../scenarios/open-flow.ts';
import { BOTH } from '../scenarios/pair.ts';
import { BEHIND, LINK, writeSmall } from '../scenarios/receive-buffer-prune.ts';
import type { SmallWish } from '../scenarios/receive-buffer-prune.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { useless } from './useless.ts';

const ID = 'receive-buffer-prune';
const COLLAPSED = 'TcpExt.TCPRcvCollapsed';
const MEASURED_MS = 2_000;

/** What the kernel had to do to make room. */
const MERGED: Measure = {
  id: 'merged',
  name: {
    en: `segments merged in ${MEASURED_MS / 1_000} s`,
    ko: `${MEASURED_MS / 1_000}초 동안 합쳐진 세그먼트`,
  },
  unit: 'packets',
  better: 'lower',
};

/** How much the counts differ from round to round. */
const NOISE = 1.5;
const NODELAY = { behind: BEHIND, connect: { nodelay: true } } as const;
/** How the programs write under each lever. */
const WISHES: Readonly<Record<string, SmallWish>> = {
  'larger-writes': { ...NODELAY, chunkBytes: 5_000 },
  'no-nodelay': { behind: BEHIND, connect: {} },
  'no-so-rcvbuf': { ...NODELAY, rcvbuf: 0 },
};

const COMMON = {
  rule: ID,
  families: BOTH,
  link: LINK,
  measures: [MERGED],
  finds: { side: 'server', rule: ID },
} as const satisfies Partial<Trial>;

async function round(stage: Stage, wish: SmallWish): Promise<Round> {
  await writeSmall(stage, wish);
  return {
    async figures() {
      const before = await counted(stage, 'server', COLLAPSED);
      await pause(MEASURED_MS);
      return { [MERGED.id]: (await counted(stage, 'server', COLLAPSED)) - before };
    },
  };
}

/** A buffer fixed by the program. */
const fixedByProgram: Trial = {
  ...COMMON,
  id: ID,
  story: {
    en: 'Six clients write 100 bytes at a time without Nagle; the reader is 50 KB behind, and its buffer is fixed at 64 KB.',
    ko: '클라이언트 6개가 Nagle 없이 100바이트씩 씁니다. 읽기가 50KB 밀려 있고 SO_RCVBUF는 64KB로 고정되어 있습니다.',
  },
  crowd: {
    en: 'six streams of 100-byte writes into SO_RCVBUF of 64 KB',
    ko: '100바이트씩 쓰는 스트림 6개, SO_RCVBUF 64KB',
  },
  levers: [
    {
      id: 'larger-writes',
      kind: 'remedy',
      at: 'application',
      what: { en: 'writes of 5,000 bytes', ko: '5,000바이트 단위 쓰기' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'no-nodelay',
      kind: 'remedy',
      at: 'application',
      what: { en: 'TCP_NODELAY left off', ko: 'TCP_NODELAY 해제' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'no-so-rcvbuf',
      kind: 'remedy',
      at: 'application',
      what: { en: 'SO_RCVBUF left alone', ko: 'SO_RCVBUF 설정 제거' },
      effect: { kind: 'better', times: 10 },
    },
    useless('rmem', 'net.ipv4.tcp_rmem="4096 131072 67108864"', NOISE),
  ],
  async begin(stage, lever) {
    if (lever === 'rmem')
      await stage.sysctl('server', { 'net.ipv4.tcp_rmem': '4096 131072 67108864' });
    return round(stage, WISHES[lever ?? ''] ?? NODELAY);
  },
};

const LIMIT = 131_072;
const LARGE_WMEM = '4096 16384 67108864';

/** A buffer that the kernel may not enlarge further. */
const heldBySysctl: Trial = {
  ...COMMON,
  id: 'receive-buffer-prune-limit',
  story: {
    en: 'Six clients write 100 bytes at a time without Nagle; the reader is 50 KB behind, and net.ipv4.tcp_rmem ends at 128 KB.',
    ko: '클라이언트 6개가 Nagle 없이 100바이트씩 씁니다. 읽기가 50KB 밀려 있고 net.ipv4.tcp_rmem의 최댓값이 128KB입니다.',
  },
  crowd: {
    en: 'six streams of 100-byte writes, tcp_rmem up to 128 KB',
    ko: '100바이트씩 쓰는 스트림 6개, tcp_rmem 최댓값 128KB',
  },
  levers: [
    {
      id: 'four-times-rmem',
      kind: 'remedy',
      at: 'kernel',
      what: { en: 'four times the third number of tcp_rmem', ko: 'tcp_rmem 최댓값 4배' },
      effect: { kind: 'better', times: 10 },
    },
    useless('wmem', `net.ipv4.tcp_wmem="${LARGE_WMEM}"`, NOISE),
  ],
  async begin(stage, lever) {
    if (lever === 'wmem') await stage.sysctl('client', { 'net.ipv4.tcp_wmem': LARGE_WMEM });
    const most = lever === 'four-times-rmem' ? 4 * LIMIT : LIMIT;
    await stage.sysctl('server', { 'net.ipv4.tcp_rmem': `4096 ${most} ${most}` });
    return round(stage, { ...NODELAY, rcvbuf: 0 });
  },
};

/** Both ways a receive buffer stays small. */
export const receiveBufferPrune: readonly Trial[] = [fixedByProgram, heldBySysctl];
