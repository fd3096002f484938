/**
 * A plan as a tuned profile. Source: tuned-profiles(7), tuned.conf(5), plugin sysctl.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Plan } from '../plan.ts';
import { applicationLines, headerLines, reasonLines, say } from './comments.ts';
import { hostChanges, unreachedLines } from './spaces.ts';
import { SAY } from './words.ts';

/** Adds the profile to those that are active, which may be none; on one line, to be copied. */
const ACTIVATE = String.raw`tuned-adm profile $(tuned-adm active | sed -n 's/.*: //p') tcpdoctor`;

/** The file tuned.conf of the profile. */
export function tunedProfile(plan: Plan, lang: Lang): string {
  const changes = hostChanges(plan);
  const lines = [
    ...headerLines(plan, lang),
    ...say([changes.length === 0 ? SAY.nothing : SAY.tuned], lang),
    ...(changes.length === 0 ? [] : [`#   ${ACTIVATE}`]),
    ...unreachedLines(plan, lang),
    ...applicationLines(plan.namespaces, lang),
    '[main]',
    'summary=TCP settings planned by tcpdoctor',
    '',
    '[sysctl]',
    ...changes.flatMap((change) => [...reasonLines(change, lang), `${change.key}=${change.to}`]),
  ];
  return `${lines.join('\n')}\n`;
}
