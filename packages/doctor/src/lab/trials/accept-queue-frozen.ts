/**
 * A server is stopped in the middle of its work. Going on and starting anew serve clients again; the
 * longest queue only makes them wait where nobody sees it.
 * @module
 */
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import { servedUntilFrozen } from '../scenarios/accept-queue-overflow.ts';
import { untilCounted, untilQueued } from '../scenarios/listen-state.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Round, Trial } from '../trial.ts';
import { backlogFor, hugeBacklog } from './huge-backlog.ts';
import { ANSWERED } from './measures.ts';

const RULE = 'accept-queue-overflow';
const BACKLOG = 16;
const CLIENTS = 100;

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const backlog = await backlogFor(stage, lever, BACKLOG);
  const { server, client, to } = await servedUntilFrozen(stage, backlog);
  await (backlog === BACKLOG
    ? untilCounted(stage, 'ListenOverflows', 10)
    : untilQueued(stage, BACKLOG));
  if (lever === 'resume') server.resume();
  if (lever === 'restart') await startAnew(stage, server);
  const { activity } = await client.load({
    to,
    port: 80,
    count: CLIENTS,
    connectionsPerSec: 50,
    requestBytes: 100,
    responseBytes: 100,
    timeoutMs: 1_000,
  });
  return {
    async figures() {
      const { counts } = await client.finish({ activity });
      return { [ANSWERED.id]: counts['ok'] ?? 0 };
    },
  };
}

async function startAnew(stage: Stage, hung: Actor): Promise<void> {
  await hung.kill();
  const server = await stage.actor('server');
  const { listener } = await server.listen({ port: 80, backlog: BACKLOG });
  await server.serve({ listener, reply: { bytes: 100 } });
}

/** A server that stands still. */
export const acceptQueueFrozen: Trial = {
  id: 'accept-queue-overflow-frozen',
  rule: RULE,
  families: BOTH,
  story: {
    en: 'A server that serves 50 clients a second is stopped (SIGSTOP). 100 more clients ask, each waits 1 s.',
    ko: '초당 50건을 처리하던 서버 프로세스가 멈춥니다(SIGSTOP). 이후 클라이언트 100개가 요청하고 각각 1초 동안 기다립니다.',
  },
  crowd: {
    en: '100 requests to a stopped server, clients wait 1 s',
    ko: '멈춘 서버에 요청 100건, 클라이언트 대기 1초',
  },
  measures: [ANSWERED],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'resume',
      kind: 'remedy',
      at: 'process',
      what: { en: 'kill -CONT', ko: 'kill -CONT' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'restart',
      kind: 'remedy',
      at: 'process',
      what: { en: 'a restart of the server', ko: '서버 재시작' },
      effect: { kind: 'better', times: 10 },
    },
    // Nothing overflows any more: the finding goes, and nobody is served.
    hugeBacklog({ kind: 'none', within: 1.2 }, 'gone'),
  ],
  begin,
};
