/**
 * A running SYN flood, and real clients that want to connect in spite of it.
 * @module
 */
import { pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round } from '../trial.ts';
import { until } from '../until.ts';
import { BY_COOKIE, CONNECTED } from './measures.ts';

const FLOOD_PER_SEC = 1_500;
/** More than any round lasts. */
const FLOOD_COUNT = 30_000;
/** Fills every queue that is tried here. */
const UNDER_WAY = 1_000;
/** Real clients. */
const CLIENTS = 60;

/** A server whose queue of half-open handshakes a flood has filled; it goes on. 60 clients in 2 s. */
export async function flooded(stage: Stage, backlog: number): Promise<Round> {
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog });
  await server.serve({ listener });
  const attacker = await stage.actor('client', 'attacker');
  const flood = await attacker.flood({ to, port: 80, count: FLOOD_COUNT, perSec: FLOOD_PER_SEC });
  await until('the flood to be under way', async () => {
    const { counts } = await attacker.report(flood);
    return (counts['sent'] ?? 0) >= UNDER_WAY;
  });
  const { activity } = await client.load({
    to,
    port: 80,
    count: CLIENTS,
    connectionsPerSec: CLIENTS / 2,
    timeoutMs: 1_500,
  });
  return {
    async figures() {
      const { counts } = await client.finish({ activity });
      const returned = (await stage.counters('server'))['TcpExt.SyncookiesRecv'] ?? 0n;
      return { [CONNECTED.id]: counts['ok'] ?? 0, [BY_COOKIE.id]: Number(returned) };
    },
  };
}
