/**
 * The lines of the trials about buffers and loss, and how their round trip is measured.
 * @module
 */
import type { Link } from '../link.ts';
import { pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';

/** 100 Mbit/s, 40 ms there and back: 500 KB are in flight when it is full. */
export const LONG_LINE = { delayMs: 20, bitsPerSec: 100_000_000 } as const satisfies Link;

/** As many bytes in flight at half the packets per second: for those that are played side by side. */
export const BUFFER_LINE = { delayMs: 40, bitsPerSec: 50_000_000 } as const satisfies Link;

/** What that carries, bytes per second. */
export const LINE_BYTES_PER_SEC: number = BUFFER_LINE.bitsPerSec / 8;

const PROBE_PORT = 9_000;

/** Round trip on this stage, µs: how long a connect() takes. */
export async function measuredRttUs(stage: Stage): Promise<number> {
  const { server, client, to } = await pair(stage);
  await server.listen({ port: PROBE_PORT, backlog: 1 });
  const { connectMs } = await client.connect({ to, port: PROBE_PORT, hold: false });
  return connectMs.p50 * 1_000;
}
