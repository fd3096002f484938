/**
 * The doctor's findings in a story, as `check` prints them.
 * @module
 */
import type { Checkup } from '../../model/checkup.ts';
import { findingLines } from '../../report/finding.ts';
import type { Style } from '../../report/style.ts';
import { STORY } from './words.ts';

/** What the checkup says of both sides, as `check` prints it. */
export function diagnosis(checkup: Checkup | undefined, style: Style): string[] {
  const lines = (checkup?.namespaces ?? []).flatMap((one) =>
    one.findings.flatMap((finding) => ['', ...findingLines(one, finding, style)]),
  );
  const { doctor, foundNothing } = STORY;
  return lines.length === 0
    ? [`   ${foundNothing[style.lang]}`]
    : [`   ${doctor[style.lang]}`, ...lines];
}
