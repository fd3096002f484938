/**
 * The number of the guides, as a lever of a trial: a backlog and a net.core.somaxconn of 65535.
 * @module
 */
import type { Stage } from '../stage.ts';
import type { Effect, Lever } from '../trial.ts';

/** Its id. */
export const HUGE_BACKLOG = 'huge-backlog';
const HUGE = 65_535;

/** The lever. `afterwards`: a queue that never overflows may hide what the checkup would find. */
export const hugeBacklog = (effect: Effect, afterwards: 'gone' | 'there' = 'there'): Lever => ({
  id: HUGE_BACKLOG,
  kind: 'folklore',
  at: 'application',
  what: {
    en: 'backlog and net.core.somaxconn of 65535',
    ko: '백로그와 net.core.somaxconn 65535',
  },
  effect,
  afterwards,
});

/** The backlog to listen with: the huge one, which the cap then allows, where that is the lever. */
export async function backlogFor(
  stage: Stage,
  lever: string | undefined,
  otherwise: number,
): Promise<number> {
  if (lever !== HUGE_BACKLOG) return otherwise;
  await stage.sysctl('server', { 'net.core.somaxconn': HUGE });
  return HUGE;
}
