/**
 * The usual cast: one server, one client, and the address between them.
 * @module
 */
import type { Family } from '../../model/socket.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';

/** Families of most scenarios. */
export const BOTH: readonly Family[] = ['ipv4', 'ipv6'];

/** An actor on either side, and where the server listens. */
export interface Pair {
  readonly server: Actor;
  readonly client: Actor;
  readonly to: string;
}

/** Starts both. `serverTitle` is the server's process name. */
export async function pair(stage: Stage, serverTitle?: string): Promise<Pair> {
  const [server, client] = await Promise.all([
    stage.actor('server', serverTitle),
    stage.actor('client'),
  ]);
  return { server, client, to: stage.server.address };
}
