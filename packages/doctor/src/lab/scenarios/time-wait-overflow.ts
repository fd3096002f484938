/**
 * A server that may keep ten connections in TIME_WAIT, and closes more; and one with the usual limit.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';

const RULE = 'time-wait-overflow';
const BOTH = ['ipv4', 'ipv6'] as const;

/** A server that answers and closes first, 50 times a second. */
async function answer(stage: Stage): Promise<void> {
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener } = await server.listen({ port: 80, backlog: 512 });
  await server.serve({
    listener,
    requestBytes: 100,
    reply: { bytes: 1_000 },
    closeAfter: 'request',
  });
  const { activity } = await client.load({
    to: stage.server.address,
    port: 80,
    connectionsPerSec: 50,
    forMs: 60_000,
    requestBytes: 100,
    responseBytes: 1_000,
    closeFirst: false,
  });
  await until('30 requests', async () => {
    const { counts } = await client.report({ activity });
    return (counts['ok'] ?? 0) >= 30;
  });
}

/** More TIME_WAIT than may be kept, and its twin. */
export const timeWaitOverflow: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server closes 50 connections a second and may keep 10 in TIME_WAIT: the rest are forgotten at once.',
      ko: '초당 연결 50개를 닫는 서버의 TIME_WAIT 상한이 10개라, 나머지 연결의 정보는 즉시 사라집니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { 'net.ipv4.tcp_max_tw_buckets': 10 });
      await answer(stage);
      await until('the table to overflow', async () => {
        const counters = await stage.counters('server');
        return (counters['TcpExt.TCPTimeWaitOverflow'] ?? 0n) > 0n;
      });
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same server with the limit the kernel starts with.',
      ko: '같은 서버이며, 상한은 커널 기본값입니다.',
    },
    play: answer,
    expect: { server: [], client: [] },
  },
];
