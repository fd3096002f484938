/**
 * A client that is refused, by the server's kernel or by its firewall; and one that is served.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';

const RULE = 'connect-refused';
const BOTH = ['ipv4', 'ipv6'] as const;

/** A client that tries 20 times a second. */
async function knock(stage: Stage): Promise<void> {
  const client = await stage.actor('client');
  await client.load({
    to: stage.server.address,
    port: 80,
    connectionsPerSec: 20,
    forMs: 60_000,
  });
  await until('ten attempts', async () => {
    const opened = (await stage.counters('client'))['Tcp.ActiveOpens'] ?? 0n;
    return opened >= 10n;
  });
}

async function listen(stage: Stage): Promise<void> {
  const server = await stage.actor('server');
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  await server.serve({ listener });
}

/** Refusals, and their twin. */
export const connectRefused: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Nobody listens on port 80; a client asks 20 times a second and is refused at once.',
      ko: '80번 포트에 리스너가 없어, 초당 20번 시도하는 클라이언트가 즉시 거부됩니다.',
    },
    play: knock,
    expect: { client: [RULE], server: [] },
  },
  {
    id: 'connect-rejected-by-firewall',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'The server listens, but its firewall rejects with a reset.',
      ko: '서버는 리스닝 중이지만 방화벽이 리셋으로 거부합니다.',
    },
    async play(stage) {
      await stage.nft('server', ['tcp dport 80 reject with tcp reset']);
      await listen(stage);
      await knock(stage);
    },
    expect: { client: [RULE], server: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same client; the server listens.',
      ko: '같은 클라이언트이며, 서버가 리스닝합니다.',
    },
    async play(stage) {
      await listen(stage);
      await knock(stage);
    },
    expect: { client: [], server: [] },
  },
];
