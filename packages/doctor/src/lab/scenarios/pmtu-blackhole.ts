/**
 * Large packets vanish without a word, small ones pass.
 * @module
 */
import type { ActivityId } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, openFlow, PORT } from './open-flow.ts';
import { BOTH } from './pair.ts';

const OF = 'pmtu-blackhole';
/** As a tunnel behind a firewall that drops ICMP. */
const HOLE = { delayMs: 5, mtuHoleBytes: 1_400 };
const PATH = { delayMs: 5 };
const QUESTION = 300;

/** Requests of 300 bytes twenty times a second, each answered by so many. */
async function ask(stage: Stage, responseBytes: number): Promise<void> {
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener } = await server.listen({ port: PORT, backlog: 128 });
  await server.serve({ listener, requestBytes: QUESTION, reply: { bytes: responseBytes } });
  const { activity } = await client.load({
    to: stage.server.address,
    port: PORT,
    connectionsPerSec: 20,
    requestBytes: QUESTION,
    responseBytes,
  });
  await until('ten answers', async () => {
    const { counts } = await client.report({ activity });
    return (counts['ok'] ?? 0) >= 10;
  });
}

/** What a client waits for. */
export interface FullAnswers {
  readonly client: Actor;
  /** What reads each of the answers. */
  readonly reading: readonly ActivityId[];
}

/** Clients that wait for an answer of many segments. */
export const CLIENTS = 3;

/** Bytes of an answer: dozens of full segments. */
export const ANSWER_BYTES = 80_000;

/** Three clients ask in 300 bytes, and are answered in 80 KB. */
export async function answerInFullSegments(stage: Stage): Promise<FullAnswers> {
  const { server, client, accepted, connected } = await openFlow(stage, { count: CLIENTS });
  await client.send({ sockets: connected, bytes: QUESTION });
  await server.recv({ sockets: accepted, max: QUESTION, timeoutMs: 2_000 });
  const reading: ActivityId[] = [];
  for (const socket of connected) reading.push((await client.sink({ sockets: [socket] })).activity);
  for (const socket of accepted) await server.stream({ socket, totalBytes: ANSWER_BYTES });
  return { client, reading };
}

/** A black hole for large packets, its twin and look-alike. */
export const pmtuBlackhole: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    link: HOLE,
    story: {
      en: 'Requests arrive; answers of 80 KB vanish, for the path drops packets over 1400 bytes silently.',
      ko: '요청은 도착하지만, 경로가 1400바이트를 넘는 패킷을 조용히 버려 80KB 응답이 사라집니다.',
    },
    async play(stage) {
      await answerInFullSegments(stage);
      await until(
        'the answers to be repeated in vain',
        async () => (await counted(stage, 'server', 'TcpExt.TCPTimeouts')) >= 9,
      );
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: 'pmtu-blackhole-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    link: PATH,
    story: {
      en: 'The same answers of 80 KB over a path that carries packets of every size.',
      ko: '같은 80KB 응답이며, 경로가 모든 크기의 패킷을 전달합니다.',
    },
    play: (stage) => ask(stage, ANSWER_BYTES),
    expect: { server: [], client: [] },
  },
  {
    id: 'small-answers-through-the-hole',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    link: HOLE,
    story: {
      en: 'The same path drops packets over 1400 bytes; answers of 1000 bytes never notice.',
      ko: '같은 경로가 1400바이트를 넘는 패킷을 버리지만, 1000바이트 응답은 영향을 받지 않습니다.',
    },
    play: (stage) => ask(stage, 1_000),
    expect: { server: [], client: [] },
  },
];
