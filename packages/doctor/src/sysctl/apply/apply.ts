/**
 * Applying a plan: check everything, write the journal, set a watchdog, write, read back. Whatever
 * fails on the way, what was written is undone.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Change, Plan } from '../plan.ts';
import type { Doors } from './doors.ts';
import { takeLock, watchdogLives } from './doors.ts';
import { bootId, bootMs } from './boot-clock.ts';
import type { Entry, State, Step, Why } from './entry.ts';
import { examine } from './examine.ts';
import type { Refusal } from './examine.ts';
import { freshId, writeEntry } from './journal.ts';
import type { Written } from './one-value.ts';
import { writeValue } from './one-value.ts';
import type { Places } from './place.ts';
import { findPlaces } from './place.ts';
import { recover } from './recover.ts';
import type { TakenBack } from './take-back.ts';
import { end, record, takeBack } from './take-back.ts';

/**
 * Who starts a watchdog: the service manager where there is one, or this process. The one of a service
 * manager may not see the files that this process sees.
 */
export type WatchdogWay = 'service' | 'alone';

/** How to apply. */
export interface ApplyOptions {
  /** `tcpdoctor 0.1.0`. */
  readonly tool: string;
  /** Time to confirm, ms. */
  readonly confirmWithinMs: number;
  /** Only this namespace of the plan. @default all of them */
  readonly netns?: string;
  /** Starts the watchdog of an apply, outside of this process. @throws {SysError} */
  readonly startWatchdog: (id: string, way: WatchdogWay) => Promise<void> | void;
  /** Gives up before anything is written. */
  readonly signal?: AbortSignal;
}

/** How it went. `takenBack` is what earlier applies had left unfinished. */
export type Applied = { readonly takenBack: readonly TakenBack[] } & (
  | { readonly result: 'applied'; readonly entry: Entry; readonly already: readonly Change[] }
  /** Everything is as the plan wants it. */
  | { readonly result: 'nothing to do'; readonly already: readonly Change[] }
  /** The plan does not fit this machine, now; nothing was written. */
  | { readonly result: 'refused'; readonly refusals: readonly Refusal[] }
  /** Another apply waits to be confirmed; nothing was written. */
  | { readonly result: 'unconfirmed'; readonly other: Entry }
  /** Another tcpdoctor is changing settings at this moment; nothing was written. */
  | { readonly result: 'busy' }
  /** These files of the journal cannot be read, and may tell of values to be put back; nothing was written. */
  | { readonly result: 'damaged'; readonly damaged: readonly string[] }
  /** It failed on the way; the entry says what became of each value. */
  | ({ readonly result: 'taken back'; readonly already: readonly Change[] } & TakenBack)
);

/**
 * Applies a plan. Changes the machine; needs root.
 *
 * @throws {SysError} When the journal cannot be read or written: nothing was changed then.
 */
export async function applyPlan(doors: Doors, plan: Plan, options: ApplyOptions): Promise<Applied> {
  using lock = takeLock(doors);
  if (lock === undefined) return { result: 'busy', takenBack: [] };
  const { entries, takenBack, damaged } = recover(doors);
  if (damaged.length > 0) return { result: 'damaged', damaged, takenBack };
  const other = entries.find(({ state }) => state.kind === 'waiting');
  if (other !== undefined) return { result: 'unconfirmed', other, takenBack };
  const { steps, refusals, already } = examine(doors, plan, options.netns);
  if (refusals.length > 0) return { result: 'refused', refusals, takenBack };
  if (steps.length === 0) return { result: 'nothing to do', already, takenBack };
  const entry = newEntry(doors, entries, steps, options);
  writeEntry(doors, entry);
  const why = await unwatched(doors, entry.id, options);
  if (why !== undefined) {
    return { result: 'taken back', ...end(doors, entry, { why }), already, takenBack };
  }
  return { ...carryOut(doors, entry, options.confirmWithinMs), already, takenBack };
}

