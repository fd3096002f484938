/**
 * A plan as a file for /etc/sysctl.d.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Change, Plan } from '../plan.ts';
import { applicationLines, headerLines, reasonLines, say } from './comments.ts';
import { hostChanges, unreachedLines } from './spaces.ts';
import { SAY } from './words.ts';

/** The file, for the host's own namespace. */
export function sysctlFile(plan: Plan, lang: Lang): string {
  const changes = hostChanges(plan);
  const lines = [
    ...headerLines(plan, lang),
    ...say([changes.length === 0 ? SAY.nothing : SAY.sysctlFile], lang),
    ...unreachedLines(plan, lang),
    ...changes.flatMap((change) => ['', ...settingLines(change, lang)]),
    ...applicationLines(plan.namespaces, lang),
  ];
  return `${lines.join('\n')}\n`;
}

/** One setting with its reasons. */
export const settingLines = (change: Change, lang: Lang): string[] => [
  ...reasonLines(change, lang),
  `${change.key} = ${change.to}`,
];
