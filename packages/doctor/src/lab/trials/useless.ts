/**
 * Folklore as levers of a trial: settings of guides that do nothing here.
 * @module
 */
import type { Lever } from '../trial.ts';

/** Room for noise where a count comes out the same each time. */
const SAME = 1.2;

/** A sysctl that does not help: `useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1')`. */
export const useless = (id: string, setting: string, within = SAME): Lever => ({
  id,
  kind: 'folklore',
  at: 'kernel',
  what: { en: setting, ko: setting },
  effect: { kind: 'none', within },
});
