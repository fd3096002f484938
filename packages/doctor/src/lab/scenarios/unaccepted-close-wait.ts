/**
 * Clients that gave up before anybody accepted them.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilAged } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'unaccepted-close-wait';
const CLIENTS = 12;

/** Clients that asked a server which hangs, and gave up. */
export async function gaveUp(stage: Stage) {
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  const { sockets } = await client.connect({ to, port: 80, count: CLIENTS });
  await client.send({ sockets, bytes: 100 });
  await client.close({ sockets });
  await until(
    'all to have given up',
    async () => (await stage.states('server')).closeWait === CLIENTS,
  );
  await untilAged(1_100);
  return { server, listener };
}

/** Clients gone from the queue of a server that hangs, and from one that does not. */
export const unacceptedCloseWait: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: '12 clients connected, asked and gave up. Nobody has accepted them: CLOSE_WAIT without an owner, not a leak.',
      ko: '클라이언트 12개가 연결하고 요청한 뒤 포기했습니다. 아직 accept되지 않아 소유자 없는 CLOSE_WAIT이며, 누수가 아닙니다.',
    },
    async play(stage) {
      await gaveUp(stage);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'unaccepted-close-wait-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same clients ask and leave; the server accepts and closes.',
      ko: '같은 클라이언트가 요청하고 떠나며, 서버는 accept하고 닫습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener });
      const { sockets } = await client.connect({ to, port: 80, count: CLIENTS });
      await client.send({ sockets, bytes: 100 });
      await client.close({ sockets });
      await until('all to be closed', async () => (await stage.states('server')).closeWait === 0);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'health-checks',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'Health checks connect and close at once, 20 a second; the server takes them in turn.',
      ko: '상태 점검이 초당 20번 연결했다가 곧바로 닫습니다. 서버는 차례로 accept합니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener, acceptPerSec: 50 });
      await client.load({ to, port: 80, connectionsPerSec: 20, forMs: 60_000 });
    },
    expect: { server: [], client: [] },
  },
];
