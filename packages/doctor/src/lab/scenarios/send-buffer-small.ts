/**
 * A send buffer fixed by the program on a path with a round trip, and a program that writes little.
 * @module
 */
import type { SocketOptions } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { bulkUpload } from './bulk-upload.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'send-buffer-small';
/** 40 ms there and back: 100 KB are in flight at 20 Mbit/s. */
const LINK = { delayMs: 20, bitsPerSec: 20_000_000 };

/** The same round trip, five times as wide. */
const WIDE = { delayMs: 20, bitsPerSec: 100_000_000 };

/**
 * An upload by `bbr`, which paces, that is under way. Without pacing the kernel neither keeps to a
 * small SO_SNDBUF nor counts the wait of a program that does not block (measured on Linux 6.18).
 */
async function upload(stage: Stage, options: SocketOptions, bytesPerSec?: number): Promise<void> {
  const connect = { congestion: 'bbr', ...options };
  const stream = bytesPerSec === undefined ? {} : { bytesPerSec };
  await bulkUpload(stage, { connect, stream, settledBytes: bytesPerSec ?? 500_000 });
}

/** A small send buffer, its twin and look-alike. */
export const sendBufferSmall: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'A client sets SO_SNDBUF to 16 KB; over 40 ms the line runs empty while it waits for room.',
      ko: '클라이언트가 SO_SNDBUF를 16KB로 고정하여, 왕복 40ms 동안 빈자리를 기다리며 회선이 빕니다.',
    },
    play: (stage) => upload(stage, { sndbuf: 16_384 }),
    expect: { server: [], client: [OF] },
  },
  {
    id: 'send-buffer-small-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'The same upload on the same path; the kernel sizes the send buffer.',
      ko: '같은 경로, 같은 업로드이며 송신 버퍼 크기를 커널이 정합니다.',
    },
    play: (stage) => upload(stage, {}),
    expect: { server: [], client: [] },
    allow: { client: ['path-congestion'] },
  },
  {
    id: 'send-buffer-small-reno',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    link: WIDE,
    alone: true,
    story: {
      en: 'The same with reno on 100 Mbit/s: it sends in bursts.',
      ko: '100 Mbit/s 회선에서 reno를 쓰는 같은 상황입니다. 데이터를 몰아서 보냅니다.',
    },
    play: (stage) => upload(stage, { sndbuf: 16_384, congestion: 'reno' }),
    expect: { server: [], client: [OF] },
  },
  {
    id: 'send-buffer-small-reno-twin',
    rule: OF,
    kind: 'twin',
    of: 'send-buffer-small-reno',
    families: BOTH,
    link: WIDE,
    alone: true,
    story: {
      en: 'The same upload with reno; the kernel sizes the send buffer.',
      ko: 'reno를 쓰는 같은 업로드이며 송신 버퍼 크기를 커널이 정합니다.',
    },
    play: (stage) => upload(stage, { congestion: 'reno' }),
    expect: { server: [], client: [] },
    allow: { client: ['path-congestion'] },
  },
  {
    id: 'send-buffer-fills-line',
    rule: OF,
    kind: 'look-alike',
    of: 'send-buffer-small-reno',
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'With reno and 128 KB of SO_SNDBUF on 20 Mbit/s: the program waits for room, but the line is full.',
      ko: '20 Mbit/s 회선에서 reno와 SO_SNDBUF 128KB를 씁니다. 프로그램이 빈자리를 기다리지만 회선도 가득 차 있습니다.',
    },
    play: (stage) => upload(stage, { sndbuf: 131_072, congestion: 'reno' }),
    expect: { server: [], client: [] },
    allow: { client: ['path-congestion'] },
  },
  {
    id: 'program-writes-little',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    link: LINK,
    story: {
      en: 'The same small send buffer, but the program writes 20 KB/s: nothing holds it back but itself.',
      ko: '송신 버퍼는 똑같이 작지만 프로그램이 초당 20KB만 씁니다. 느린 것은 프로그램 자신입니다.',
    },
    play: (stage) => upload(stage, { sndbuf: 16_384 }, 20_000),
    expect: { server: [], client: [] },
  },
];
