/**
 * Taking an apply back on request, also long after it was confirmed.
 * @module
 */
import type { Doors } from './doors.ts';
import { awaitLock } from './doors.ts';
import type { Entry } from './entry.ts';
import { isOver, isUndone } from './entry.ts';
import { recover } from './recover.ts';
import type { TakenBack } from './take-back.ts';
import { takeBack } from './take-back.ts';

/** How it went. `takenBack` is what earlier commands had left unfinished. */
export type RolledBack = { readonly takenBack: readonly TakenBack[] } & (
  | ({ readonly result: 'rolled back' } & TakenBack)
  /** Nothing is in force, or nothing has that id. */
  | { readonly result: 'none' }
  /** There is nothing left of it to take back. */
  | { readonly result: 'over'; readonly entry: Entry }
  | { readonly result: 'busy' }
);

/**
 * Takes an apply back. Changes the machine; needs root.
 *
 * @param id @default the last one that is in force
 * @throws {SysError} When the journal cannot be read.
 */
export async function rollback(doors: Doors, id?: string): Promise<RolledBack> {
  using lock = await awaitLock(doors);
  if (lock === undefined) return { result: 'busy', takenBack: [] };
  const { entries, takenBack } = recover(doors);
  const just = takenBack.findLast(({ entry }) =>
    id === undefined ? isUndone(entry) : entry.id === id,
  );
  if (just !== undefined) {
    const others = takenBack.filter((each) => each !== just);
    return { result: 'rolled back', ...just, takenBack: others };
  }
  const entry =
    id === undefined
      ? entries.findLast((each) => !isOver(each))
      : entries.find((each) => each.id === id);
  if (entry === undefined) return { result: 'none', takenBack };
  if (isOver(entry)) return { result: 'over', entry, takenBack };
  return { result: 'rolled back', ...takeBack(doors, entry, 'rolled back'), takenBack };
}
