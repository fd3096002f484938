/**
 * A server that lets clients in only to send them away; one that serves them; clients that give up.
 * @module
 */
import type { ServeArgs } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, PORT } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'accepted-then-reset';
const REQUEST = 100;
const PER_SECOND = 40;

/** How the server treats who comes. */
type Manner = Omit<ServeArgs, 'listener'>;

/** Forty clients a second ask and read an answer of so many bytes; `hasBegun` tells when that goes on. */
async function ask(
  stage: Stage,
  manner: Manner,
  answerBytes: number,
  hasBegun: (stage: Stage) => Promise<number>,
): Promise<void> {
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  // The kernel hands a connection over when the request is there.
  const { listener } = await server.listen({ port: PORT, backlog: 128, deferAcceptS: 10 });
  await server.serve({ listener, ...manner });
  await client.load({
    to: stage.server.address,
    port: PORT,
    connectionsPerSec: PER_SECOND,
    forMs: 60_000,
    requestBytes: REQUEST,
    responseBytes: answerBytes,
  });
  await until('twenty clients', async () => (await hasBegun(stage)) >= 20);
}

const resets = (side: 'client' | 'server') => (stage: Stage) =>
  counted(stage, side, 'TcpExt.TCPAbortOnClose');

/** Clients sent away, the twin, and clients that go away. */
export const acceptedThenReset: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server has reached a limit of its own: it accepts 40 clients a second and closes them at once.',
      ko: '서버가 자체 한도에 이르러, 초당 40개의 연결을 받자마자 닫습니다.',
    },
    play: (stage) => ask(stage, { read: 'none', closeAfter: 'accept' }, REQUEST, resets('server')),
    expect: { server: [OF], client: [] },
  },
  {
    id: `${OF}-twin`,
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    story: {
      en: 'The same clients; each gets its answer.',
      ko: '같은 클라이언트들이 모두 응답을 받습니다.',
    },
    play: (stage) =>
      ask(stage, { requestBytes: REQUEST, reply: { bytes: REQUEST } }, REQUEST, (on) =>
        counted(on, 'server', 'Tcp.PassiveOpens'),
      ),
    expect: { server: [], client: [] },
  },
  {
    id: 'clients-give-up',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Clients read the beginning of a long answer and close: the resets are theirs.',
      ko: '클라이언트가 긴 응답의 앞부분만 읽고 닫습니다. 리셋은 클라이언트가 보낸 것입니다.',
    },
    play: (stage) =>
      ask(stage, { requestBytes: REQUEST, reply: { bytes: 50_000 } }, 1, resets('client')),
    expect: { server: [], client: [] },
  },
];
