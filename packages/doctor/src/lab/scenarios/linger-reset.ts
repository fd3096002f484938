/**
 * A server that closes with a reset, with and without an answer; one that closes as usual; a client that resets.
 * @module
 */
import type { LoadArgs, ServeArgs } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, PORT } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'linger-reset';
const BYTES = 100;
const RESETS = 'TcpExt.TCPAbortOnData';

/** How the server treats who comes, and what is special about the client. */
interface Manners {
  readonly serve?: Omit<ServeArgs, 'listener'>;
  readonly load?: Partial<LoadArgs>;
}

/** Forty clients a second ask; returns when twenty have come as `hasBegun` counts them. */
async function ask(
  stage: Stage,
  { serve, load }: Manners,
  hasBegun: (stage: Stage) => Promise<number>,
): Promise<void> {
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener } = await server.listen({ port: PORT, backlog: 128 });
  await server.serve({ listener, requestBytes: BYTES, ...serve });
  await client.load({
    to: stage.server.address,
    port: PORT,
    connectionsPerSec: 40,
    forMs: 60_000,
    requestBytes: BYTES,
    responseBytes: BYTES,
    ...load,
  });
  await until('twenty clients', async () => (await hasBegun(stage)) >= 20);
}

const resets = (side: 'client' | 'server') => (stage: Stage) => counted(stage, side, RESETS);
const visits = (stage: Stage) => counted(stage, 'server', 'Tcp.PassiveOpens');
const ANSWER = { reply: { bytes: BYTES }, closeAfter: 'request' } as const;

/** Resets by wish, the twin, and a client that does it. */
export const lingerReset: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server reads each request and closes with SO_LINGER 0: the client is reset instead of answered.',
      ko: '서버가 요청을 읽고 SO_LINGER 0으로 닫습니다. 클라이언트는 응답 대신 리셋을 받습니다.',
    },
    play: (stage) =>
      ask(
        stage,
        { serve: { closeAfter: 'request', options: { linger0: true } } },
        resets('server'),
      ),
    expect: { server: [OF], client: [] },
  },
  {
    id: 'linger-reset-after-answer',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server answers and closes with SO_LINGER 0, to have no TIME_WAIT.',
      ko: '서버가 TIME_WAIT를 남기지 않으려고 응답한 뒤 SO_LINGER 0으로 닫습니다.',
    },
    play: (stage) =>
      ask(
        stage,
        { serve: { ...ANSWER, options: { linger0: true } }, load: { closeFirst: false } },
        resets('server'),
      ),
    expect: { server: [OF], client: [] },
  },
  {
    id: `${OF}-twin`,
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    story: {
      en: 'The same clients are answered, and the server closes as usual.',
      ko: '같은 클라이언트가 응답을 받고, 서버는 평소처럼 닫습니다.',
    },
    play: (stage) => ask(stage, { serve: ANSWER, load: { closeFirst: false } }, visits),
    expect: { server: [], client: [] },
  },
  {
    id: 'client-closes-with-reset',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'A load generator reads its answers and closes with SO_LINGER 0: it harms nobody but itself.',
      ko: '부하 발생기가 응답을 다 읽고 SO_LINGER 0으로 닫습니다. 다른 누구에게도 해가 없습니다.',
    },
    play: (stage) =>
      ask(
        stage,
        { serve: { reply: { bytes: BYTES } }, load: { options: { linger0: true } } },
        resets('client'),
      ),
    expect: { server: [], client: [] },
  },
];
