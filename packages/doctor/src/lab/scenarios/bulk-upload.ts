/**
 * A bulk upload under way: what the scenarios and trials of buffers, loss and congestion have in common.
 * @module
 */
import type { StreamArgs } from '../actor/ops.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import type { FlowWish } from './open-flow.ts';
import { openFlow } from './open-flow.ts';

/** What kind of upload. */
export interface UploadWish extends Omit<FlowWish, 'from'> {
  /** How the program writes. */
  readonly stream?: Omit<StreamArgs, 'socket'>;
  /** It is under way when the server's program has read so many, over all connections. */
  readonly settledBytes: number;
}

/** An upload that goes on until its stage ends. */
export interface Upload {
  readonly server: Actor;
  readonly client: Actor;
  /** What the server's program has read so far, over all connections. */
  readonly readBytes: () => Promise<number>;
}

/** Opens connections from client to server and writes as fast as it goes; answers when it is under way. */
export async function bulkUpload(stage: Stage, wish: UploadWish): Promise<Upload> {
  const { server, client, accepted, connected } = await openFlow(stage, wish);
  const sunk = await server.sink({ sockets: accepted });
  for (const socket of connected) await client.stream({ ...wish.stream, socket });
  const readBytes = async (): Promise<number> =>
    (await server.report(sunk)).counts['bytesRead'] ?? 0;
  await until('the upload to settle', async () => (await readBytes()) > wish.settledBytes);
  return { server, client, readBytes };
}
