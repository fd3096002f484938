/**
 * Silent clients of a listener that waits for their first data.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilCounted } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'defer-accept-waiting';

/** Clients of a listener that defers for so many seconds, 30 where nothing is said. */
async function deferring(
  stage: Stage,
  connectionsPerSec: number,
  requestBytes: number,
  deferAcceptS = 30,
) {
  const cast = await pair(stage);
  const { listener } = await cast.server.listen({ port: 80, backlog: 512, deferAcceptS });
  await cast.server.serve({ listener, reply: { bytes: 100 } });
  await cast.client.load({
    to: cast.to,
    port: 80,
    connectionsPerSec,
    forMs: 60_000,
    requestBytes,
    responseBytes: 100,
    timeoutMs: 60_000,
  });
  return cast;
}

/** 20 clients who say nothing, and 5 more each second. */
export async function silentClients(stage: Stage, deferAcceptS?: number): Promise<void> {
  const { client, to } = await deferring(stage, 5, 0, deferAcceptS);
  await client.connect({ to, port: 80, count: 20 });
}

/** Silent clients, clients that speak, and only a few silent ones. */
export const deferAcceptWaiting: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Clients connect and say nothing to a listener with TCP_DEFER_ACCEPT: they stand in SYN-RECV, as in a flood that is none.',
      ko: 'TCP_DEFER_ACCEPT를 쓰는 리스너에 클라이언트가 연결만 하고 데이터를 보내지 않습니다. 공격이 아닌데도 SYN-RECV가 쌓입니다.',
    },
    async play(stage) {
      await silentClients(stage);
      await untilCounted(stage, 'TCPDeferAcceptDrop', 20);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'defer-accept-waiting-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same listener; clients send their request at once.',
      ko: '같은 리스너이며, 클라이언트가 곧바로 요청을 보냅니다.',
    },
    async play(stage) {
      await deferring(stage, 25, 100);
      await untilCounted(stage, 'TCPDeferAcceptDrop', 10);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'defer-accept-few',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'Among busy clients of such a listener five have connected ahead of their first request.',
      ko: '이런 리스너의 바쁜 클라이언트 중 5개가 첫 요청보다 먼저 연결해 두었습니다.',
    },
    async play(stage) {
      const { client, to } = await deferring(stage, 25, 100);
      await client.connect({ to, port: 80, count: 5 });
      await until('five to be deferred', async () => (await stage.states('server')).synRecv >= 5);
    },
    expect: { server: [], client: [] },
  },
];
