/**
 * SYN that a firewall drops without a word; and the same crowd without the firewall.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';

const RULE = 'connect-blackhole';
const BOTH = ['ipv4', 'ipv6'] as const;
const CLIENTS = 8;

/** Eight clients that connect and wait. */
async function knock(stage: Stage): Promise<void> {
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  await server.serve({ listener });
  await client.connect({ to: stage.server.address, port: 80, count: CLIENTS, timeoutMs: 1_500 });
}

/** Packets that vanish, and the twin. */
export const connectBlackhole: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A firewall on the way drops everything to port 80: connect() hangs.',
      ko: '경로의 방화벽이 80번 포트로 가는 패킷을 모두 버려 connect()가 멈춥니다.',
    },
    async play(stage) {
      await stage.nft('server', ['tcp dport 80 drop']);
      await knock(stage);
      await until('SYN to be repeated', async () => {
        const repeated = (await stage.counters('client'))['TcpExt.TCPSynRetrans'] ?? 0n;
        return repeated >= BigInt(CLIENTS);
      });
    },
    expect: { client: [RULE], server: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: { en: 'The same clients, no firewall.', ko: '같은 클라이언트이며, 방화벽이 없습니다.' },
    async play(stage) {
      await knock(stage);
      await until(
        'the connections to stand',
        async () => (await stage.states('client')).established >= CLIENTS,
      );
    },
    expect: { client: [], server: [] },
  },
];
