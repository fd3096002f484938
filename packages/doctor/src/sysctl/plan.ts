/**
 * A plan: the changes worth making on one host, each with its reason. Plain data; also a file.
 * @module
 */
import type { Text } from '../model/text.ts';
import type { Remedy } from '../model/verdict.ts';

/** One sysctl to change in one network namespace. Values are as the kernel prints them, blanks single. */
export interface Change {
  readonly key: string;
  /** What it was when the plan was made; `apply` refuses when it has moved since. */
  readonly from: string;
  readonly to: string;
  /** Rule whose finding asks for it; absent in a profile. */
  readonly rule?: string;
  /** What it rests on, with this host's numbers. */
  readonly why: Text;
  /** How `to` was reckoned from measured rates, queues, delay and memory. */
  readonly arithmetic: Text;
  readonly effect: Text;
  readonly risk: Text;
  /** Lab trial that shows it: `port-exhaustion-time-wait`. */
  readonly provenBy?: string;
  /** What stays wrong even so. */
  readonly doesNotCure?: Text;
  /** The change in the application that would be better. */
  readonly better?: Text;
}

/** What a finding or a profile would set and the plan does not. */
export interface LeftOut {
  readonly key: string;
  /** What was asked for; absent where nothing would make sense. */
  readonly value?: string;
  /** Rule whose finding asked for it; absent in a profile. */
  readonly rule?: string;
  readonly because: Text;
}

/** What to do in one network namespace. */
export interface NamespacePlan {
  /** Inode of the namespace. */
  readonly id: number;
  /** As the survey calls it: `host`, a name under /run/netns, or `command/N` with the pid of a process in it. */
  readonly name: string;
  readonly changes: readonly Change[];
  /** Cures that no sysctl can give, from the findings. */
  readonly application: readonly (Remedy & { readonly rule: string })[];
  /** Left as it is, and why. Absent: nothing was. */
  readonly leftOut?: readonly LeftOut[];
}

/** The whole plan. No namespace with something to do is a plan too: nothing to tune here. */
export interface Plan {
  readonly schema: 'tcpdoctor.plan/1';
  readonly tool: string;
  readonly host: { readonly name: string; readonly kernel: string };
  /** ISO 8601. */
  readonly at: string;
  /** Set when it was made for a kind of load instead of findings. */
  readonly profile?: string;
  readonly namespaces: readonly NamespacePlan[];
}
