/**
 * A number of evidence with its unit, as people write it.
 * @module
 */
import type { Text } from '../model/text.ts';
import { bytes, duration, num, percent, plural, same } from '../model/text.ts';
import type { Evidence, Unit } from '../model/verdict.ts';

/** One of a countable unit in English, and the Korean noun with its counter. */
type Countable = Exclude<Unit, 'bytes' | 'ms' | 'per second' | 'ratio' | 'setting'>;

const COUNTED: Readonly<Record<Countable, readonly [en: string, many: string, ko: string]>> = {
  connections: ['connection', 'connections', '연결'],
  sockets: ['socket', 'sockets', '소켓'],
  packets: ['packet', 'packets', '패킷'],
  segments: ['segment', 'segments', '세그먼트'],
  ports: ['port', 'ports', '포트'],
  descriptors: ['descriptor', 'descriptors', '파일 디스크립터'],
  entries: ['entry', 'entries', '항목'],
  pages: ['page', 'pages', '페이지'],
  events: ['event', 'events', '이벤트'],
};

/** `391 connections`, `12.5 MB`, `44 ms`, `98 %`; in Korean `연결 391개`. */
export function amount({ value, unit }: Pick<Evidence, 'value' | 'unit'>): Text {
  if (unit === 'bytes') return same(bytes(value));
  if (unit === 'ms') return duration(value);
  if (unit === 'ratio') return same(percent(value));
  if (unit === 'setting') return same(String(value));
  if (unit === 'per second') return { en: `${num(value)} per second`, ko: `초당 ${num(value)}` };
  const [one, many, ko] = COUNTED[unit];
  const counter = unit === 'events' ? '회' : '개';
  return { en: plural(value, one, many), ko: `${ko} ${num(value)}${counter}` };
}
