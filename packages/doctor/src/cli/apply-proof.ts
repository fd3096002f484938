/**
 * Looking before and after an apply: did it help, did it harm, and with `--prove` taking it back.
 * @module
 */
import { UsageError } from '../errors.ts';
import type { Checkup } from '../model/checkup.ts';
import { duration } from '../model/text.ts';
import type { Doors } from '../sysctl/apply/doors.ts';
import type { Entry } from '../sysctl/apply/entry.ts';
import { examine } from '../sysctl/apply/examine.ts';
import type { RolledBack } from '../sysctl/apply/rollback.ts';
import { rollback } from '../sysctl/apply/rollback.ts';
import type { NamespacePlan, Plan } from '../sysctl/plan.ts';
import { settleMs } from '../sysctl/prove/chance.ts';
import type { Proof } from '../sysctl/prove/prove.ts';
import { prove } from '../sysctl/prove/prove.ts';
import { PROOF } from './apply-proof-words.ts';
import { FLAGS } from './apply-words.ts';
import type { ApplyFlags } from './apply.ts';
import type { Context } from './context.ts';
import { look } from './look.ts';

/** Length of a survey unless somebody says otherwise, ms. */
const WINDOW_MS = 3_000;

/** How to look. */
export interface LookPlan {
  readonly windowMs: number;
  /** Namespaces that the plan changes. */
  readonly netns: readonly string[];
  /** Time between the change and the second survey, ms. */
  readonly settleMs: number;
}

/** What came of looking again. */
export interface Proven {
  readonly windowMs: number;
  readonly proof: Proof;
  /** Only with `--prove`, when the proof does not hold. */
  readonly rolledBack?: RolledBack;
}

/**
 * How to look before and after.
 * @returns `undefined` when nobody wants that, or nothing will be written.
 * @throws {UsageError} When the flags leave no time for it.
 */
export function lookPlan(
  spaces: readonly NamespacePlan[],
  flags: ApplyFlags,
  confirmWithinMs: number,
  { settingOf }: Pick<Doors, 'settingOf'>,
): LookPlan | undefined {
  if (flags['no-look'] === true) {
    if (flags.prove === true) throw new UsageError(FLAGS.proveBlind);
    return undefined;
  }
  const windowMs = flags.window ?? WINDOW_MS;
  if (windowMs === 0) throw new UsageError(FLAGS.noWindow);
  const changes = spaces.flatMap((space) => space.changes);
  if (changes.length === 0) return undefined;
  const settle = settleMs(changes.map(({ key, to }) => ({ setting: settingOf(key), to })));
  const tookMs = settle + windowMs;
  if (2 * tookMs > confirmWithinMs) {
    throw new UsageError(FLAGS.longLook(duration(tookMs), duration(2 * tookMs)));
  }
  const changed = spaces.filter((space) => space.changes.length > 0);
  return { windowMs, settleMs: settle, netns: changed.map(({ name }) => choiceOf(name)) };
}

/** How a survey finds a namespace of a plan: what its first process is called may have changed, its pid not. */
const choiceOf = (name: string): string => {
  const [, pid] = /\/(\d+)$/.exec(name) ?? [];
  return pid === undefined ? name : `pid:${pid}`;
};

/**
 * Looks before a plan is applied. The lock is not held: nothing waits for it.
 * @returns `undefined` when the plan would be refused, or has nothing to do.
 */
export async function lookBefore(
  context: Context,
  doors: Doors,
  plan: Plan,
  { windowMs, netns }: LookPlan,
): Promise<Checkup | undefined> {
  const only = {
    ...plan,
    namespaces: plan.namespaces.filter(({ name }) => netns.includes(choiceOf(name))),
  };
  const { refusals, steps } = examine(doors, only);
  if (refusals.length > 0 || steps.length === 0) return undefined;
  return context.world.diagnose(await look(context, { netns, window: windowMs }));
}

/**
 * Waits for what the changes need, looks again, judges. The confirm timer runs meanwhile. With `--prove`,
 * what cannot be looked at is not proven: it is taken back too, before the error goes on its way.
 */
export async function lookAfter(
  context: Context,
  doors: Doors,
  { entry, before, flags, looks }: ToProve,
): Promise<Proven> {
  const { windowMs, netns } = looks;
  try {
    await doors.kernel.sleepMs(looks.settleMs, context.world.signal);
    const survey = await look(context, { netns, window: windowMs });
    const after = await context.world.diagnose(survey);
    const proof = prove(before, after, entry.steps, doors.settingOf);
    if (flags.prove !== true || proof.holds) return { windowMs, proof };
    return { windowMs, proof, rolledBack: await takeBack(doors, entry) };
  } catch (error) {
    if (flags.prove === true) {
      const { result } = await takeBack(doors, entry);
      if (result === 'rolled back') context.world.err.write(`${PROOF.blind[context.lang]}\n`);
    }
    throw error;
  }
}

/** Somebody may have looked for himself and confirmed it while we were still looking: then it stays. */
const takeBack = (doors: Doors, { id }: Entry): Promise<RolledBack> =>
  rollback(doors, { id, unlessConfirmed: true });

/** An apply that was carried out, and what there was before it. */
export interface ToProve {
  readonly entry: Entry;
  readonly before: Checkup;
  readonly flags: ApplyFlags;
  readonly looks: LookPlan;
}
