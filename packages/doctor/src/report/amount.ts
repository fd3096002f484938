/**
 * A number of evidence with its unit, as people write it.
 * @module
 */
import type { Text } from '../model/text.ts';
import { bytes, duration, num, percent, plural, same } from '../model/text.ts';
import type { Evidence, Unit } from '../model/verdict.ts';

/** A countable unit: one of it and many in English; in Korean the counter, as the label names the thing. */
type Countable = Exclude<Unit, 'bytes' | 'ms' | 'per second' | 'ratio' | 'setting'>;

const COUNTED: Readonly<Record<Countable, readonly [en: string, many: string, ko: string]>> = {
  connections: ['connection', 'connections', '건'],
  sockets: ['socket', 'sockets', '개'],
  packets: ['packet', 'packets', '개'],
  segments: ['segment', 'segments', '개'],
  ports: ['port', 'ports', '개'],
  descriptors: ['descriptor', 'descriptors', '개'],
  entries: ['entry', 'entries', '개'],
  pages: ['page', 'pages', '페이지'],
  events: ['event', 'events', '회'],
};

/** Below this, bytes are told to the byte: a segment size or an MTU is compared by hand. */
const EXACT_BYTES = 10_000;

/** `391 connections`, `12.5 MB`, `44 ms`, `98%`; in Korean `391건`. */
export function amount({ value, unit }: Pick<Evidence, 'value' | 'unit'>): Text {
  if (unit === 'bytes') return same(value < EXACT_BYTES ? `${num(value)} B` : bytes(value));
  if (unit === 'ms') return duration(value);
  if (unit === 'ratio') return same(percent(value));
  if (unit === 'setting') return same(String(value));
  if (unit === 'per second') return { en: `${num(value)} per second`, ko: `초당 ${num(value)}` };
  const [one, many, counter] = COUNTED[unit];
  return { en: plural(value, one, many), ko: `${num(value)}${counter}` };
}
