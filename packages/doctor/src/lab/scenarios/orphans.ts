/**
 * Answers closed before anybody took them: sockets without an owner that still have data to deliver.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, openFlow } from './open-flow.ts';
import type { FlowWish, OpenFlow } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'orphans';
/** More than an unread receive buffer takes, and no more than a send buffer does. */
const ANSWER = 400_000;

/** The server sends each client its answer; nobody reads yet. */
export async function answer(stage: Stage, wish: FlowWish): Promise<OpenFlow> {
  const flow = await openFlow(stage, { listen: { sndbuf: ANSWER }, ...wish });
  await flow.server.send({ sockets: flow.accepted, bytes: ANSWER });
  return flow;
}

/** The server answers each client and closes. Answers when that stands: with closed windows, or without. */
async function answerAndClose(stage: Stage, wish: FlowWish, reads: boolean): Promise<void> {
  const { server, client, accepted, connected } = await answer(stage, wish);
  if (reads) await client.sink({ sockets: connected });
  await server.close({ sockets: accepted });
  await until('the server to have closed', async () =>
    (await stage.sockets('server')).every(({ state, inode }) => state === 'listen' || inode === 0),
  );
  if (!reads) await untilStuck(stage, accepted.length);
}

/** Waits until so many answers stand before closed windows. */
export async function untilStuck(stage: Stage, count: number): Promise<void> {
  await until(
    'every closed window to be probed',
    async () => (await counted(stage, 'server', 'TcpExt.TCPWinProbe')) >= count,
  );
  let before = -1;
  await until(
    'nothing to move any more',
    async () => {
      const rows = await stage.sockets('server');
      const queued = rows.reduce((sum, { sendQueue }) => sum + sendQueue, 0);
      const still = queued === before;
      before = queued;
      return still;
    },
    { everyMs: 400 },
  );
}

/** Stuck orphans, their twin and look-alikes. */
export const orphans: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    router: true,
    story: {
      en: 'The server has answered 20 clients elsewhere and closed; none of them reads its answer.',
      ko: '서버가 다른 호스트의 클라이언트 20개에 응답하고 닫았지만, 아무도 응답을 읽지 않습니다.',
    },
    play: (stage) => answerAndClose(stage, { count: 20, from: 'router' }, false),
    expect: { server: [OF], client: [] },
  },
  {
    id: 'orphans-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    router: true,
    story: {
      en: 'The same 20 answers; the clients read them.',
      ko: '같은 응답 20개이며, 클라이언트가 읽습니다.',
    },
    play: (stage) => answerAndClose(stage, { count: 20, from: 'router' }, true),
    expect: { server: [], client: [] },
  },
  {
    id: 'few-orphans',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    router: true,
    story: {
      en: 'Three clients have gone to lunch with their answer unread: daily life.',
      ko: '클라이언트 3개가 응답을 읽지 않은 채 멈춰 있습니다. 흔히 있는 일입니다.',
    },
    play: (stage) => answerAndClose(stage, { count: 3, from: 'router' }, false),
    expect: { server: [], client: [] },
  },
  {
    id: 'orphans-on-a-slow-line',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    link: { delayMs: 10, bitsPerSec: 2_000_000, bufferBytes: 1_000_000 },
    alone: true,
    story: {
      en: 'Ten answers were closed at once and are still on their way over a line of 2 Mbit/s.',
      ko: '응답 10개를 보내고 바로 닫아, 2 Mbit/s 회선으로 아직 전송되는 중입니다.',
    },
    play: (stage) => answerAndClose(stage, { count: 10 }, true),
    expect: { server: [], client: [] },
    allow: { server: ['path-congestion'] },
  },
];
