/**
 * A server that closes first collects TIME_WAIT on its port, which hurts nobody.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';

const RULE = 'time-wait-harmless';
const BOTH = ['ipv4', 'ipv6'] as const;

/** A server that answers and closes, `count` times. */
export async function answerAndClose(stage: Stage, count: number): Promise<void> {
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
    concurrency: 20,
    count,
    requestBytes: 100,
    responseBytes: 1_000,
    closeFirst: false,
  });
  await client.finish({ activity, timeoutMs: 30_000 });
  await until(
    'TIME_WAIT on the server',
    async () => (await stage.states('server')).timeWait >= count,
  );
}

/** Many TIME_WAIT on a server, and its twin. */
export const timeWaitHarmless: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server answers 1,200 requests and closes first: 1,200 TIME_WAIT that cost 256 bytes each.',
      ko: '서버가 요청 1,200건에 응답하고 먼저 닫아 TIME_WAIT 1,200개가 남습니다. 하나에 256바이트입니다.',
    },
    play: (stage) => answerAndClose(stage, 1_200),
    expect: { server: [RULE], client: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same server after 300 requests: too few to alarm anybody.',
      ko: '같은 서버가 300건만 처리했습니다. 놀랄 만한 수가 아닙니다.',
    },
    play: (stage) => answerAndClose(stage, 300),
    expect: { server: [], client: [] },
  },
];
