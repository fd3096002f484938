/**
 * What a profile is made of: one line per sysctl, a small function from the facts of a host to a value
 * with its reason, or to the reason why it is left as it is.
 * @module
 */
import type { Text } from '../../../model/text.ts';
import type { Proposal } from '../proposal.ts';

/** Kinds of load that there is a profile for. */
export const PROFILES = ['web', 'proxy', 'client', 'bulk', 'latency', 'database'] as const;

/** A kind of load. */
export type Profile = (typeof PROFILES)[number];

/** What a line may know. Whether the kernel has the key, and what it is now, is judged afterwards. */
export interface ProfileHost {
  readonly memoryBytes: number;
  /** What a sysctl is now, blanks single; `undefined` when it was not read. */
  readonly value: (key: string) => string | undefined;
  /** Ports that programs listen on. */
  readonly listening: readonly number[];
}

/** A value and why. */
export type Wish = Pick<Proposal, 'value' | 'why' | 'arithmetic' | 'risk' | 'provenBy'>;

/** What one line says for one profile: a value, or why there is none. */
export type Answer = Wish | { readonly leave: Text };

/** One sysctl of the profiles. */
export interface Line {
  readonly key: string;
  readonly answer: (host: ProfileHost, profile: Profile) => Answer;
}

/** A line that only some profiles have; to the others it says why not. */
export const only =
  (
    profiles: readonly Profile[],
    wish: (host: ProfileHost, profile: Profile) => Answer,
    otherwise: Text,
  ): Line['answer'] =>
  (host, profile) =>
    profiles.includes(profile) ? wish(host, profile) : { leave: otherwise };

/** A line that no profile has: what guides set and what does nothing, or harm. */
export const never =
  (leave: Text): Line['answer'] =>
  () => ({ leave });
