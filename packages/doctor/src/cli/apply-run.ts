/**
 * `tcpdoctor apply`: show the plan, ask, apply, say how it went.
 * @module
 */
import type { OpenDoors } from '../doors.ts';
import { NotPossibleError, SysError, UnsupportedError, UsageError } from '../errors.ts';
import { duration } from '../model/text.ts';
import { printable } from '../report/printable.ts';
import type { Applied } from '../sysctl/apply/apply.ts';
import { applyPlan } from '../sysctl/apply/apply.ts';
import { STATE_DIR } from '../sysctl/apply/doors.ts';
import type { NamespacePlan, Plan } from '../sysctl/plan.ts';
import { againAsRoot } from './again-as-root.ts';
import { readPlan } from './apply-plan.ts';
import { appliedJson } from './apply-json.ts';
import { lookAfter, lookBefore, lookPlan } from './apply-proof.ts';
import type { LookPlan, Proven } from './apply-proof.ts';
import { provenLines } from './apply-proof-text.ts';
import { appliedLines, planLines } from './apply-text.ts';
import { APPLY, PLAN } from './apply-words.ts';
import type { ApplyFlags } from './apply.ts';
import { unfinishedLines } from './changes-text.ts';
import type { Context, Status } from './context.ts';
import { jsonText, stateFlag } from './journal-run.ts';
import { reasonFor } from './reasons.ts';
import { styleOf } from './style.ts';
import { TOOL } from './version.ts';

/** Time to confirm unless somebody says otherwise, ms. */
const CONFIRM_WITHIN_MS = 60_000;

/**
 * @returns 0 when it is applied, or was all there; 1 when it was not, or was taken back because nothing
 * proved it: everything is as before.
 */
export async function runApply(context: Context, flags: ApplyFlags, file: string): Promise<Status> {
  const { world, lang } = context;
  const plan = await readPlan(file);
  const spaces = selected(plan.namespaces, netnsOf(flags));
  const say = sayer(context, flags);
  say(planLines(spaces, styleOf(context)));
  using doors = await world.doors(flags.state ?? STATE_DIR);
  if (doors.kernel.identity.platform !== 'linux') throw new UnsupportedError('linux');
  if (doors.kernel.identity.uid !== 0) throw needsRoot(context, spaces, doors.stateDir);
  const looks = lookPlan(spaces, flags, confirmMs(flags), doors);
  if (await agreed(context, flags, spaces)) {
    return await carryOut(context, flags, doors, { plan, looks });
  }
  say([APPLY.declined[lang]]);
  return 0;
}

/** Looks, applies, says so at once, because the time to confirm runs, and looks again. */
async function carryOut(
  context: Context,
  flags: ApplyFlags,
  doors: OpenDoors,
  { plan, looks }: { readonly plan: Plan; readonly looks: LookPlan | undefined },
): Promise<Status> {
  const [say, style, netns] = [sayer(context, flags), styleOf(context), netnsOf(flags)];
  const before = looks && (await lookBefore(context, doors, plan, looks));
  const applied = await applyPlan(doors, plan, {
    tool: TOOL,
    confirmWithinMs: confirmMs(flags),
    startWatchdog: doors.startWatchdog,
    signal: context.world.signal,
    ...(netns === undefined ? {} : { netns }),
  }).catch((error: unknown) => {
    throw withoutJournal(error, doors.stateDir);
  });
  say(unfinishedLines(applied.takenBack, context.lang));
  const shown = { stateFlag: stateFlag(flags), confirmWithinMs: confirmMs(flags) };
  say(appliedLines(applied, style, shown));
  let proven: Proven | undefined;
  if (looks !== undefined && before !== undefined && applied.result === 'applied') {
    const { entry } = applied;
    proven = await lookAfter(context, doors, { entry, before, flags, looks });
    say(provenLines(proven, style, `tcpdoctor rollback ${entry.id}${stateFlag(flags)}`));
  }
  say([jsonText(appliedJson(applied, proven))], 'json');
  return statusOf(applied, proven);
}

/** Why the journal could not be begun, for people: nothing was written then. Other errors as they are. */
function withoutJournal(error: unknown, stateDir: string): unknown {
  if (!(error instanceof SysError) || !error.target.startsWith(stateDir)) return error;
  return new NotPossibleError(APPLY.noJournal(stateDir, reasonFor(error.code)), { cause: error });
}

/** `undefined`: the whole plan. */
const netnsOf = ({ netns }: ApplyFlags): string | undefined =>
  netns === 'all' ? undefined : netns;

const confirmMs = (flags: ApplyFlags): number => flags['confirm-within'] ?? CONFIRM_WITHIN_MS;

/** Prints lines for people, or only those for programs when the flags ask for JSON. */
const sayer =
  ({ world }: Context, { json }: ApplyFlags) =>
  (lines: Iterable<string>, kind: 'text' | 'json' = 'text'): void => {
    if ((json === true) !== (kind === 'json')) return;
    for (const line of lines) world.out.write(`${line}\n`);
  };

function selected(all: readonly NamespacePlan[], netns?: string): readonly NamespacePlan[] {
  if (netns === undefined) return all;
  const found = all.filter(({ name }) => name === netns);
  if (found.length > 0) return found;
  const names = all.map(({ name }) => name).join(', ');
  throw new UsageError(PLAN.noSpace(printable(netns), printable(names)));
}

function needsRoot(
  context: Context,
  spaces: readonly NamespacePlan[],
  stateDir: string,
): NotPossibleError {
  const names = spaces.map(({ name }) => name).join(', ');
  return new NotPossibleError(
    APPLY.needsRoot(countOf(spaces), names, stateDir, againAsRoot(context)),
  );
}

const countOf = (spaces: readonly NamespacePlan[]): number =>
  spaces.reduce((sum, { changes }) => sum + changes.length, 0);

/** Nothing to do needs no answer. @throws {UsageError} When there is nobody to ask. */
async function agreed(
  { world, lang }: Context,
  flags: ApplyFlags,
  spaces: readonly NamespacePlan[],
): Promise<boolean> {
  if (flags.yes === true || countOf(spaces) === 0) return true;
  if (world.ask === undefined || flags.json === true) throw new UsageError(APPLY.needsYes);
  return world.ask(APPLY.ask(duration(confirmMs(flags))[lang])[lang]);
}

function statusOf({ result }: Applied, proven: Proven | undefined): Status {
  if (proven?.rolledBack !== undefined) return proven.rolledBack.result === 'busy' ? 3 : 1;
  if (result === 'applied' || result === 'nothing to do') return 0;
  return result === 'busy' || result === 'unconfirmed' || result === 'damaged' ? 3 : 1;
}
