/**
 * A server whose connection tracking table is full, and one whose table has room.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';

const RULE = 'conntrack-full';
/** Sysctls that say how full the table is. */
export const CONNTRACK = {
  count: 'net.netfilter.nf_conntrack_count',
  max: 'net.netfilter.nf_conntrack_max',
} as const;
/** Fast enough to be done before the first entries end, after a minute. */
const PER_SECOND = 25_000;
/** No divisor of the flood's 60,000 source ports, so that hardly a pair comes twice. */
const SOURCES = 65_521;
/** A machine with a larger table would take too long to fill. */
const MOST = 600_000;

/** Rules that make the server track connections. */
export const TRACK = `table inet lab {
  chain track { type filter hook input priority 0; policy accept; ct state established accept; }
}
`;

/** The server answers on port 80 and tracks; somebody has left so many half-open connections behind. */
async function serveAmong(stage: Stage, entries: (max: number) => number): Promise<void> {
  await stage.nftRuleset('server', TRACK);
  await stage.sysctl('server', { 'net.netfilter.nf_conntrack_tcp_timeout_syn_recv': 300 });
  const max = Number(await stage.readSysctl('server', CONNTRACK.max));
  if (max > MOST) throw new Error(`Cannot fill the table: nf_conntrack_max is ${max} here`);
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener: old } = await server.listen({ port: 8_080, backlog: 16 });
  const count = entries(max);
  const { activity } = await client.flood({
    to: stage.server.address,
    port: 8_080,
    count: count + count / 10,
    perSec: PER_SECOND,
    sources: SOURCES,
  });
  await until(
    'the table to fill',
    async () => Number(await stage.readSysctl('server', CONNTRACK.count)) >= count,
    { deadlineMs: 60_000, everyMs: 100 },
  );
  await client.halt({ activity });
  await server.close({ sockets: [old] });
  const { listener } = await server.listen({ port: 80, backlog: 128 });
  await server.serve({ listener });
  await client.load({
    to: stage.server.address,
    port: 80,
    connectionsPerSec: 5,
    forMs: 60_000,
    timeoutMs: 5_000,
  });
  await until('attempts', async () => {
    const opened = (await stage.counters('client'))['Tcp.ActiveOpens'] ?? 0n;
    return opened >= 5n;
  });
}

/** A full table, and its twin. */
export const conntrackFull: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: ['ipv4'],
    alone: true,
    story: {
      en: 'Half-open connections fill the tracking table of a server: each new one gets in only by evicting another.',
      ko: 'half-open 연결이 서버의 conntrack 테이블을 채워, 새 연결은 다른 엔트리를 밀어내야만 들어옵니다.',
    },
    play: (stage) => serveAmong(stage, (max) => max),
    expect: { server: [RULE], client: [] },
  },
  {
    id: `${RULE}-twin`,
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: ['ipv4'],
    story: {
      en: 'The same server with 1,000 entries in its table.',
      ko: '같은 서버이며, 테이블에 엔트리가 1,000개 있습니다.',
    },
    play: (stage) => serveAmong(stage, () => 1_000),
    expect: { server: [], client: [] },
  },
];
