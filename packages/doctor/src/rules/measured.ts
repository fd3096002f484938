/**
 * The source of what was measured rather than read.
 * @module
 */
import type { Text } from '../model/text.ts';

const KERNEL = 'Linux 6.18';

/** What was measured on the kernel that the figures of the rules come from, as a source. */
export const measured = (what: Text = { en: '', ko: '' }): Text => ({
  en: `Measured on ${KERNEL}${what.en === '' ? '' : `: ${what.en}`}`,
  ko: `${KERNEL} 실측${what.ko === '' ? '' : `: ${what.ko}`}`,
});
