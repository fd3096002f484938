/**
 * A receive buffer fixed by the program on a path with a round trip, and the same path without it.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { bulkUpload } from './bulk-upload.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'receive-buffer-small';
/** 40 ms there and back: 100 KB are in flight at 20 Mbit/s. */
const LINK = { delayMs: 20, bitsPerSec: 20_000_000 };

/** A bulk upload by `reno`, which every kernel has, that has reached its speed. */
async function upload(stage: Stage, rcvbuf?: number): Promise<void> {
  const listen = rcvbuf === undefined ? {} : { rcvbuf };
  await bulkUpload(stage, { listen, connect: { congestion: 'reno' }, settledBytes: 500_000 });
}

/** A small receive buffer, its twin, and a line that is merely slow. */
export const receiveBufferSmall: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'The server sets SO_RCVBUF to 16 KB; over 40 ms no more than one window in flight is allowed.',
      ko: '서버가 SO_RCVBUF를 16KB로 고정하여, 왕복 40ms마다 윈도 하나만큼만 보낼 수 있습니다.',
    },
    play: (stage) => upload(stage, 16_384),
    expect: { server: [], client: [OF] },
  },
  {
    id: 'receive-buffer-small-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'The same upload on the same path; the kernel sizes the buffer.',
      ko: '같은 경로, 같은 업로드이며 버퍼 크기를 커널이 정합니다.',
    },
    play: (stage) => upload(stage),
    expect: { server: [], client: [] },
    allow: { client: ['path-congestion'] },
  },
  {
    id: 'slow-line',
    rule: 'path-loss',
    kind: 'look-alike',
    of: 'path-loss',
    families: BOTH,
    link: { delayMs: 20, bitsPerSec: 4_000_000, bufferBytes: 2_000_000 },
    alone: true,
    story: {
      en: 'A line of 4 Mbit/s is full and loses nothing: slow is what it is.',
      ko: '4 Mbit/s 회선이 가득 차 있지만 손실은 없습니다. 원래 느린 회선일 뿐입니다.',
    },
    play: (stage) => upload(stage),
    expect: { server: [], client: [] },
  },
];
