/**
 * JSON that keeps `bigint`: `12n` is `{"$bigint":"12"}`. Keys of the data that begin with `$` get a
 * second one, so that nothing in the data can be taken for a number.
 * @module
 */

const TAG = '$bigint';

/** The value as JSON text. */
export const encodeBigintJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return { [TAG]: String(part) };
    return isRecord(part) && hasDollarKey(part) ? renamed(part, (key) => `$${key}`) : part;
  });

/**
 * The value of JSON text made by `encodeBigintJson`.
 *
 * @throws {SyntaxError} When it is no JSON.
 * @throws {RangeError} When it is nested deeper than the stack.
 */
export const decodeBigintJson = (text: string): unknown =>
  JSON.parse(text, (_key, part: unknown) => {
    if (!isRecord(part) || !hasDollarKey(part)) return part;
    const digits = part[TAG];
    const tagged = typeof digits === 'string' && /^-?\d{1,40}$/.test(digits);
    if (tagged && Object.keys(part).length === 1) return BigInt(digits);
    return renamed(part, (key) => key.slice(1));
  });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasDollarKey = (part: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(part).some((key) => key.startsWith('$'));

const renamed = (part: Readonly<Record<string, unknown>>, rename: (key: string) => string) =>
  Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key.startsWith('$') ? rename(key) : key, value]),
  );

/** Bounds of JSON text that is parsed at all. */
export interface JsonBounds {
  /** Nesting of arrays and objects. */
  readonly depth: number;
  /** Arrays, objects and the values in them, about. */
  readonly parts: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Whether JSON text stays inside its bounds, told without parsing it: what passes can be parsed with
 * bounded memory.
 */
export function withinBounds(json: Uint8Array, bounds: JsonBounds): boolean {
  let depth = 0;
  let parts = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
      continue;
    }
    if (byte === QUOTE) inString = true;
    else if (byte === COMMA) parts++;
    else if (OPENING.has(byte)) {
      depth++;
      parts++;
    } else if (CLOSING.has(byte)) depth--;
    if (depth > bounds.depth || parts > bounds.parts) return false;
  }
  return true;
}
