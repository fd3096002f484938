/**
 * A send buffer fixed by the program, or held small by a sysctl, on a path with a round trip: the
 * line runs empty while the program waits for room, and only more room helps.
 * @module
 */
import { bufferBytes } from '../../rules/bandwidth-delay.ts';
import type { SocketOptions } from '../actor/ops.ts';
import { bulkUpload } from '../scenarios/bulk-upload.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { BUFFER_LINE, LINE_BYTES_PER_SEC, measuredRttUs } from './long-line.ts';
import { SPEED, speedRound, uselessForSpeed } from './throughput.ts';

const RULE = 'send-buffer-small';
/** As passed to SO_SNDBUF; the kernel doubles it. */
const FIXED = 65_536;
/** The third number of net.ipv4.tcp_wmem where a sysctl is the limit. */
const LIMIT = 131_072;

/** An upload by `bbr`: without pacing the kernel does not keep to a small SO_SNDBUF. */
const upload = async (stage: Stage, options: SocketOptions): Promise<Round> =>
  speedRound(
    await bulkUpload(stage, {
      connect: { congestion: 'bbr', ...options },
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

const LARGE_RMEM = '4096 131072 67108864';
const OWN_RMEM = uselessForSpeed('rmem', `net.ipv4.tcp_rmem="${LARGE_RMEM}"`);

/** What a guide sets on the host that sends. */
async function pull(stage: Stage, lever: string | undefined): Promise<void> {
  if (lever === OWN_RMEM.id) await stage.sysctl('client', { 'net.ipv4.tcp_rmem': LARGE_RMEM });
}

/** A program that has set SO_SNDBUF. */
const fixedByProgram: Trial = {
  ...COMMON,
  id: RULE,
  story: {
    en: 'A client sets SO_SNDBUF to 64 KB and uploads over 50 Mbit/s with a round trip of 80 ms.',
    ko: 'SO_SNDBUF를 64KB로 고정한 클라이언트가 50 Mbit/s, 왕복 80ms 회선으로 업로드합니다.',
  },
  crowd: {
    en: 'SO_SNDBUF of 64 KB, 50 Mbit/s, 80 ms',
    ko: 'SO_SNDBUF 64KB, 50 Mbit/s·80ms',
  },
  levers: [
    {
      id: 'no-so-sndbuf',
      kind: 'remedy',
      at: 'application',
      what: { en: 'SO_SNDBUF left alone', ko: 'SO_SNDBUF 설정 제거' },
      effect: { kind: 'better', times: 3 },
    },
    OWN_RMEM,
  ],
  async begin(stage, lever) {
    await pull(stage, lever);
    return upload(stage, lever === 'no-so-sndbuf' ? {} : { sndbuf: FIXED });
  },
};

/** A host whose tcp_wmem ends at 128 KB. */
const heldBySysctl: Trial = {
  ...COMMON,
  id: 'send-limit-small',
  story: {
    en: 'net.ipv4.tcp_wmem of a client ends at 128 KB; it uploads over 50 Mbit/s with a round trip of 80 ms.',
    ko: 'net.ipv4.tcp_wmem의 최댓값이 128KB인 클라이언트가 50 Mbit/s, 왕복 80ms 회선으로 업로드합니다.',
  },
  crowd: {
    en: 'tcp_wmem up to 128 KB, 50 Mbit/s, 80 ms',
    ko: 'tcp_wmem 최댓값 128KB, 50 Mbit/s·80ms',
  },
  levers: [
    {
      id: 'wmem-from-bandwidth-delay',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: 'a third number of tcp_wmem of twice bandwidth x measured round trip',
        ko: '측정한 왕복 시간으로 계산한 tcp_wmem 최댓값(대역폭 x 왕복 시간의 2배)',
      },
      effect: { kind: 'better', times: 3 },
    },
    OWN_RMEM,
  ],
  async begin(stage, lever) {
    const most =
      lever === 'wmem-from-bandwidth-delay'
        ? bufferBytes(LINE_BYTES_PER_SEC, await measuredRttUs(stage))
        : LIMIT;
    await stage.sysctl('client', { 'net.ipv4.tcp_wmem': `4096 16384 ${most}` });
    await pull(stage, lever);
    return upload(stage, {});
  },
};

/** Both ways a send buffer stays small. */
export const sendBufferSmall: readonly Trial[] = [fixedByProgram, heldBySysctl];
