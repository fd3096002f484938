/**
 * Requests that were read and are being worked on, and silences in which nobody works.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { openFlow, PORT } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'application-slow';
const REQUEST = 100;

/** Lets so much time pass on a stage that stands still. */
async function age(ms: number): Promise<void> {
  const since = performance.now();
  await until(`${ms} ms to pass`, () => performance.now() - since >= ms);
}

/** Ten clients ask once; their answers take so long. Then a second passes. */
async function ask(stage: Stage, afterMs: number): Promise<void> {
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener } = await server.listen({ port: PORT, backlog: 128 });
  const reply = { bytes: 500, afterMs };
  const served = await server.serve({ listener, requestBytes: REQUEST, reply });
  const { sockets } = await client.connect({ to: stage.server.address, port: PORT, count: 10 });
  await client.send({ sockets, bytes: REQUEST });
  await until('the requests to be read', async () => {
    const { counts } = await server.report(served);
    return counts['requests'] === 10;
  });
  if (afterMs === 0) await client.recv({ sockets, max: 500, timeoutMs: 2_000 });
  await age(1_200);
}

/** A program at work, its twin and look-alikes. */
export const applicationSlow: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Ten requests were read; the server takes half a minute to answer them.',
      ko: '서버가 요청 10개를 읽은 뒤 응답하는 데 30초가 걸립니다.',
    },
    play: (stage) => ask(stage, 30_000),
    expect: { server: [OF], client: [] },
  },
  {
    id: 'application-slow-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    story: {
      en: 'The same ten requests, answered at once; the connections stay open.',
      ko: '같은 요청 10개에 바로 응답했고, 연결은 열린 채로 있습니다.',
    },
    play: (stage) => ask(stage, 0),
    expect: { server: [], client: [] },
  },
  {
    id: 'telemetry-comes-in',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Agents have reported their figures, as they do now and then; nobody answers such messages.',
      ko: '에이전트가 주기적으로 수치를 보냈습니다. 이런 메시지에는 아무도 응답하지 않습니다.',
    },
    async play(stage) {
      const wish = { count: 5, connect: { nodelay: true } };
      const { server, client, accepted, connected } = await openFlow(stage, wish);
      const sunk = await server.sink({ sockets: accepted });
      for (let n = 0; n < 10; n++) await client.send({ sockets: connected, bytes: REQUEST });
      await until('the figures to be read', async () => {
        const { counts } = await server.report(sunk);
        return counts['bytesRead'] === 5 * 10 * REQUEST;
      });
      await age(1_200);
    },
    expect: { server: [], client: [] },
  },
];
