/**
 * The walls of the kit, as data: which part may import which.
 * @module
 */

/** Files at the top that any part may use. */
export const TOP: readonly string[] = ['clock', 'polled', 'proc', 'proc-tcp', 'warning'];

/** What an application imports. */
export const PARTS = ['listen', 'pool', 'heartbeat', 'offload', 'vitals'] as const;

/** Parts know nothing of each other, but for the one that tells how all of them stand. */
export const ROWS: Readonly<Record<string, readonly string[]>> = {
  clock: [],
  polled: [],
  proc: [],
  'proc-tcp': [],
  warning: [],
  listen: TOP,
  pool: TOP,
  heartbeat: TOP,
  offload: TOP,
  vitals: [...TOP, 'listen', 'pool', 'offload'],
  mod: PARTS,
};
