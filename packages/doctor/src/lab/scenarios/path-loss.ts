/**
 * Packets lost on a path that is not full, and clean paths that are merely long.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { bulkUpload } from './bulk-upload.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'path-loss';
/** 40 ms there and back. */
const CLEAN = { delayMs: 20, bitsPerSec: 20_000_000 };
const LOSSY = { ...CLEAN, lossRatio: 0.03 };
/** Bytes per second: four tenths of what the line carries. */
const UPLOAD = 1_000_000;

/** An upload by `reno`, which takes every loss for congestion. */
async function upload(stage: Stage, bytesPerSec: number, chunkBytes: number): Promise<void> {
  const connect = { congestion: 'reno', nodelay: true };
  const stream = { bytesPerSec, chunkBytes };
  await bulkUpload(stage, { connect, stream, settledBytes: bytesPerSec / 4 });
}

/** A lossy path, its twin and look-alikes. */
export const pathLoss: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    link: LOSSY,
    alone: true,
    story: {
      en: 'A path of 20 Mbit/s loses 3% of its packets at random; an upload of 8 Mbit/s gets a fraction of that.',
      ko: '20 Mbit/s 경로에서 패킷의 3%가 무작위로 손실되어, 8 Mbit/s 업로드가 일부만 전달됩니다.',
    },
    play: (stage) => upload(stage, UPLOAD, 65_536),
    expect: { server: [], client: [OF] },
  },
  {
    id: 'path-loss-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    link: CLEAN,
    alone: true,
    story: {
      en: 'The same upload over the same path without loss.',
      ko: '같은 경로, 같은 업로드이며 손실이 없습니다.',
    },
    play: (stage) => upload(stage, UPLOAD, 65_536),
    expect: { server: [], client: [] },
  },
  {
    id: 'small-messages',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    link: CLEAN,
    story: {
      en: 'A program sends 25 bytes two hundred times a second over a long path: little, but all it has to say.',
      ko: '프로그램이 먼 경로로 25바이트를 초당 200번 보냅니다. 적지만 보낼 것이 그뿐입니다.',
    },
    play: (stage) => upload(stage, 5_000, 25),
    expect: { server: [], client: [] },
  },
  {
    id: 'loss-without-harm',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    link: { ...CLEAN, lossRatio: 0.001 },
    alone: true,
    story: {
      en: 'One packet of a thousand is lost; the upload of 8 Mbit/s does not notice.',
      ko: '패킷 천 개 중 하나가 손실되지만 8 Mbit/s 업로드에는 영향이 없습니다.',
    },
    play: (stage) => upload(stage, UPLOAD, 65_536),
    expect: { server: [], client: [] },
  },
];
