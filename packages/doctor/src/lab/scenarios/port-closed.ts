/**
 * Clients out of sight that knock at a closed port; that are served; that a firewall rejects.
 * @module
 */
import type { LoadArgs } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, PORT } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'port-closed';

/**
 * Thirty times a second, from the router, whose namespace is not examined.
 * The answer tells whether twenty were refused.
 */
async function knock(stage: Stage, load: Partial<LoadArgs> = {}): Promise<() => Promise<boolean>> {
  const far = await stage.actor('router');
  const loading = await far.load({
    to: stage.server.address,
    port: PORT,
    connectionsPerSec: 30,
    forMs: 60_000,
    ...load,
  });
  return async () => ((await far.report(loading)).errors['ECONNREFUSED'] ?? 0) >= 20;
}

async function serve(stage: Stage): Promise<void> {
  const server = await stage.actor('server');
  const { listener } = await server.listen({ port: PORT, backlog: 128 });
  await server.serve({ listener, requestBytes: 100, reply: { bytes: 100 } });
}

/** A closed port, its twin, and a firewall. */
export const portClosed: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    router: true,
    story: {
      en: 'Nobody listens on port 80; clients on other machines ask for it 30 times a second.',
      ko: '80번 포트에 리스너가 없는데, 다른 호스트의 클라이언트가 초당 30번 연결을 시도합니다.',
    },
    async play(stage) {
      await until('twenty refusals', await knock(stage));
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: `${OF}-twin`,
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    router: true,
    story: {
      en: 'The same clients; somebody listens.',
      ko: '같은 클라이언트이며, 이번에는 리스너가 있습니다.',
    },
    async play(stage) {
      await serve(stage);
      await knock(stage, { requestBytes: 100, responseBytes: 100 });
      await until('twenty clients', async () => {
        return (await counted(stage, 'server', 'Tcp.PassiveOpens')) >= 20;
      });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'rejected-by-own-firewall',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    router: true,
    story: {
      en: 'The firewall of the server rejects the same clients: they see the same, and no counter of TCP moves.',
      ko: '서버의 방화벽이 같은 클라이언트를 거부합니다. 클라이언트에게는 똑같이 보이지만 TCP 카운터는 움직이지 않습니다.',
    },
    async play(stage) {
      await stage.nft('server', [`tcp dport ${PORT} counter reject with tcp reset`]);
      await serve(stage);
      const refused = await knock(stage);
      await until('twenty refusals', refused);
    },
    expect: { server: [], client: [] },
  },
];
