/**
 * A server with light and heavy requests on a stage, for the proofs of offload.
 * @module
 */
import { doctorCheckup } from '../../doctor/src/lab/doctor-checkup.ts';
import type { Stage } from '../../doctor/src/lab/stage.ts';
import { openStage } from '../../doctor/src/lab/stage.ts';
import type { Program, Said } from './heartbeat-program.ts';
import { startProgram } from './heartbeat-program.ts';
import type { HeavySettings } from './offload-lab-heavy.ts';
import type { LightSettings } from './offload-lab-light.ts';
import type { ServerSettings } from './offload-lab-server.ts';

/** Port of the light requests. */
export const LIGHT_PORT = 8_080;
/** Port of the heavy requests. */
export const HEAVY_PORT = 8_081;

/** What kind of load, and how the server takes it. */
export interface Wish {
  readonly server: Pick<ServerSettings, 'heavy' | 'blockMs' | 'threads'>;
  readonly load: Pick<HeavySettings, 'connections' | 'bytes' | 'perSec'>;
}

/** Light requests by their latency. */
export interface Latency {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A server under load. */
export interface Play extends AsyncDisposable {
  readonly stage: Stage;
  readonly server: Program;
  readonly load: Program;
  /** Latencies of the light requests since the last time it was asked. */
  readonly latency: () => Promise<Latency>;
  /** Bytes that nobody has read, of the connections to a port of the server. */
  readonly unread: (port: number) => Promise<number>;
  /** Rule ids that `tcpdoctor check` finds on the server now. */
  readonly check: () => Promise<string[]>;
}

/** Raises the curtain. The load stands. */
export async function play({ server: how, load: flood }: Wish): Promise<Play> {
  const stage = await openStage({ family: 'ipv4' });
  const ending = new AsyncDisposableStack();
  ending.use(stage);
  try {
    const { address } = stage.server;
    const ports = { address, lightPort: LIGHT_PORT, heavyPort: HEAVY_PORT };
    const server = ending.use(
      startProgram(stage.server, 'offload-lab-server.ts', { ...how, ...ports }),
    );
    await server.hear('listening');
    const ask: LightSettings = { address, port: LIGHT_PORT, everyMs: 10 };
    const light = ending.use(startProgram(stage.client, 'offload-lab-light.ts', ask));
    await light.hear('connected');
    const wish = { ...flood, address, port: HEAVY_PORT };
    const load = ending.use(startProgram(stage.client, 'offload-lab-heavy.ts', wish));
    await load.hear('load');
    return {
      stage,
      server,
      load,
      latency: () => askLatency(light),
      unread: async (port) =>
        (await stage.sockets('server'))
          .filter(({ state, localPort }) => state === 'established' && localPort === port)
          .reduce((bytes, { recvQueue }) => bytes + recvQueue, 0),
      check: async () =>
        ((await doctorCheckup([stage.server.name], 3_000)).get(stage.server.name) ?? []).map(
          ({ rule }) => rule,
        ),
      [Symbol.asyncDispose]: () => ending.disposeAsync(),
    };
  } catch (error) {
    await ending.disposeAsync();
    throw error;
  }
}

async function askLatency(light: Program): Promise<Latency> {
  const before = light.said.length;
  light.tell('how long?');
  const heard = (): Said | undefined =>
    light.said.slice(before).find(({ name }) => name === 'latency');
  return (await light.wait('the latency', heard)) as unknown as Latency;
}
