/**
 * Destinations that cannot be reached: a firewall says so by ICMP, or nobody answers on the wire.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';

const RULE = 'connect-unroutable';
const BOTH = ['ipv4', 'ipv6'] as const;

async function knock(stage: Stage, to: string, perSec: number): Promise<void> {
  const client = await stage.actor('client');
  await client.load({ to, port: 80, connectionsPerSec: perSec, forMs: 60_000, timeoutMs: 5_000 });
}

const grown = async (stage: Stage, name: string): Promise<number> =>
  Number((await stage.counters('client'))[name] ?? 0n);

/** An address next to the server's that nobody has. */
const nobody = (stage: Stage): string => stage.server.address.replace(/1$/, '77');

/** Destinations out of reach, and a twin. */
export const connectUnroutable: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A firewall rejects port 80 with ICMP "administratively prohibited".',
      ko: '방화벽이 80번 포트를 ICMP "administratively prohibited"로 거부합니다.',
    },
    async play(stage) {
      await stage.nft('server', ['tcp dport 80 reject with icmpx type admin-prohibited']);
      await knock(stage, stage.server.address, 20);
      await until('attempts', async () => (await grown(stage, 'Tcp.ActiveOpens')) >= 10);
    },
    expect: { client: [RULE], server: [] },
  },
  {
    id: 'neighbour-does-not-answer',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Nobody has the address: ARP and neighbour discovery get no answer, and no SYN leaves.',
      ko: '그 주소를 가진 호스트가 없어 ARP와 neighbour discovery에 응답이 없고 SYN이 나가지 못합니다.',
    },
    async play(stage) {
      await knock(stage, nobody(stage), 5);
      await until('attempts to fail', async () => (await grown(stage, 'Tcp.AttemptFails')) >= 5, {
        deadlineMs: 10_000,
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
    story: {
      en: 'The same client; nothing rejects.',
      ko: '같은 클라이언트이며, 거부하는 것이 없습니다.',
    },
    async play(stage) {
      const server = await stage.actor('server');
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener });
      await knock(stage, stage.server.address, 20);
      await until('attempts', async () => (await grown(stage, 'Tcp.ActiveOpens')) >= 10);
    },
    expect: { client: [], server: [] },
  },
];
