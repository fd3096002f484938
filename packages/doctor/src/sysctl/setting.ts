/**
 * What tcpdoctor knows of one kernel setting it reads, judges or proposes.
 * @module
 */
import type { Text } from '../model/text.ts';

/**
 * Whose it is: each network namespace has its own; one for the whole host, absent in other namespaces
 * than the first; one for the whole host, of which other namespaces see a copy they cannot write;
 * a limit of a process, which is no sysctl.
 */
export type Scope = 'namespace' | 'host' | 'host, read-only elsewhere' | 'process';

/** When a new value counts. */
export type Effect =
  | 'at once'
  | 'new sockets'
  | 'next listen()'
  | 'next timer'
  | 'new devices'
  | 'new namespaces'
  | 'after a restart';

/** How the value is written, and what makes sense. Bounds are inclusive. */
export type Shape =
  | {
      readonly kind: 'integer';
      readonly min: number;
      readonly max: number;
      /** Where the kernel takes what lies outside all the same; else it refuses it. */
      readonly unchecked?: 'below' | 'above' | 'both';
      /** First kernel that refuses anything; those before take all that an `int` holds. Absent: all do. */
      readonly checkedSince?: string;
    }
  /** So many integers in a row, `ascending` where each must be no less than the one before. */
  | {
      readonly kind: 'tuple';
      readonly names: readonly [string, ...string[]];
      readonly min: number;
      readonly max: number;
      readonly ascending: boolean;
      /** The kernel takes any order; else it refuses one that does not ascend. */
      readonly orderUnchecked?: true;
    }
  /** `8080,9100-9110`; may be empty. */
  | { readonly kind: 'ports' }
  /** One word; the kernel knows which: a congestion control, a qdisc. */
  | { readonly kind: 'word' }
  /** Several of them, blanks between. */
  | { readonly kind: 'words' };

/** A default, from a kernel version on. */
export interface Default {
  /** `6.16`; absent: as long as it is known. */
  readonly since?: string;
  /** As the kernel prints it; absent when it depends on memory, see `note`. */
  readonly value?: string;
  readonly note?: Text;
}

/** Where values need no reason, and why they need one outside. */
export interface SafeRange {
  readonly min: number;
  readonly max: number;
  readonly because: Text;
  /** The side on which a value does harm whatever the reason; absent: a good reason makes up for it. */
  readonly harms?: 'below' | 'above';
}

/** One setting. */
export interface Setting {
  /** Dotted: `net.core.somaxconn`; of a process limit its name: `RLIMIT_NOFILE`. */
  readonly key: string;
  readonly meaning: Text;
  /** Meaning of single values, where they are words in disguise. */
  readonly values?: Readonly<Record<string, Text>>;
  /** What a number counts: `connections`, `s`, `ms`, `bytes`, `pages`, `ports`; absent: it counts nothing. */
  readonly unit?: string;
  readonly shape: Shape;
  readonly scope: Scope;
  /** Whose it was on kernels before `until`; absent: it was always so. */
  readonly scopeBefore?: { readonly until: string; readonly scope: Scope };
  readonly effect: Effect;
  /** First kernel that has it; absent: every kernel from 5.4 on. */
  readonly since?: string;
  /** Older series that took it over in one of their stable releases: there it may be or not. */
  readonly backportedTo?: readonly string[];
  /** First kernel without it. */
  readonly until?: string;
  /** A new network namespace begins with what the first one has at that moment; absent: with the default. */
  readonly inherited?: true;
  /** It can be read and not written. */
  readonly readOnly?: true;
  /** Since when it is there and does nothing. */
  readonly inert?: { readonly since: string; readonly because: Text };
  /** Newest last. */
  readonly defaults: readonly [Default, ...Default[]];
  /** Values that a production host may have without a special reason; bounds inclusive. */
  readonly safe?: SafeRange;
  /** Kernel function or document it comes from. */
  readonly source: string;
}
