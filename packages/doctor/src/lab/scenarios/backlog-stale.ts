/**
 * A queue that kept its old length after net.core.somaxconn was raised, and programs that wanted a
 * short one.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { untilCounted } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'backlog-stale';
const SOMAXCONN = 'net.core.somaxconn';
/** What nginx asks for by default. */
export const NGINX = 511;

/** A server that listened while somaxconn was 128, as before Linux 5.4, and somaxconn raised since. */
export async function listenedTooEarly(stage: Stage) {
  await stage.sysctl('server', { [SOMAXCONN]: 128 });
  const cast = await pair(stage, 'nginx');
  const { listener } = await cast.server.listen({ port: 80, backlog: NGINX });
  await stage.sysctl('server', { [SOMAXCONN]: 4_096 });
  return { ...cast, listener };
}

/** A stale backlog, with and without drops; the remedy, and a backlog that is as wished. */
export const backlogStale: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'somaxconn was raised to 4,096 after nginx had called listen(): its queue still holds 128.',
      ko: 'nginx가 listen()을 호출한 뒤에 somaxconn을 4,096으로 올렸습니다. 큐 한도는 여전히 128입니다.',
    },
    async play(stage) {
      const { server, client, listener, to } = await listenedTooEarly(stage);
      await server.serve({ listener });
      await client.load({ to, port: 80, connectionsPerSec: 20, forMs: 60_000 });
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'backlog-stale-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'somaxconn was raised and nginx called listen() again on the same socket: its queue holds 511.',
      ko: 'somaxconn을 올린 뒤 nginx가 같은 소켓에서 listen()을 다시 호출해 큐 한도가 511이 되었습니다.',
    },
    async play(stage) {
      const { server, client, listener, to } = await listenedTooEarly(stage);
      await server.relisten({ listener, backlog: NGINX });
      await server.serve({ listener });
      await client.load({ to, port: 80, connectionsPerSec: 20, forMs: 60_000 });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'backlog-stale-overflow',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Bursts overflow the 128 places that nginx got before somaxconn was raised; 511 would hold them.',
      ko: 'somaxconn을 올리기 전에 얻은 큐 한도 128이 순간적인 접속으로 넘칩니다. 511이면 충분합니다.',
    },
    async play(stage) {
      const { server, client, listener, to } = await listenedTooEarly(stage);
      await server.serve({ listener, acceptPerSec: 2_000 });
      await client.load({
        to,
        port: 80,
        connectionsPerSec: 500,
        burstEveryMs: 500,
        forMs: 60_000,
        timeoutMs: 4_000,
      });
      await untilCounted(stage, 'ListenOverflows', 20);
    },
    expect: { server: ['accept-queue-overflow', RULE], client: [] },
  },
  {
    id: 'backlog-as-wished',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'A Python program asks for 128, as listen() does without an argument: below somaxconn, and not stale.',
      ko: 'Python 프로그램이 listen()의 기본값인 128을 요청했습니다. somaxconn보다 작지만 낡은 값은 아닙니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [SOMAXCONN]: 4_096 });
      const { server, client, to } = await pair(stage, 'python3');
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener });
      await client.load({ to, port: 80, connectionsPerSec: 20, forMs: 60_000 });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'backlog-shortened',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'nginx was told to take a backlog of 64 on purpose: no value that somaxconn ever had.',
      ko: 'nginx의 백로그를 일부러 64로 설정했습니다. somaxconn이 가진 적이 없는 값입니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [SOMAXCONN]: 4_096 });
      const { server, client, to } = await pair(stage, 'nginx');
      const { listener } = await server.listen({ port: 80, backlog: 64 });
      await server.serve({ listener });
      await client.load({ to, port: 80, connectionsPerSec: 20, forMs: 60_000 });
    },
    expect: { server: [], client: [] },
  },
];
