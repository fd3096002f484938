/**
 * TIME_WAIT on a server: the sysctls of the guides leave them there, and the one that ends them early
 * makes the server reset its clients.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { counted } from '../scenarios/open-flow.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import { answerAndClose } from '../scenarios/time-wait-harmless.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';

const ID = 'time-wait-harmless';
const MANY = 1_200;

const TIME_WAIT: Measure = {
  id: 'timeWait',
  name: { en: 'TIME_WAIT left', ko: '남은 TIME_WAIT' },
  unit: 'sockets',
  better: 'lower',
};

const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'fin-timeout': { 'net.ipv4.tcp_fin_timeout': 1 },
  'reuse-time-wait': { 'net.ipv4.tcp_tw_reuse': 1 },
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('server', sysctls);
  await answerAndClose(stage, MANY);
  return {
    figures: async () => ({ [TIME_WAIT.id]: (await stage.states('server')).timeWait }),
  };
}

const CLIENTS = 100;
const ANSWER = 1_000;

const RESETS: Measure = {
  id: 'resets',
  name: { en: 'connections ended by a reset', ko: '리셋으로 끝난 연결' },
  unit: 'connections',
  better: 'lower',
};

/** The server answers and closes; its clients close when all have their answer. */
async function closeLater(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever !== undefined) await stage.sysctl('server', { 'net.ipv4.tcp_max_tw_buckets': 10 });
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 512 });
  await server.serve({ listener, reply: { bytes: ANSWER }, closeAfter: 'request' });
  const { sockets } = await client.connect({ to, port: 80, count: CLIENTS });
  await client.send({ sockets, bytes: 100 });
  await until(
    'every client to know that the server has closed',
    async () => (await stage.states('client')).closeWait === CLIENTS,
  );
  await until('the server to know that', async () => (await stage.states('server')).finWait1 === 0);
  await client.recv({ sockets, max: ANSWER });
  await client.close({ sockets });
  await until('the clients to be done', async () => (await stage.states('client')).lastAck === 0);
  return {
    figures: async () => ({ [RESETS.id]: await counted(stage, 'server', 'Tcp.OutRsts') }),
  };
}

/** Many TIME_WAIT that hurt nobody, and what comes of ending them early. */
export const timeWaitHarmless: readonly [Trial, Trial] = [
  {
    id: ID,
    rule: ID,
    families: BOTH,
    story: {
      en: 'A server answers 1,200 requests and closes first. Its TIME_WAIT last 60 s, whatever is set.',
      ko: '서버가 요청 1,200건에 응답하고 먼저 닫습니다. 무엇을 설정해도 TIME_WAIT는 60초 동안 남습니다.',
    },
    crowd: { en: '1,200 connections that the server closed', ko: '서버가 닫은 연결 1,200개' },
    measures: [TIME_WAIT],
    finds: { side: 'server', rule: ID },
    levers: [
      useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
      useless('reuse-time-wait', 'net.ipv4.tcp_tw_reuse=1'),
    ],
    begin,
  },
  {
    id: 'time-wait-cut-short',
    rule: ID,
    families: BOTH,
    story: {
      en: 'A server answers 100 clients and closes first; the clients close a moment later. With a low limit of TIME_WAIT the server no longer knows them.',
      ko: '서버가 클라이언트 100개에 응답하고 먼저 닫으며, 클라이언트는 잠시 뒤에 닫습니다. TIME_WAIT 상한을 낮추면 서버에는 그 연결의 정보가 이미 없습니다.',
    },
    crowd: {
      en: '100 clients that close a moment after the server',
      ko: '서버보다 조금 늦게 닫는 클라이언트 100개',
    },
    measures: [RESETS],
    levers: [
      {
        ...useless('max-tw-buckets', 'net.ipv4.tcp_max_tw_buckets=10'),
        effect: { kind: 'worse', times: 20 },
      },
    ],
    begin: closeLater,
  },
];
