/**
 * A link with delay, rate and loss: `netem` where the kernel has it, else an emulator of ours on two
 * TUN devices. Both sides keep their device name and addresses.
 * @module
 */
import { UnsupportedError } from '../errors.ts';
import { openEmulator, tunReason } from './link/emulated.ts';
import { hasNetem, openNetem } from './link/netem.ts';
import type { Link, OpenLink } from './link/link-wish.ts';
import type { Place } from './place.ts';

export type { Link, LinkStats, OpenLink } from './link/link-wish.ts';

/** Which kind to insist on, for tests of either. @default netem where there is one */
export type LinkKind = OpenLink['kind'];

/**
 * Joins two namespaces by a link. Devices are made, addresses are not.
 *
 * @throws {UnsupportedError} Where the kernel has neither.
 */
export async function openLink(
  link: Link,
  client: Place,
  server: Place,
  kind?: LinkKind,
): Promise<OpenLink> {
  // netem has no notion of a silent MTU hole.
  const netem = kind !== 'emulator' && link.mtuHoleBytes === undefined && (await hasNetem(client));
  if (netem) return openNetem(link, client, server);
  const reason = tunReason();
  if (kind === 'netem' || reason !== undefined) {
    throw new UnsupportedError(kind ?? `sch_netem, nor TUN (${reason})`);
  }
  return openEmulator(link, client, server);
}
