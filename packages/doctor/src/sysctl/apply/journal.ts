/**
 * The journal on disk: one file for each apply. Whatever happens while it is written, a file is whole:
 * the former one or the new one.
 * @module
 */
import * as v from 'valibot';
import { DecodeError, SysError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Store } from '../../kernel/store.ts';
import type { Entry } from './entry.ts';
import { entrySchema } from './entry-schema.ts';

/** The only names that are ever read or made into a path. */
const ID = /^\d{8}-\d{6}(-\d+)?$/;

/** Whether somebody's word can be the id of an apply. */
export const isEntryId = (word: string): boolean => ID.test(word);

const pathOf = (stateDir: string, id: string): string => `${stateDir}/${id}.json`;

type Place = { readonly kernel: Kernel; readonly store: Store; readonly stateDir: string };

/**
 * Writes an entry so that it outlives a crash.
 * @throws {SysError} The former one, or none, is still there then.
 */
export function writeEntry({ store, stateDir }: Place, entry: Entry): void {
  writeDurably(store, pathOf(stateDir, entry.id), `${JSON.stringify(entry, null, 1)}\n`, 0o600);
}

/**
 * Brings an entry up to date. That it is there for everybody is enough, even if the disk did not promise
 * to keep it: after a power failure the values are gone as well.
 * @throws {SysError} The former one is still there then.
 */
export function updateEntry(place: Place, entry: Entry): void {
  try {
    writeEntry(place, entry);
  } catch (error) {
    if (!(error instanceof SysError) || !isThere(place, entry)) throw error;
  }
}

function isThere(place: Place, entry: Entry): boolean {
  try {
    return JSON.stringify(readEntry(place, entry.id)) === JSON.stringify(entry);
  } catch (error) {
    if (error instanceof SysError || error instanceof DecodeError) return false;
    throw error;
  }
}

/**
 * Replaces a file, or makes it, so that it is whole and on disk when this returns.
 *
 * @param mode Permissions.
 * @throws {SysError} The former one, or none, is still there then.
 */
export function writeDurably(store: Store, path: string, text: string, mode: number): void {
  const temporary = temporaryOf(path);
  try {
    createAnew(store, temporary, text, mode);
    store.sync(temporary);
    store.rename(temporary, path);
  } catch (cause) {
    // What went wrong first is what counts. A process that has died removes nothing.
    if (cause instanceof SysError) removeQuietly(store, temporary);
    throw cause;
  }
  store.sync(path.slice(0, path.lastIndexOf('/')));
}

/** Where the new text of a file is made. Nobody reads a file of such a name at boot. */
export function temporaryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return `${path.slice(0, slash)}/.${path.slice(slash + 1)}.tmp`;
}

/** A process that was killed may have left one behind. */
function createAnew(store: Store, path: string, text: string, mode: number): void {
  try {
    store.create(path, text, mode);
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EEXIST') throw error;
    store.remove(path);
    store.create(path, text, mode);
  }
}

/** Removes what nobody misses; that it is not there, or cannot be removed, does not matter. */
export function removeQuietly(store: Store, path: string): void {
  try {
    store.remove(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

/**
 * Reads one entry.
 * @throws {SysError} `ENOENT`. @throws {DecodeError} When it is not an entry of this version.
 */
export function readEntry({ kernel, stateDir }: Omit<Place, 'store'>, id: string): Entry {
  const path = pathOf(stateDir, id);
  const result = v.safeParse(entrySchema, parse(kernel.readText(path), path));
  if (!result.success || result.output.id !== id) throw new DecodeError(`journal ${path}`, 0);
  return result.output;
}

function parse(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new DecodeError(`journal ${path}`, 0);
  }
}

/** What is in the journal. */
export interface Journal {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** Files that could not be read, or are no entries. They stand in nobody's way but their own. */
  readonly damaged: readonly string[];
}

/** Reads the whole journal. @throws {SysError} When its directory cannot be read. */
export function readJournal(place: Omit<Place, 'store'>): Journal {
  const entries: Entry[] = [];
  const damaged: string[] = [];
  for (const id of listIds(place)) {
    try {
      entries.push(readEntry(place, id));
    } catch (error) {
      if (!(error instanceof SysError) && !(error instanceof DecodeError)) throw error;
      damaged.push(pathOf(place.stateDir, id));
    }
  }
  entries.sort((a, b) => a.at.localeCompare(b.at) || order(a.id) - order(b.id));
  return { entries, damaged };
}

const order = (id: string): number => Number(id.split('-')[2] ?? 1);

function listIds({ kernel, stateDir }: Omit<Place, 'store'>): string[] {
  try {
    const names = kernel.listDir(stateDir).filter((name) => name.endsWith('.json'));
    return names.map((name) => name.slice(0, -'.json'.length)).filter(isEntryId);
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** An id that no entry has: the time, and a number behind it when there is one of the same second. */
export function freshId(entries: readonly Entry[], at: string): string {
  const time = at.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const taken = new Set(entries.map(({ id }) => id));
  for (let n = 1; ; n++) {
    const id = n === 1 ? time : `${time}-${n}`;
    if (!taken.has(id)) return id;
  }
}
