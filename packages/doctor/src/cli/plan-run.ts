/**
 * `tcpdoctor plan`: look, or read a capture; plan; print it in the format that was asked for.
 * @module
 */
import { UsageError } from '../errors.ts';
import type { Checkup } from '../model/checkup.ts';
import type { Survey } from '../model/survey.ts';
import type { PlanContext } from '../report/plan-text.ts';
import { planText } from '../report/plan-text.ts';
import { powerTexts } from '../report/powers.ts';
import { printable, printableJson } from '../report/printable.ts';
import { effectOf } from '../proofs/effect.ts';
import { EXPORTS } from '../sysctl/export/catalog.ts';
import { planFrom } from '../sysctl/plan/plan-from.ts';
import { changeCount } from '../sysctl/plan/plan-of.ts';
import { planProfile } from '../sysctl/plan/plan-profile.ts';
import type { Plan } from '../sysctl/plan.ts';
import type { Context, Status } from './context.ts';
import { look } from './look.ts';
import type { PlanFlags } from './plan.ts';
import { PLANNING } from './plan-words.ts';
import { styleOf } from './style.ts';
import { TOOL } from './version.ts';
import { FLAG } from './words.ts';

/** A profile rests on settings, not on what happens: one look is enough. */
const ONE_LOOK_MS = 0;

/** @returns 1 when there is something to change, 3 when nothing could be looked at, else 0. */
export async function runPlan(context: Context, flags: PlanFlags): Promise<Status> {
  if (flags.json === true && flags.output !== undefined) {
    throw new UsageError(PLANNING.jsonOrOutput);
  }
  const survey = await surveyFor(context, flags);
  const checkup = flags.profile === undefined ? await context.world.diagnose(survey) : undefined;
  const plan =
    checkup === undefined
      ? planProfile(survey, flags.profile ?? 'web', TOOL)
      : planFrom(checkup, { tool: TOOL, effectOf });
  for (const text of printed(context, flags, plan, aboutOf(survey, checkup, flags))) {
    context.world.out.write(text);
  }
  if (survey.namespaces.length === 0) return 3;
  return changeCount(plan) > 0 ? 1 : 0;
}

async function surveyFor(context: Context, flags: PlanFlags): Promise<Survey> {
  if (flags.from !== undefined) {
    if (flags.netns !== undefined || flags.window !== undefined) {
      throw new UsageError(FLAG.fromAlone);
    }
    const { readCapture } = await import('./capture-file.ts');
    return readCapture(flags.from);
  }
  if (flags.profile === undefined) return look(context, flags, 'every');
  const { netns = 'current', window = ONE_LOOK_MS } = flags;
  return look(context, { netns, window }, 'every');
}

const aboutOf = (survey: Survey, checkup: Checkup | undefined, flags: PlanFlags): PlanContext => ({
  commands: toApply(flags),
  looked: survey.namespaces.length > 0,
  unknownRules: unknownIn(checkup?.namespaces ?? []),
  unseen: powerTexts(survey.missingPower),
});

/** How many rules could not tell in some namespace. */
const unknownIn = (namespaces: Checkup['namespaces']): number =>
  new Set(
    namespaces
      .flatMap(({ verdicts }) => verdicts)
      .filter(({ verdict }) => verdict.kind === 'unknown')
      .map(({ rule }) => rule),
  ).size;

function* printed(
  context: Context,
  flags: PlanFlags,
  plan: Plan,
  about: PlanContext,
): Generator<string> {
  const output = flags.json === true ? 'json' : (flags.output ?? 'text');
  if (output === 'json') yield `${printableJson(JSON.stringify(plan, undefined, 2))}\n`;
  else if (output === 'text') {
    const style = styleOf(context, flags.verbose);
    for (const line of planText(plan, style, about)) yield `${line}\n`;
  } else yield EXPORTS[output](plan, context.lang);
}

/** The commands that save this plan and apply it. */
function toApply({ profile, from, netns }: PlanFlags): string[] {
  const flags = Object.entries({ profile, from, netns }).flatMap(([flag, value]) =>
    value === undefined ? [] : [` --${flag} ${printable(value)}`],
  );
  return [`tcpdoctor plan${flags.join('')} --json > plan.json`, 'sudo tcpdoctor apply plan.json'];
}