function newEntry(
  { kernel }: Doors,
  entries: readonly Entry[],
  steps: readonly Step[],
  { tool }: ApplyOptions,
): Entry {
  const now = new Date(kernel.epochMs()).toISOString();
  // The journal is read in the order of time: a clock that was set back must not change the order.
  const last = entries.at(-1)?.at ?? now;
  const at = now > last ? now : last;
  return {
    schema: 'tcpdoctor.journal/1',
    id: freshId(entries, at),
    tool,
    hostname: kernel.identity.hostname,
    at,
    bootId: bootId(kernel),
    steps,
    state: { kind: 'writing' },
  };
}

/** Longest a watchdog may take to start, ms: it is a program that has to be loaded. */
const START_MS = 10_000;
const POLL_MS = 10;
const WAYS: readonly WatchdogWay[] = ['service', 'alone'];

/** Starts the watchdog and waits until it watches. @returns Why there is none; nothing was written yet. */
async function unwatched(
  doors: Doors,
  id: string,
  { startWatchdog, signal }: ApplyOptions,
): Promise<Why | undefined> {
  for (const way of WAYS) {
    try {
      await startWatchdog(id, way);
      if (await comesAlive(doors, id, signal)) return undefined;
      if (signal?.aborted === true) return 'interrupted';
    } catch (error) {
      if (!(error instanceof SysError)) throw error; // the next way may work
    }
  }
  return 'no watchdog';
}

/** @throws {SysError} When nobody can tell. */
async function comesAlive(doors: Doors, id: string, signal?: AbortSignal): Promise<boolean> {
  const deadline = doors.kernel.monotonicMs() + START_MS;
  while (!watchdogLives(doors, id)) {
    if (doors.kernel.monotonicMs() >= deadline) return false;
    await doors.kernel.sleepMs(POLL_MS, signal);
    if (signal?.aborted === true) return false;
  }
  return true;
}

/** Writes every value. Synchronous from here on: only a crash comes in between, and that is watched. */
function carryOut(
  doors: Doors,
  entry: Entry,
  confirmWithinMs: number,
): { result: 'applied'; entry: Entry } | ({ result: 'taken back' } & TakenBack) {
  const places = findPlaces(doors.kernel);
  for (const [n, step] of entry.steps.entries()) {
    const outcome = writeStep(doors, places, step);
    if (outcome.result === 'written') continue;
    return { result: 'taken back', ...giveUp(doors, entry, n, outcome) };
  }
  const waiting = { ...entry, state: waitingFor(doors, confirmWithinMs) };
  const code = record(doors, waiting);
  if (code === undefined) return { result: 'applied', entry: waiting };
  return { result: 'taken back', ...takeBack(doors, entry, 'no journal') };
}

function writeStep(doors: Doors, places: Places, step: Step): Written {
  const setting = doors.settingOf(step.key);
  const ref = places.meant(step.namespace);
  if (setting === undefined || ref === undefined) return { result: 'not kept', code: 'ESTALE' };
  return writeValue(doors, ref, setting.shape, step);
}

/** Step `n` failed; it and those before it are undone. */
function giveUp(
  doors: Doors,
  entry: Entry,
  n: number,
  outcome: Exclude<Written, { result: 'written' }>,
): TakenBack {
  if (outcome.result === 'moved on') {
    return takeBack(doors, entry, 'moved on', { step: n, found: outcome.found });
  }
  const { code, kept } = outcome;
  const failure = {
    step: n,
    ...(code === undefined ? {} : { code }),
    ...(kept === undefined ? {} : { found: kept }),
  };
  const steps = entry.steps.map((step, at) =>
    at === n && kept !== undefined ? { ...step, kept } : step,
  );
  return takeBack(doors, { ...entry, steps }, 'not kept', failure);
}

function waitingFor({ kernel }: Doors, confirmWithinMs: number): State {
  return {
    kind: 'waiting',
    untilBootMs: bootMs(kernel) + confirmWithinMs,
    until: new Date(kernel.epochMs() + confirmWithinMs).toISOString(),
  };
}
