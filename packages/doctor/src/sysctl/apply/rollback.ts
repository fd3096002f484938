/**
 * Taking an apply back on request, also long after it was confirmed.
 * @module
 */
import type { Doors } from './doors.ts';
import { awaitLock } from './doors.ts';
import type { Entry, Step } from './entry.ts';
import { isOver, isUndone } from './entry.ts';
import type { Recovered } from './recover.ts';
import { recover } from './recover.ts';
import type { TakenBack } from './take-back.ts';
import { takeBack } from './take-back.ts';

/** How it went. `takenBack` is what earlier commands had left unfinished. */
export type RolledBack = {
  readonly takenBack: readonly TakenBack[];
  /** Files of the journal that nobody can read: what they say is not undone. */
  readonly damaged: readonly string[];
} & (
  | ({ readonly result: 'rolled back' } & TakenBack)
  /** Nothing is in force, or nothing has that id. */
  | { readonly result: 'none' }
  /** There is nothing left of it to take back. */
  | { readonly result: 'over'; readonly entry: Entry }
  /** A later apply has changed some of the same settings: that one must be taken back first. */
  | { readonly result: 'covered'; readonly entry: Entry; readonly by: Entry }
  /** Somebody has confirmed it meanwhile: it stays. */
  | { readonly result: 'confirmed'; readonly entry: Entry }
  | { readonly result: 'busy' }
);

/** What to take back. */
export interface RollbackOptions {
  /** @default the last one that is in force */
  readonly id?: string | undefined;
  /** Leaves alone what was confirmed. */
  readonly unlessConfirmed?: boolean;
}

/**
 * Takes an apply back. Changes the machine; needs root.
 *
 * @throws {SysError} When the journal cannot be read.
 */
export async function rollback(
  doors: Doors,
  { id, unlessConfirmed = false }: RollbackOptions = {},
): Promise<RolledBack> {
  using lock = await awaitLock(doors);
  if (lock === undefined) return { result: 'busy', takenBack: [], damaged: [] };
  const recovered = recover(doors);
  const { entries, takenBack, damaged } = recovered;
  const just = justNow(recovered, id);
  if (just !== undefined) {
    const others = takenBack.filter((each) => each !== just);
    return { result: 'rolled back', ...just, takenBack: others, damaged };
  }
  const also = { takenBack, damaged };
  const entry =
    id === undefined
      ? entries.findLast((each) => !isOver(each))
      : entries.find((each) => each.id === id);
  if (entry === undefined) return { result: 'none', ...also };
  if (isOver(entry)) return { result: 'over', entry, ...also };
  if (unlessConfirmed && entry.state.kind === 'confirmed') {
    return { result: 'confirmed', entry, ...also };
  }
  const by = coveredBy(entries, entry);
  if (by !== undefined) return { result: 'covered', entry, by, ...also };
  return { result: 'rolled back', ...takeBack(doors, entry, 'rolled back'), ...also };
}

/** What was asked for may have been taken back on the way here: it was overdue. */
const justNow = ({ takenBack }: Recovered, id: string | undefined): TakenBack | undefined =>
  takenBack.findLast(({ entry }) => (id === undefined ? isUndone(entry) : entry.id === id));

/** The last apply after this one that is in force and has changed one of the same settings. */
function coveredBy(entries: readonly Entry[], entry: Entry): Entry | undefined {
  const places = new Set(entry.steps.map(placeOf));
  return entries
    .slice(entries.indexOf(entry) + 1)
    .findLast((each) => !isOver(each) && each.steps.some((step) => places.has(placeOf(step))));
}

const placeOf = ({ namespace: { id, cookie }, key }: Step): string =>
  `${id} ${cookie ?? ''} ${key}`;
