/**
 * One server with one client on a stage, for the proofs of the heartbeat.
 * @module
 */
import { setTimeout as pass } from 'node:timers/promises';
import { doctorCheckup } from '../../doctor/src/lab/doctor-checkup.ts';
import type { Stage } from '../../doctor/src/lab/stage.ts';
import { openStage } from '../../doctor/src/lab/stage.ts';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import type { ServerSettings } from './heartbeat-lab-server.ts';
import type { Program } from './heartbeat-program.ts';
import { startProgram } from './heartbeat-program.ts';

/** Short settings, so that a proof takes seconds; a healthy peer on a busy machine answers sooner. */
export const HEARTBEAT = { everyMs: 500, deadAfterMs: 2_500 } as const;

/** How long after its due time a death may be told, ms: a busy machine. */
export const SLACK_MS = 10_000;

/** How long a server without heartbeats is watched while it notices nothing, ms. */
const PATIENCE_MS = 6_000;

const PORT = 8_080;

/** Until so long after `sinceMs`, ms since the epoch: that nothing happens has no condition to wait for. */
export const watchInVain = (sinceMs: number): Promise<void> =>
  pass(Math.max(0, sinceMs + PATIENCE_MS - Date.now()));

/** A server and a client that are connected. Everything is gone when it is disposed of. */
export interface Play extends AsyncDisposable {
  readonly stage: Stage;
  readonly server: Program;
  readonly client: Program;
  /** Connections of the server that are established. */
  readonly established: () => Promise<number>;
  /** Rule ids that `tcpdoctor check` finds now, by side. */
  readonly check: () => Promise<{ readonly server: string[]; readonly client: string[] }>;
}

/** What the server says of a death. */
export interface ToldDeath {
  readonly death: Death;
  readonly atMs: number;
}

/** Raises the curtain: connected, and with heartbeats three of them answered. */
export async function play(
  settings: Omit<ServerSettings, 'address' | 'port'>,
  family: 'ipv4' | 'ipv6' = 'ipv4',
): Promise<Play> {
  const stage = await openStage({ family });
  const ending = new AsyncDisposableStack();
  ending.use(stage);
  try {
    const at = { address: stage.server.address, port: PORT };
    const server = startProgram(stage.server, 'heartbeat-lab-server.ts', { ...settings, ...at });
    ending.use(server);
    await server.hear('listening');
    const client = startProgram(stage.client, 'heartbeat-lab-client.ts', at);
    ending.use(client);
    await client.hear('connected');
    if (settings.heartbeat !== undefined) await client.hear('answered');
    const established = async (): Promise<number> => (await stage.states('server')).established;
    await until('the connection', async () => (await established()) === 1);
    const check = async () => {
      const found = await doctorCheckup([stage.server.name, stage.client.name], 3_000);
      const ids = (name: string) => (found.get(name) ?? []).map(({ rule }) => rule);
      return { server: ids(stage.server.name), client: ids(stage.client.name) };
    };
    const end = (): Promise<void> => ending.disposeAsync();
    return { stage, server, client, established, check, [Symbol.asyncDispose]: end };
  } catch (error) {
    await ending.disposeAsync();
    throw error;
  }
}

/** Waits for the death, and says how long after `sinceMs` it was told. */
export async function hearDeath(
  { server }: Play,
  sinceMs: number,
): Promise<{ readonly death: Death; readonly afterMs: number }> {
  const deadlineMs = HEARTBEAT.deadAfterMs + HEARTBEAT.everyMs + SLACK_MS;
  const { death, atMs } = (await server.hear('dead', deadlineMs)) as unknown as ToldDeath;
  return { death, afterMs: atMs - sinceMs };
}
