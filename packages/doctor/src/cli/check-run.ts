/**
 * `tcpdoctor check`: look, or read a capture; ask every rule; report.
 * @module
 */
import { UsageError } from '../errors.ts';
import type { Checkup } from '../model/checkup.ts';
import type { Survey } from '../model/survey.ts';
import { jsonReport } from '../report/json.ts';
import { markdownReport } from '../report/markdown.ts';
import { textReport } from '../report/text.ts';
import { JOURNAL } from './apply-words.ts';
import type { CheckFlags } from './check.ts';
import type { Context, Status } from './context.ts';
import { look } from './look.ts';
import { styleOf } from './style.ts';
import { TOOL } from './version.ts';
import { FLAG } from './words.ts';

/** @returns 1 when a finding is `warning` or worse, 3 when nothing could be looked at, else 0. */
export async function runCheck(context: Context, flags: CheckFlags): Promise<Status> {
  if (flags.json === true && flags.markdown === true) throw new UsageError(FLAG.jsonOrMarkdown);
  const checkup = await context.world.diagnose(await surveyFor(context, flags));
  for (const line of report(context, checkup, flags)) context.world.out.write(`${line}\n`);
  if (flags.from === undefined) await tellOverdue(context);
  if (checkup.namespaces.length === 0) return 3;
  return hurts(checkup) ? 1 : 0;
}

/** On standard error, so that a report for programs stays one. */
async function tellOverdue({ world, lang }: Context): Promise<void> {
  for (const id of await world.overdue()) world.err.write(`${JOURNAL.overdue(id)[lang]}\n`);
}

async function surveyFor(context: Context, flags: CheckFlags): Promise<Survey> {
  if (flags.from === undefined) return look(context, flags);
  if (flags.netns !== undefined || flags.window !== undefined) throw new UsageError(FLAG.fromAlone);
  const { readCapture } = await import('./capture-file.ts');
  return readCapture(flags.from);
}

function report(context: Context, checkup: Checkup, flags: CheckFlags): Iterable<string> {
  if (flags.json === true) return [jsonReport(checkup, TOOL, context.lang)];
  if (flags.markdown === true) return markdownReport(checkup, TOOL, context.lang);
  return textReport(checkup, TOOL, styleOf(context, flags.verbose));
}

const hurts = ({ namespaces }: Checkup): boolean =>
  namespaces.some(({ findings }) =>
    findings.some(({ severity }) => severity === 'critical' || severity === 'warning'),
  );
