/**
 * Confirming an apply: from now on nobody takes it back unasked. On request its values outlive a restart.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Beaten } from './boot-order.ts';
import { beatenAtBoot } from './boot-order.ts';
import type { Doors } from './doors.ts';
import { awaitLock } from './doors.ts';
import type { Entry, Step } from './entry.ts';
import { updateEntry } from './journal.ts';
import { readValue } from './one-value.ts';
import type { OwnFile, PersistOptions } from './persist.ts';
import { fileFor, fileState, lastingSteps, writeFile } from './persist.ts';
import { findPlaces } from './place.ts';
import { recover } from './recover.ts';
import { sameValue } from './same-value.ts';
import type { TakenBack } from './take-back.ts';
import { takeBack } from './take-back.ts';

/** What became of the file. */
export type Persisted =
  /** `left` steps are not in it: of other namespaces, which no file sets up, or changed by somebody. */
  | {
      readonly persisted: 'written';
      readonly path: string;
      readonly left: number;
      /** Values that another file overrides at the next start. */
      readonly beaten: readonly Beaten[];
    }
  /** No step is the host's own. */
  | { readonly persisted: 'nothing to write' }
  /** A file of that name is there and is not ours. */
  | { readonly persisted: 'taken'; readonly path: string }
  | { readonly persisted: 'failed'; readonly path: string; readonly code: string };

/** A value that is no longer the one that was applied. */
export interface Changed {
  readonly step: Step;
  /** Absent when it cannot be read: its namespace is gone. */
  readonly found?: string;
}

/** How it went. `takenBack` is what came too late, or was left unfinished. */
export type Confirmed = {
  readonly takenBack: readonly TakenBack[];
  /** Files of the journal that nobody can read. */
  readonly damaged: readonly string[];
} & (
  | {
      readonly result: 'confirmed';
      readonly entry: Entry;
      /** Values that somebody has changed since: theirs stay, and are not in the file. */
      readonly changed: readonly Changed[];
      readonly file?: Persisted;
    }
  /** Nothing waits to be confirmed, or nothing has that id. */
  | { readonly result: 'none' }
  /** It has been taken back, or was closed. */
  | { readonly result: 'over'; readonly entry: Entry }
  | { readonly result: 'busy' }
);

/**
 * Confirms an apply, or persists one that is confirmed.
 *
 * @param id @default the one that waits; to persist, else the last one that was confirmed
 * @throws {SysError} When the journal cannot be read or written: it is not confirmed then.
 */
export async function confirm(
  doors: Doors,
  id: string | undefined,
  persist?: PersistOptions,
): Promise<Confirmed> {
  using lock = await awaitLock(doors);
  if (lock === undefined) return { result: 'busy', takenBack: [], damaged: [] };
  const { entries, takenBack, damaged } = recover(doors);
  const also = { takenBack, damaged };
  const late = id === undefined ? lostUnasked(entries) : undefined;
  const alsoConfirmed = persist !== undefined && late === undefined;
  const entry = id === undefined ? pick(entries, alsoConfirmed) : entries.find((e) => e.id === id);
  if (entry === undefined) {
    return late === undefined
      ? { result: 'none', ...also }
      : { result: 'over', entry: late, ...also };
  }
  if (entry.state.kind !== 'waiting' && entry.state.kind !== 'confirmed') {
    return { result: 'over', entry, ...also };
  }
  const changed = changedSince(doors, entry);
  if (entry.state.kind === 'waiting' && changed.length === entry.steps.length) {
    return { result: 'over', entry: takeBack(doors, entry, 'moved on').entry, ...also };
  }
  return { result: 'confirmed', ...also, changed, ...keep(doors, entry, changed, persist) };
}

function changedSince(doors: Doors, { steps }: Entry): Changed[] {
  const places = findPlaces(doors.kernel);
  return steps.flatMap((step): Changed[] => {
    const ref = places.again(step.namespace);
    const found = ref === undefined ? undefined : readValue(doors, ref, step);
    if (typeof found !== 'string') return [{ step }];
    const shape = doors.settingOf(step.key)?.shape;
    return shape !== undefined && sameValue(shape, found, step.to) ? [] : [{ step, found }];
  });
}

/** The last apply, when it went before anybody confirmed it: whoever comes too late is told so. */
function lostUnasked(entries: readonly Entry[]): Entry | undefined {
  const last = entries.at(-1);
  return last?.state.kind === 'ended' && last.state.why !== 'rolled back' ? last : undefined;
}

const pick = (entries: readonly Entry[], alsoConfirmed: boolean): Entry | undefined =>
  entries.find(({ state }) => state.kind === 'waiting') ??
  (alsoConfirmed ? entries.findLast(({ state }) => state.kind === 'confirmed') : undefined);

/** The journal knows of the file before it is there: whatever happens, a rollback removes it. */
function keep(
  doors: Doors,
  entry: Entry,
  changed: readonly Changed[],
  persist?: PersistOptions,
): { entry: Entry; file?: Persisted } {
  const at = new Date(doors.kernel.epochMs()).toISOString();
  const confirmed: Entry =
    entry.state.kind === 'confirmed' ? entry : { ...entry, state: { kind: 'confirmed', at } };
  const lasting = lastingSteps(entry).filter((step) => !changed.some((each) => each.step === step));
  const file = entry.file ?? (persist === undefined ? undefined : fileFor(entry, lasting, persist));
  if (persist === undefined || file === undefined || lasting.length === 0) {
    if (confirmed !== entry) updateEntry(doors, confirmed);
    const nothing = { persisted: 'nothing to write' } as const;
    return { entry: confirmed, ...(persist === undefined ? {} : { file: nothing }) };
  }
  const announced: Entry = { ...confirmed, file };
  updateEntry(doors, announced);
  return { entry: announced, file: putFile(doors, file, entry, lasting) };
}

function putFile(
  doors: Doors,
  file: OwnFile,
  { steps }: Entry,
  lasting: readonly Step[],
): Persisted {
  const { path } = file;
  try {
    const state = fileState(doors, file);
    if (state === 'theirs') return { persisted: 'taken', path };
    if (state === 'absent') writeFile(doors, file);
    const left = steps.length - lasting.length;
    return { persisted: 'written', path, left, beaten: beatenAtBoot(doors.kernel, file, lasting) };
  } catch (error) {
    if (error instanceof SysError) return { persisted: 'failed', path, code: error.code };
    throw error;
  }
}
