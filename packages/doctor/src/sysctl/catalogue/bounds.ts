/**
 * Shapes that many settings share: the types of the kernel's tables.
 *
 * Source: kernel/sysctl.c; net/ipv4/sysctl_net_ipv4.c says which setting is of which type.
 * @module
 */
import type { Shape } from '../setting.ts';

/** Largest `int`. */
export const INT_MAX = 2 ** 31 - 1;

/** Largest `unsigned int`. */
export const UINT_MAX = 2 ** 32 - 1;

/** Largest `long`, about: exact to the thousand. */
export const LONG_MAX = 2 ** 63;

/** Most seconds that become jiffies without overflow at 1,000 ticks per second; slower clocks take more. */
export const MAX_JIFFIES_S = 2_147_483;

/** 0 or 1; the kernel refuses the rest. */
export const SWITCH: Shape = { kind: 'integer', min: 0, max: 1 };

/**
 * First kernel that stores most switches and small counts of TCP as bytes, and refuses what is none.
 * Source: proc_dou8vec_minmax(); 5.10 takes -1 and 256, 6.1 refuses them (both measured).
 */
export const BYTES_SINCE = '5.13';

/** 0 or 1 to people; the kernel takes any byte and most of them mean 1. */
export const BYTE_SWITCH: Shape = {
  kind: 'integer',
  min: 0,
  max: 1,
  unchecked: 'above',
  checkedSince: BYTES_SINCE,
};

/** A byte. */
export const BYTE: Shape = { kind: 'integer', min: 0, max: 255, checkedSince: BYTES_SINCE };

/** One of several numbers with a meaning of their own; the kernel takes any byte. */
export const byteUpTo = (max: number): Shape => ({
  kind: 'integer',
  min: 0,
  max,
  unchecked: 'above',
  checkedSince: BYTES_SINCE,
});

/** A count that the kernel stores as `int` and checks for that alone. */
export const COUNT: Shape = { kind: 'integer', min: 0, max: INT_MAX, unchecked: 'below' };

/** Seconds, at least 1 to make sense. */
export const SECONDS: Shape = { kind: 'integer', min: 1, max: MAX_JIFFIES_S, unchecked: 'both' };

/** Smallest, first and largest size of a buffer, bytes. */
export const BUFFER: Shape = {
  kind: 'tuple',
  names: ['min', 'default', 'max'],
  min: 1,
  max: INT_MAX,
  ascending: true,
  orderUnchecked: true,
};
