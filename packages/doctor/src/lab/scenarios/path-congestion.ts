/**
 * A line that is full: its queue overflows, and the senders share what goes through.
 * @module
 */
import type { SocketOptions } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import type { Upload } from './bulk-upload.ts';
import { bulkUpload } from './bulk-upload.ts';
import { BOTH } from './pair.ts';

const OF = 'path-congestion';
/** The queue of 40 ms makes three times the round trip of 20 ms. */
export const LINK = { delayMs: 10, bitsPerSec: 8_000_000, bufferBytes: 40_000 };
/** How many. */
export const UPLOADS = 4;

/** How the uploads are made. */
export interface UploadsWish {
  /** Each writes so much. @default as fast as it goes */
  readonly bytesPerSec?: number;
  /** Options of their sockets. */
  readonly options?: SocketOptions;
}

/** Four uploads by `reno` over one line. */
export const uploads = (
  stage: Stage,
  { bytesPerSec, options }: UploadsWish = {},
): Promise<Upload> =>
  bulkUpload(stage, {
    count: UPLOADS,
    connect: { congestion: 'reno', ...options },
    stream: bytesPerSec === undefined ? {} : { bytesPerSec },
    settledBytes: bytesPerSec ?? 1_000_000,
  });

/** A full line, and its twin. */
export const pathCongestion: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'Four uploads fill a line of 8 Mbit/s; its queue overflows and they share.',
      ko: '업로드 4개가 8 Mbit/s 회선을 가득 채워, 큐가 넘치고 대역폭을 나누어 씁니다.',
    },
    play: async (stage) => void (await uploads(stage)),
    expect: { server: [], client: [OF] },
  },
  {
    id: 'path-congestion-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'The same four uploads want half of the line.',
      ko: '같은 업로드 4개가 회선의 절반만 사용합니다.',
    },
    play: async (stage) => void (await uploads(stage, { bytesPerSec: 125_000 })),
    expect: { server: [], client: [] },
  },
];
