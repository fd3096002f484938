/**
 * A program that works on what it receives, more slowly than it comes.
 * @module
 */
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import type { Upload } from './bulk-upload.ts';
import { PORT } from './open-flow.ts';
import { pair } from './pair.ts';

/** A worker's block: 20 ms of work for each, as with a query to a database. */
const BLOCK_BYTES = 20_000;
const WORK_MS = 20;
/** Bytes per second: four times what one worker gets done. */
const OFFERED = 4_000_000;

/** A program that works on what it reads. */
export interface SlowReaderWish {
  readonly workers: number;
  /** SO_RCVBUF of its listener. */
  readonly rcvbuf?: number;
}

/** A client uploads 4 MB/s to a program whose workers read 20 KB and work on it, each in turn. */
export async function slowReader(stage: Stage, wish: SlowReaderWish): Promise<Upload> {
  const { workers, ...options } = wish;
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ ...options, port: PORT, backlog: 128 });
  const reply = { bytes: 0, afterMs: WORK_MS };
  const served = await server.serve({ listener, requestBytes: BLOCK_BYTES, reply, workers });
  const { sockets } = await client.connect({ to, port: PORT });
  for (const socket of sockets) await client.stream({ socket, bytesPerSec: OFFERED });
  const readBytes = async (): Promise<number> =>
    (await server.report(served)).counts['bytesRead'] ?? 0;
  await until('half a second of work', async () => (await readBytes()) >= 25 * BLOCK_BYTES);
  return { server, client, readBytes };
}
