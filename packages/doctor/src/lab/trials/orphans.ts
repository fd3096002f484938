/**
 * Answers that nobody takes, closed all the same: what the kernel keeps of them.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { openFlow } from '../scenarios/open-flow.ts';
import type { OpenFlow } from '../scenarios/open-flow.ts';
import { answer, untilStuck } from '../scenarios/orphans.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';
import { within } from './within.ts';

const ID = 'orphans';
const COUNT = 6;
/** Clients on another host, out of the sight of the checkup. */
const CROWD = { count: COUNT, from: 'router' } as const;
const WATCH_MS = 4_500;
const LIMIT_MS = 1_000;

const LEFT: Measure = {
  id: 'left',
  name: { en: 'closed connections left in the kernel', ko: '커널에 남은 닫힌 연결' },
  unit: 'connections',
  better: 'lower',
};

const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'orphan-retries': { 'net.ipv4.tcp_orphan_retries': 2 },
  'fin-timeout': { 'net.ipv4.tcp_fin_timeout': 1 },
};

/** Clients that live and do not read. */
async function unread(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('server', sysctls);
  const round = await closed(stage, await answer(stage, CROWD), lever);
  if (lever !== 'drained') await untilStuck(stage, COUNT);
  return round;
}

/** Clients that are gone before the answer. */
async function vanished(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('server', sysctls);
  const flow = await openFlow(stage, CROWD);
  await stage.nft('router', ['drop']);
  await flow.server.send({ sockets: flow.accepted, bytes: 1_000 });
  return closed(stage, flow, lever);
}

/** The server closes; in the way of the lever. */
async function closed(
  stage: Stage,
  { server, accepted }: OpenFlow,
  lever: string | undefined,
): Promise<Round> {
  if (lever === 'drained') {
    await server.shutdown({ sockets: accepted });
    const { eof } = await server.recv({ sockets: accepted, max: 1, timeoutMs: LIMIT_MS });
    await server.close({ sockets: accepted, linger0: eof < COUNT });
  } else {
    if (lever === 'linger') {
      await server.setsockopt({ sockets: accepted, options: { lingerS: LIMIT_MS / 1_000 } });
    }
    await server.close({ sockets: accepted });
    await until('nobody to own them', async () => (await orphansOf(stage)) === COUNT);
  }
  const closedAt = performance.now();
  return {
    async figures() {
      const watch = WATCH_MS - (performance.now() - closedAt);
      await within(watch, async () => (await orphansOf(stage)) === 0);
      return { [LEFT.id]: await orphansOf(stage) };
    },
  };
}

const orphansOf = async (stage: Stage): Promise<number> =>
  (await stage.sockets('server')).filter(({ state, inode }) => state !== 'listen' && inode === 0)
    .length;

/** Answers to clients that do not read, and to clients that are gone. */
export const orphans: readonly [Trial, Trial] = [
  {
    id: ID,
    rule: ID,
    families: BOTH,
    router: true,
    story: {
      en: 'A server sends 400 kB to each of 6 clients and closes; they live, and do not read. We look 4.5 s later.',
      ko: '서버가 클라이언트 6개에 400kB씩 보내고 닫습니다. 클라이언트는 살아 있지만 읽지 않습니다. 4.5초 뒤에 확인합니다.',
    },
    crowd: {
      en: '6 answers that living clients do not read, after 4.5 s',
      ko: '살아 있는 클라이언트가 읽지 않는 응답 6개, 4.5초 뒤',
    },
    measures: [LEFT],
    finds: { side: 'server', rule: ID },
    levers: [
      {
        id: 'drained',
        kind: 'remedy',
        at: 'application',
        what: {
          en: 'a wait of at most 1 s for the client, then a reset',
          ko: '최대 1초 대기와 리셋',
        },
        effect: { kind: 'better', times: 6 },
      },
      useless('orphan-retries', 'net.ipv4.tcp_orphan_retries=2'),
      useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
      { ...useless('linger', 'SO_LINGER {1, 1}'), at: 'application' },
    ],
    begin: unread,
  },
  {
    id: 'orphans-of-the-gone',
    rule: ID,
    families: BOTH,
    router: true,
    story: {
      en: 'A server answers 6 clients that are gone, and closes. We look 4.5 s later.',
      ko: '서버가 이미 사라진 클라이언트 6개에 응답하고 닫습니다. 4.5초 뒤에 확인합니다.',
    },
    crowd: {
      en: '6 answers to clients that are gone, after 4.5 s',
      ko: '사라진 클라이언트에게 보낸 응답 6개, 4.5초 뒤',
    },
    measures: [LEFT],
    finds: { side: 'server', rule: ID },
    levers: [
      {
        id: 'orphan-retries',
        kind: 'remedy',
        at: 'kernel',
        what: { en: 'net.ipv4.tcp_orphan_retries=2', ko: 'net.ipv4.tcp_orphan_retries=2' },
        effect: { kind: 'better', times: 6 },
        afterwards: 'either',
      },
      useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
    ],
    begin: vanished,
  },
];
