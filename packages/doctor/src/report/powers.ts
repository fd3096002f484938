/**
 * What could not be seen, and what would help.
 * @module
 */
import type { MissingPower } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import { printable } from './printable.ts';
import { OWNER, POWER, POWER_MANY } from './words.ts';

/** Namespaces named in one sentence. */
const MAX_NAMES = 4;

/** What stays hidden without a power, in both languages. */
export function powerText(power: MissingPower): { readonly en: string; readonly ko: string } {
  const text = POWER[power.what](printable(power.which ?? '?'));
  const code = power.code === undefined ? '' : ` (${printable(power.code)})`;
  return { en: text.en + code, ko: text.ko + code };
}

/** One sentence per kind of missing power: namespaces closed for the same reason are told together. */
export function powerTexts(missing: readonly MissingPower[]): Text[] {
  const groups = Map.groupBy(missing, (power) =>
    power.what === 'namespace' ? `closed ${power.code}` : power,
  );
  return Array.from(groups.values(), (group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group.map(powerText);
    return [closedText(group, first.code)];
  }).flat();
}

function closedText(group: readonly MissingPower[], code: string | undefined): Text {
  const names = group.slice(0, MAX_NAMES).map(({ which }) => printable(which ?? '?'));
  const more = OWNER.more(group.length - names.length);
  const list = names.join(', ');
  const all =
    group.length > names.length
      ? { en: `${list} ${more.en}`, ko: `${list} ${more.ko}` }
      : { en: list, ko: list };
  const why = code === undefined ? '' : ` (${printable(code)})`;
  const text = POWER_MANY.namespaces(all);
  return { en: text.en + why, ko: text.ko + why };
}
