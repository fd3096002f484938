/**
 * A line that is full: its queue overflows, and the senders share what goes through.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { openFlow } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'path-congestion';
/** The queue of 40 ms makes three times the round trip of 20 ms. */
const LINK = { delayMs: 10, bitsPerSec: 8_000_000, bufferBytes: 40_000 };
const UPLOADS = 4;

/** Four uploads by `reno` over one line. */
async function uploads(stage: Stage, bytesPerSec?: number): Promise<void> {
  const wish = { count: UPLOADS, connect: { congestion: 'reno' } };
  const { server, client, accepted, connected } = await openFlow(stage, wish);
  const activity = await server.sink({ sockets: accepted });
  for (const socket of connected) {
    await client.stream(bytesPerSec === undefined ? { socket } : { socket, bytesPerSec });
  }
  await until('the flows to settle', async () => {
    const { counts } = await server.report(activity);
    return (counts['bytesRead'] ?? 0) > (bytesPerSec ?? 1_000_000);
  });
}

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
      ko: '업로드 4개가 8Mbit/s 회선을 가득 채워, 큐가 넘치고 대역폭을 나누어 씁니다.',
    },
    play: (stage) => uploads(stage),
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
    play: (stage) => uploads(stage, 125_000),
    expect: { server: [], client: [] },
  },
];
