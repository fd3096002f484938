/**
 * Every setting that tcpdoctor reads, judges or proposes. What is not here is never written.
 * @module
 */
import type { Setting } from '../setting.ts';
import { BUFFER_SETTINGS } from './buffers.ts';
import { CONNTRACK_SETTINGS } from './conntrack.ts';
import { HOST_SETTINGS } from './host.ts';
import { LISTEN_SETTINGS } from './listen.ts';
import { LOSS_SETTINGS } from './loss.ts';
import { PATH_SETTINGS } from './path.ts';
import { PORT_SETTINGS } from './ports.ts';
import { PROCESS_SETTINGS } from './process.ts';
import { RETRY_SETTINGS } from './retries.ts';

/** Settings by what they are about, as a page shows them. */
export const GROUPS = {
  listen: LISTEN_SETTINGS,
  ports: PORT_SETTINGS,
  retries: RETRY_SETTINGS,
  buffers: BUFFER_SETTINGS,
  path: PATH_SETTINGS,
  loss: LOSS_SETTINGS,
  host: HOST_SETTINGS,
  conntrack: CONNTRACK_SETTINGS,
  process: PROCESS_SETTINGS,
} as const satisfies Readonly<Record<string, readonly Setting[]>>;

/** All of them, in the order of their groups. */
export const SETTINGS: readonly Setting[] = Object.values(GROUPS).flat();

const BY_KEY: ReadonlyMap<string, Setting> = new Map(
  SETTINGS.map((setting) => [setting.key, setting]),
);

/** The setting of a dotted key; `undefined` when tcpdoctor does not know it. */
export const settingOf = (key: string): Setting | undefined => BY_KEY.get(key);
