/**
 * A process without a file descriptor left to accept with.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilCounted, untilQueued } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'fd-exhaustion';
const SPARE = 10;
const CLIENTS = 40;

/** What the server of `crowded` is given. */
interface Means {
  readonly backlog: number;
  readonly spare: number;
  /** Keeps one of them in reserve. @default false */
  readonly reserve?: boolean;
}

/** 40 clients, who stay, and a server that may open so many more descriptors. */
export async function crowded(stage: Stage, { backlog, spare, reserve = false }: Means) {
  const cast = await pair(stage);
  const { listener } = await cast.server.listen({ port: 80, backlog });
  await cast.server.limitFds({ spare });
  const { activity } = await cast.server.serve({ listener, reserve, reply: { bytes: 100 } });
  await cast.client.connect({ to: cast.to, port: 80, count: CLIENTS, timeoutMs: 200, everyMs: 2 });
  return { ...cast, activity };
}

/** The server accepts and closes, with so many descriptors to spare; 20 clients come each second. */
async function closeAtOnce(stage: Stage, spare: number): Promise<void> {
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  const { activity } = await server.serve({ listener, closeAfter: 'accept' });
  await server.limitFds({ spare });
  await client.load({ to, port: 80, connectionsPerSec: 20, forMs: 60_000, closeFirst: false });
  await until('clients to be closed', async () => {
    const { counts } = await server.report({ activity });
    return (counts['accepted'] ?? 0) >= 5;
  });
}

/** Descriptors used up in front of a full and of a long queue; enough of them; and nobody waiting. */
export const fdExhaustion: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server may open 10 more descriptors, 40 clients stay: accept() fails and the queue of 16 overflows.',
      ko: '서버가 열 수 있는 디스크립터는 10개뿐인데 클라이언트 40개가 연결을 유지합니다. accept()가 실패하고 한도 16인 큐가 넘칩니다.',
    },
    async play(stage) {
      const { client, to } = await crowded(stage, { backlog: 16, spare: SPARE });
      await client.load({ to, port: 80, connectionsPerSec: 5, forMs: 60_000, timeoutMs: 3_000 });
      await untilCounted(stage, 'ListenOverflows', 10);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'fd-exhaustion-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same clients and the same backlog of 16; the server has 400 descriptors to spare.',
      ko: '같은 클라이언트와 같은 백로그 16이지만 서버에 디스크립터 여유가 400개 있습니다.',
    },
    async play(stage) {
      const { server, client, to, activity } = await crowded(stage, { backlog: 16, spare: 400 });
      await client.load({ to, port: 80, connectionsPerSec: 5, forMs: 60_000, timeoutMs: 3_000 });
      await until('all to be accepted', async () => {
        const { counts } = await server.report({ activity });
        return (counts['accepted'] ?? 0) >= CLIENTS;
      });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'fd-exhaustion-long-queue',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'No descriptor is left, and a backlog of 1,024 hides it: 30 clients wait, nobody is turned away.',
      ko: '남은 디스크립터가 없지만 백로그 1,024에 가려져 있습니다. 30건이 기다리고 거부되는 연결은 없습니다.',
    },
    async play(stage) {
      await crowded(stage, { backlog: 1_024, spare: SPARE });
      await untilQueued(stage, CLIENTS - SPARE);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'fd-exhaustion-closing',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A process keeps its last descriptor to accept new clients with, only to close them at once, as Node does.',
      ko: '프로세스가 마지막 디스크립터로 새 클라이언트를 accept하자마자 닫습니다. Node가 이렇게 동작합니다.',
    },
    play: (stage) => closeAtOnce(stage, 1),
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'fd-exhaustion-closing-twin',
    rule: RULE,
    kind: 'twin',
    of: 'fd-exhaustion-closing',
    families: BOTH,
    story: {
      en: 'The same server closes the same clients at once, with descriptors to spare.',
      ko: '같은 서버가 같은 클라이언트를 바로 닫지만 디스크립터는 충분합니다.',
    },
    play: (stage) => closeAtOnce(stage, 200),
    expect: { server: [], client: [] },
  },
  {
    id: 'fd-exhaustion-nobody-waits',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'A process has used all its descriptors, as it planned to, and nobody waits for it to accept.',
      ko: '프로세스가 계획대로 디스크립터를 모두 사용했으며, accept를 기다리는 연결은 없습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 16 });
      const { activity } = await server.serve({ listener });
      await server.limitFds({ spare: SPARE });
      await client.connect({ to, port: 80, count: SPARE, everyMs: 2 });
      await until('all to be accepted', async () => {
        const { counts } = await server.report({ activity });
        return counts['accepted'] === SPARE;
      });
    },
    expect: { server: [], client: [] },
  },
];
