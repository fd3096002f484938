/**
 * SYN vanish: how long a program hangs before it can do something else.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { LoadArgs } from '../actor/ops.ts';
import { counted } from '../scenarios/open-flow.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Lever, Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { IN_CONNECT } from './measures.ts';
import { secondAddress } from './second-address.ts';
import { useless } from './useless.ts';

const ID = 'connect-blackhole';
const CLIENTS = 8;
/** Nobody waits longer than this to see that connect() still hangs. */
const WATCH_MS = 6_000;
const TIMEOUT_MS = 1_000;

const HANGING: Measure = {
  id: 'hanging',
  name: { en: 'clients that still hang after 6 s', ko: '6초 뒤에도 멈춰 있는 클라이언트' },
  unit: 'connections',
  better: 'lower',
};
const REACHED: Measure = {
  id: 'reached',
  name: { en: 'clients that reach the service', ko: '서비스에 연결된 클라이언트' },
  unit: 'connections',
  better: 'higher',
};

const SYSCTLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'fewer-syn-retries': { 'net.ipv4.tcp_syn_retries': 1, 'net.ipv4.tcp_syn_linear_timeouts': 0 },
  'more-syn-retries': { 'net.ipv4.tcp_syn_retries': 10 },
  somaxconn: { 'net.core.somaxconn': 65_535 },
};

/** All clients at once; answers how many hang to the end, how long half of them do, how many get through. */
async function knock(client: Actor, wish: Pick<LoadArgs, 'to' | 'options' | 'timeoutMs'>) {
  const crowd = { port: 80, concurrency: CLIENTS, count: CLIENTS };
  const load = await client.load({ ...crowd, ...wish });
  const { counts, errors, spreads } = await client.finish(load);
  const hanging = wish.timeoutMs === WATCH_MS ? (errors['TIMEOUT'] ?? 0) : 0;
  return { hanging, hangsMs: spreads['decidedMs']?.p50 ?? 0, reached: counts['ok'] ?? 0 };
}

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const sysctls = SYSCTLS[lever ?? ''];
  if (sysctls !== undefined) await stage.sysctl('client', sysctls);
  const second = await secondAddress(stage, 'server');
  const { server, client, to } = await pair(stage);
  for (const address of [to, second]) {
    const { listener } = await server.listen({ port: 80, backlog: 128, address });
    await server.serve({ listener });
  }
  const ip = stage.family === 'ipv4' ? 'ip' : 'ip6';
  await stage.nft('server', [`${ip} daddr ${to} tcp dport 80 drop`]);
  const knocking = lever === 'next-address' ? tryBoth(client, to, second) : hang(client, to, lever);
  const repeated = until('SYN to be repeated', async () => {
    return (await counted(stage, 'client', 'TcpExt.TCPSynRetrans')) >= CLIENTS;
  });
  await Promise.race([repeated, knocking]);
  return {
    async figures() {
      const { hanging, hangsMs, reached } = await knocking;
      return { [HANGING.id]: hanging, [IN_CONNECT.id]: hangsMs, [REACHED.id]: reached };
    },
  };
}

const hang = (client: Actor, to: string, lever: string | undefined) =>
  knock(client, {
    to,
    timeoutMs: WATCH_MS,
    options: lever === 'keepalive' ? { keepalive: { idleS: 1, intervalS: 1, probes: 1 } } : {},
  });

/** A program with a limit of its own, that knows another address. */
async function tryBoth(client: Actor, to: string, second: string) {
  const { hangsMs } = await knock(client, { to, timeoutMs: TIMEOUT_MS });
  const next = await knock(client, { to: second, timeoutMs: TIMEOUT_MS });
  return { ...next, hangsMs: hangsMs + next.hangsMs };
}

const IN_VAIN: readonly Lever[] = [
  useless('more-syn-retries', 'net.ipv4.tcp_syn_retries=10'),
  useless('somaxconn', 'net.core.somaxconn=65535'),
  { ...useless('keepalive', 'SO_KEEPALIVE'), at: 'application' },
];

/** SYN that a firewall drops. */
export const connectBlackhole: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'A firewall drops what eight clients send to one address of a service. We watch them for 6 s.',
    ko: '방화벽이 클라이언트 8개가 서비스의 한 주소로 보내는 패킷을 모두 버립니다. 6초 동안 지켜봅니다.',
  },
  crowd: {
    en: '8 clients whose SYNs are dropped',
    ko: 'SYN이 버려지는 클라이언트 8개',
  },
  measures: [HANGING, IN_CONNECT, REACHED],
  finds: { side: 'client', rule: ID },
  levers: [
    {
      id: 'next-address',
      kind: 'remedy',
      at: 'application',
      what: {
        en: 'a limit of 1 s and another address of the service',
        ko: '1초 타임아웃과 서비스의 다른 주소',
      },
      effect: { kind: 'better', times: 8 },
    },
    {
      id: 'fewer-syn-retries',
      kind: 'remedy',
      at: 'kernel',
      what: {
        en: 'net.ipv4.tcp_syn_retries=1 and tcp_syn_linear_timeouts=0, less than advised to be done sooner: 3 gives up after 19 s',
        ko: 'net.ipv4.tcp_syn_retries=1, tcp_syn_linear_timeouts=0(빨리 끝나도록 권장값보다 줄인 값, 권장값 3은 19초 뒤 포기)',
      },
      effect: { kind: 'better', times: 8 },
    },
    ...IN_VAIN,
  ],
  begin,
};
