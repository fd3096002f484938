/**
 * What a command was writing when it was killed, if the kernel made another value of it.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Doors } from './doors.ts';
import type { Entry, Step } from './entry.ts';
import { readValue } from './one-value.ts';
import { findPlaces } from './place.ts';
import { sameValue } from './same-value.ts';

/**
 * The entry, with what became of the step that was being written. Values are written one after the other,
 * each read back before the next: where those before have the new value and those behind it the former
 * one, a third value in between is what the kernel made of ours, and it is put back too. Only for whoever
 * comes at once: later it may as well be somebody's own.
 */
export function withUnfinished(doors: Pick<Doors, 'kernel' | 'settingOf'>, entry: Entry): Entry {
  if (entry.state.kind !== 'writing') return entry;
  const places = findPlaces(doors.kernel);
  const found = entry.steps.map((step) => {
    const ref = places.again(step.namespace);
    const text = ref === undefined ? undefined : readValue(doors, ref, step);
    return text instanceof SysError ? undefined : text;
  });
  const at = entry.steps.findIndex((step, n) => !isValue(doors, step, found[n], step.to));
  const kept = found[at];
  const step = entry.steps[at];
  if (step === undefined || kept === undefined || isValue(doors, step, kept, step.from))
    return entry;
  const untouched = entry.steps.every(
    (each, n) => n <= at || isValue(doors, each, found[n], each.from),
  );
  return untouched ? { ...entry, steps: entry.steps.with(at, { ...step, kept }) } : entry;
}

function isValue(
  { settingOf }: Pick<Doors, 'settingOf'>,
  { key }: Step,
  found: string | undefined,
  wanted: string,
): boolean {
  const shape = settingOf(key)?.shape;
  return found !== undefined && shape !== undefined && sameValue(shape, found, wanted);
}
