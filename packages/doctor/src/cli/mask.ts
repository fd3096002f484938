/**
 * Makes a survey fit to be given away: addresses and the host's name are replaced, the same by the
 * same, and command lines are dropped. Everything rules judge by stays.
 * @module
 */
import type { Survey } from '../model/survey.ts';
import { addressMask } from './address-mask.ts';

/** Values that are addresses as a whole. */
const ADDRESS_KEYS = new Set(['address', 'source', 'addresses']);

/** Words of the kernel or of this tool, in which nothing is replaced. */
const VERBATIM_KEYS = new Set([
  'kernel',
  'arch',
  'family',
  'state',
  'timer',
  'direction',
  'cookie',
  'congestion',
  'cgroupId',
  'what',
  'code',
  'key',
]);

/** What may be an address inside other words; IPv6 first, because it may end in IPv4. */
const ADDRESS_LIKE =
  /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]*(?![\w:])|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/gi;

/** What the host is called in a masked survey. */
export const MASKED_HOST = 'masked-host';

/** The survey without addresses, host name and command lines. */
export function maskSurvey(survey: Survey): Survey {
  const mask = addressMask();
  const anywhere = (text: string): string =>
    withoutName(text, survey.host.name).replaceAll(ADDRESS_LIKE, (found) => mask(found));
  const walk = (value: unknown, key: string, parent: unknown): unknown => {
    if (typeof value === 'string') return maskedText(value, key, parent);
    if (Array.isArray(value)) return value.map((item) => walk(item, key, value));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, k, value)]));
  };
  const maskedText = (text: string, key: string, parent: unknown): string => {
    if (key === 'commandLine') return '';
    if (ADDRESS_KEYS.has(key) && !isMissing(parent)) return mask(text);
    return VERBATIM_KEYS.has(key) ? text : anywhere(text);
  };
  const masked = walk(survey, '', undefined) as Survey;
  return { ...masked, host: { ...masked.host, name: MASKED_HOST } };
}

/** `Missing` has a `source` that is no address but a name such as `netstat`. */
const isMissing = (parent: unknown): boolean =>
  typeof parent === 'object' && parent !== null && 'code' in parent;

/** The host's name where it stands alone, also its first label. */
function withoutName(text: string, name: string): string {
  const label = name.split('.')[0] ?? '';
  return [name, label]
    .filter((word) => word.length > 2 && word !== 'host' && word !== 'localhost')
    .reduce((rest, word) => rest.split(wholeWord(word)).join(MASKED_HOST), text);
}

const wholeWord = (word: string): RegExp =>
  new RegExp(`(?<![\\w-])${word.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&')}(?![\\w-])`, 'i');
