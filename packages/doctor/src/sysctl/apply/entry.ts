/**
 * One apply as the journal has it: what was there, what was written, why, and how it ended. Plain data.
 * @module
 */
import type { Text } from '../../model/text.ts';

/** One value that is written, and what it takes to put the former one back. */
export interface Step {
  readonly namespace: PlaceName;
  /** Dotted. */
  readonly key: string;
  /** Former text, byte for byte as the kernel printed it. */
  readonly from: string;
  /** Text that is written, with its line end. */
  readonly to: string;
  /** What the kernel made of it, when that is neither. */
  readonly kept?: string;
  /** Rule whose finding asked for it. */
  readonly rule?: string;
  readonly why: Text;
}

/** A network namespace as a plan and a journal name it. */
export interface PlaceName {
  /** Inode. */
  readonly id: number;
  /** `host`, a name under /run/netns, or `command/N` with the pid of a process in it. */
  readonly name: string;
  /**
   * Tells it from a later one that was given the same inode; decimal. Absent in plans, and where the
   * kernel cannot tell (before 5.14).
   */
  readonly cookie?: string;
}

/** Why an apply ended, or is being taken back. */
export type Why =
  | 'not confirmed'
  | 'rolled back'
  /** The command was killed while it wrote. */
  | 'interrupted'
  /** The kernel refused a value or made another one of it. */
  | 'not kept'
  /** Somebody else changed a value meanwhile. */
  | 'moved on'
  /** The journal could not be written any more. */
  | 'no journal'
  /** Nobody could be set to watch over it; nothing was written. */
  | 'no watchdog'
  /** The watchdog was asked to end before anybody had confirmed. */
  | 'watchdog ended'
  /** The values went with the running kernel. */
  | 'host restarted';

/** What became of one value when it was to be put back. */
export type Fate =
  /** It is as it was. */
  | { readonly fate: 'back' }
  /** Somebody changed it since: theirs stays. */
  | { readonly fate: 'theirs'; readonly found: string }
  /** It could not be put back. */
  | { readonly fate: 'stuck'; readonly code?: string; readonly found?: string }
  /** Its namespace is gone, and the value with it. */
  | { readonly fate: 'gone' };

/** What became of the file for the next start. */
export type FileFate = 'removed' | 'theirs' | 'absent' | 'stuck';

/** The value that made an apply fail. */
export interface Failure {
  /** Position among the steps. */
  readonly step: number;
  /** Errno. */
  readonly code?: string;
  /** What was there instead. */
  readonly found?: string;
}

/** How far an apply is. */
export type State =
  /** The kernel may hold any mixture of former and new values. */
  | { readonly kind: 'writing' }
  /** All is written; it is taken back unless it is confirmed. */
  | {
      readonly kind: 'waiting';
      /** Time since the host started, ms. The wall clock may be set meanwhile. */
      readonly untilBootMs: number;
      /** The same for people, ISO 8601. */
      readonly until: string;
    }
  | { readonly kind: 'confirmed'; readonly at: string }
  | { readonly kind: 'undoing'; readonly why: Why; readonly failure?: Failure }
  | {
      readonly kind: 'ended';
      readonly why: Why;
      readonly at: string;
      readonly failure?: Failure;
      /** One for each step; empty when nothing had been written, or the host has restarted. */
      readonly fates: readonly Fate[];
      readonly file?: FileFate;
    };

/** One apply. */
export interface Entry {
  readonly schema: 'tcpdoctor.journal/1';
  /** Date and time of the apply: `20261122-100000`. */
  readonly id: string;
  readonly tool: string;
  readonly hostname: string;
  /** ISO 8601. */
  readonly at: string;
  /** Which start of the host it belongs to. */
  readonly bootId: string;
  readonly steps: readonly Step[];
  readonly state: State;
  /** File of its own that sets the values at the next start. May be missing if a crash came between. */
  readonly file?: { readonly path: string; readonly text: string };
}

/** Whether nothing of it is left to confirm or to take back. */
export const isOver = ({ state }: Entry): boolean =>
  state.kind === 'ended' &&
  state.file !== 'stuck' &&
  !state.fates.some(({ fate }) => fate === 'stuck');

/** Whether its values were put back, and did not just go with a restart. */
export const isUndone = ({ state }: Entry): boolean =>
  state.kind === 'ended' && state.why !== 'host restarted';
