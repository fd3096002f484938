/**
 * Whether two texts are the same value of a setting, however they are written.
 * @module
 */
import type { Shape } from '../setting.ts';
import { numbersOf, plainValue } from '../value.ts';

/** Blanks do not count; numbers by what they mean; words and ports in any order, neighbours joined as the kernel does. */
export function sameValue(shape: Shape, a: string, b: string): boolean {
  return plainValue(a) === plainValue(b) || normal(shape, a) === normal(shape, b);
}

function normal(shape: Shape, text: string): string {
  if (shape.kind === 'ports') return joinedPorts(plainValue(text));
  if (shape.kind === 'words') return plainValue(text).split(' ').toSorted().join(' ');
  if (shape.kind === 'word') return plainValue(text);
  return numbersOf(text)?.join(' ') ?? plainValue(text);
}

type Span = readonly [low: number, high: number];

/** A list of ports as the kernel prints it. Source: proc_do_large_bitmap() prints `8080,8081` as `8080-8081`. */
export function joinedPorts(list: string): string {
  if (list === '') return '';
  const spans: Span[] = list.split(',').map((part) => {
    const [low = NaN, high = low] = part.split('-').map(Number);
    return [low, high];
  });
  const joined: Span[] = [];
  for (const [low, high] of spans.toSorted(([a], [b]) => a - b)) {
    const [from, to] = joined.at(-1) ?? [low, NaN];
    if (low <= to + 1) joined[joined.length - 1] = [from, Math.max(to, high)];
    else joined.push([low, high]);
  }
  return joined.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(',');
}
