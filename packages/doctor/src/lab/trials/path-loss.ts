/**
 * Random loss on a long line: cubic takes it for congestion and bbr does not. On the same line without
 * loss there is nothing to gain.
 * @module
 */
import { readFileSync } from 'node:fs';
import { same } from '../../model/text.ts';
import { bulkUpload } from '../scenarios/bulk-upload.ts';
import { counted } from '../scenarios/open-flow.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Lever, Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { LONG_LINE } from './long-line.ts';
import { SPEED, speedRound } from './throughput.ts';

/** `cubic`, the default of most systems; `reno`, which every kernel has, where it is missing. */
function lossBased(): string {
  const path = '/proc/sys/net/ipv4/tcp_available_congestion_control';
  return readFileSync(path, 'utf8').split(/\s/).includes('cubic') ? 'cubic' : 'reno';
}

/** An upload by loss-based congestion control, or by what the sysctl of the client says. */
async function upload(stage: Stage, lever: string | undefined, settledBytes: number) {
  if (lever === 'bbr') await stage.sysctl('client', { 'net.ipv4.tcp_congestion_control': 'bbr' });
  const connect = lever === 'bbr' ? {} : { congestion: lossBased() };
  return bulkUpload(stage, { connect, settledBytes });
}

const BUFFERS: Lever = {
  id: 'larger-buffers',
  kind: 'folklore',
  at: 'kernel',
  what: {
    en: 'net.ipv4.tcp_rmem and tcp_wmem of 64 MB at both ends',
    ko: '양쪽의 net.ipv4.tcp_rmem, tcp_wmem 64MB',
  },
  effect: { kind: 'none', within: 2 },
};

/** What must have been lost before the speed is measured: slow start is over then. */
const LOST = 5;

async function beginWithLoss(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever === BUFFERS.id) {
    const sysctls = {
      'net.ipv4.tcp_rmem': '4096 131072 67108864',
      'net.ipv4.tcp_wmem': '4096 16384 67108864',
    };
    await Promise.all([stage.sysctl('client', sysctls), stage.sysctl('server', sysctls)]);
  }
  const under = await upload(stage, lever, 100_000);
  await until('losses', async () => (await counted(stage, 'client', 'Tcp.RetransSegs')) >= LOST);
  return speedRound(under);
}

/** A seed of the emulator that loses one to four of every 250 packets. */
const EVENLY = 27;

/** One packet of a hundred is lost. */
const onePercent: Trial = {
  id: 'path-loss',
  rule: 'path-loss',
  families: BOTH,
  link: { ...LONG_LINE, lossRatio: 0.01, seed: EVENLY },
  alone: true,
  story: {
    en: 'A line of 100 Mbit/s with a round trip of 40 ms loses 1% of its packets at random; a client uploads with cubic.',
    ko: '100 Mbit/s, 왕복 40ms 회선에서 패킷의 1%가 무작위로 손실되고, 클라이언트가 cubic으로 업로드합니다.',
  },
  crowd: {
    en: 'an upload by cubic at 1% loss, 100 Mbit/s, 40 ms',
    ko: '손실 1%, 100 Mbit/s·40ms에서 cubic 업로드',
  },
  measures: [SPEED],
  rounds: 5,
  finds: { side: 'client', rule: 'path-loss' },
  levers: [
    {
      id: 'bbr',
      kind: 'remedy',
      at: 'kernel',
      what: same('net.ipv4.tcp_congestion_control=bbr'),
      effect: { kind: 'better', times: 10 },
    },
    BUFFERS,
  ],
  begin: beginWithLoss,
};

/** The same line without loss: full, and as fast as it can be. */
const clean: Trial = {
  id: 'bbr-clean-link',
  rule: 'path-congestion',
  families: BOTH,
  link: LONG_LINE,
  alone: true,
  story: {
    en: 'A client fills a line of 100 Mbit/s that loses nothing, with cubic; then with bbr, which cannot make it faster.',
    ko: '손실 없는 100 Mbit/s 회선을 클라이언트가 cubic으로 가득 채웁니다. bbr로 바꿔도 더 빨라지지 않습니다.',
  },
  crowd: {
    en: 'an upload by cubic without loss, 100 Mbit/s, 40 ms',
    ko: '손실 없는 100 Mbit/s·40ms에서 cubic 업로드',
  },
  measures: [SPEED],
  rounds: 5,
  levers: [
    {
      id: 'bbr',
      kind: 'folklore',
      at: 'kernel',
      what: same('net.ipv4.tcp_congestion_control=bbr'),
      effect: { kind: 'none', within: 1.4 },
    },
  ],
  begin: async (stage, lever) => speedRound(await upload(stage, lever, 8_000_000)),
};

/** With loss, and without. */
export const pathLoss: readonly Trial[] = [onePercent, clean];
