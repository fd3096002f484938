/**
 * Values of settings as text: the same one way of writing for each, and what is wrong with one.
 *
 * Source: proc_dointvec() and its kin in kernel/sysctl.c, which read numbers as C does (`0x10`, `010`);
 * proc_do_large_bitmap() for lists of ports. What they refuse was measured on Linux 5.10, 6.1, 6.12, 6.18
 * and 7.2.
 * @module
 */
import { isSince } from './kernel-version.ts';
import type { Setting, Shape } from './setting.ts';

/** What is wrong with a value, before any kernel has seen it. */
export type ValueFault =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not a number'; readonly word: string }
  /** A leading zero: the kernel reads `010` as 8. */
  | { readonly kind: 'octal'; readonly word: string; readonly reads: number | undefined }
  /** `refused`: by the kernel; else it takes it. */
  | {
      readonly kind: 'out of range';
      readonly word: string;
      readonly min: number;
      readonly max: number;
      readonly refused: boolean;
    }
  | { readonly kind: 'wrong count'; readonly wanted: number; readonly found: number }
  | { readonly kind: 'wrong order'; readonly refused: boolean }
  | { readonly kind: 'bad port list'; readonly part: string }
  | { readonly kind: 'not one word' };

/** The value as the kernel prints it, but with single blanks: `4096  131072\t6291456` too. */
export const plainValue = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

/**
 * What is wrong with a value of a setting; `undefined` when the kernel takes it and it makes sense.
 *
 * @param value Without a comment behind it.
 * @param kernel The version that is to take it (`6.18`), the newest when none is named.
 */
export function valueFault(
  { shape }: Pick<Setting, 'shape'>,
  value: string,
  kernel?: string,
): ValueFault | undefined {
  const plain = plainValue(value);
  if (shape.kind === 'ports') return portListFault(plain);
  if (plain === '') return { kind: 'empty' };
  const words = plain.split(' ');
  if (shape.kind === 'word') return words.length === 1 ? undefined : { kind: 'not one word' };
  if (shape.kind === 'words') return undefined;
  const names = shape.kind === 'tuple' ? shape.names.length : 1;
  for (const word of words.slice(0, names)) {
    const fault = numberFault(shape, word, kernel);
    if (fault !== undefined) return fault;
  }
  if (words.length !== names) return { kind: 'wrong count', wanted: names, found: words.length };
  return shape.kind === 'tuple' ? orderFault(shape, words) : undefined;
}

/** The numbers of a value, `undefined` when one of its words is none. */
export function numbersOf(value: string): readonly number[] | undefined {
  const words = plainValue(value).split(' ');
  return words.every((word) => NUMBER.test(word)) ? words.map(Number) : undefined;
}

const NUMBER = /^-?(0x[0-9a-f]+|\d+)$/i;
const OCTAL = /^-?0\d+$/;

type Numeric = Extract<Shape, { kind: 'integer' | 'tuple' }>;

function numberFault(shape: Numeric, word: string, kernel?: string): ValueFault | undefined {
  if (!NUMBER.test(word)) return { kind: 'not a number', word };
  if (OCTAL.test(word)) {
    const digits = word.replace('-', '');
    const reads = /[89]/.test(digits) ? undefined : parseInt(digits, 8);
    if (reads !== Number(digits)) return { kind: 'octal', word, reads };
  }
  const { min, max } = shape;
  const value = Number(word);
  if (value >= min && value <= max) return undefined;
  return { kind: 'out of range', word, min, max, refused: isRefused(shape, value, kernel) };
}

/** No type of the kernel is wider than this, whatever it checks. */
const INT_MAX = 2 ** 31 - 1;

function isRefused(shape: Numeric, value: number, kernel?: string): boolean {
  if (shape.kind === 'tuple') return true;
  const { unchecked, checkedSince } = shape;
  const side = value < shape.min ? 'below' : 'above';
  const isOlder =
    checkedSince !== undefined && kernel !== undefined && !isSince(kernel, checkedSince);
  const taken = isOlder || unchecked === side || unchecked === 'both';
  return !taken || value > Math.max(shape.max, INT_MAX) || value < -INT_MAX - 1;
}

function orderFault(
  shape: Extract<Shape, { kind: 'tuple' }>,
  words: readonly string[],
): ValueFault | undefined {
  const values = words.map(Number);
  const ascends = values.every((value, n) => n === 0 || value >= (values[n - 1] ?? value));
  return ascends || !shape.ascending
    ? undefined
    : { kind: 'wrong order', refused: shape.orderUnchecked !== true };
}

/** `8080,9100-9110`: no blanks anywhere, ranges ascending, ports up to 65535. */
function portListFault(value: string): ValueFault | undefined {
  if (value === '') return undefined;
  const bad = value.split(',').find((part) => {
    const [, low = '', high = low] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    return low === '' || Number(low) > Number(high) || Number(high) > 65_535;
  });
  return bad === undefined ? undefined : { kind: 'bad port list', part: bad };
}

/**
 * What the kernel holds once a value has been written, as it prints it; `undefined` when it refuses.
 * Behind the last number that it wants it reads no further: `600 # ten minutes` is 600.
 */
export function takenValue(setting: Pick<Setting, 'shape'>, written: string): string | undefined {
  const value = withoutRest(setting.shape, plainValue(written));
  const fault = valueFault(setting, value);
  if (fault === undefined)
    return value.replaceAll(/\b0x[0-9a-f]+\b/gi, (hex) => String(Number(hex)));
  if (fault.kind === 'octal') return value.includes(' ') ? undefined : fault.reads?.toString();
  const taken = 'refused' in fault && !fault.refused;
  return taken ? value : undefined;
}

/** The value without what stands behind the numbers it needs. */
export function withoutRest(shape: Shape, plain: string): string {
  if (shape.kind !== 'integer' && shape.kind !== 'tuple') return plain;
  const words = shape.kind === 'tuple' ? shape.names.length : 1;
  return plain.split(' ').slice(0, words).join(' ');
}
