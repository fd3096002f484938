/**
 * A plan held against this machine: what would be written, and everything that speaks against it.
 * Nothing is changed. Everything is checked before anything is touched.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { NamespaceRef } from '../../kernel/kernel.ts';
import type { Change, NamespacePlan, Plan } from '../plan.ts';
import type { Scope, Setting } from '../setting.ts';
import type { ValueFault } from '../value.ts';
import { plainValue, valueFault } from '../value.ts';
import type { Doors } from './doors.ts';
import type { PlaceName, Step } from './entry.ts';
import { cookieOf, readValue } from './one-value.ts';
import { findPlaces } from './place.ts';
import { sameValue } from './same-value.ts';

/** Why one change, or one namespace, cannot be done. */
export type Refusal = { readonly namespace: string } &
  /** There is no such namespace any more; its name may lead to another one. */
  (
    | { readonly kind: 'namespace'; readonly id: number }
    | { readonly kind: 'not in catalogue'; readonly key: string }
    /** It does not exist, or cannot be written, in a namespace that is not the host's. */
    | { readonly kind: 'scope'; readonly key: string; readonly scope: Scope }
    /** The kernel tells it and lets nobody set it. */
    | { readonly kind: 'read-only'; readonly key: string }
    /** The kernel takes one page at a time: the new value, or the former one on the way back, is longer. */
    | { readonly kind: 'too long'; readonly key: string }
    /** Two changes of one key. */
    | { readonly kind: 'twice'; readonly key: string }
    /** Also what the kernel would take, but nobody can mean: a triple in the wrong order. */
    | {
        readonly kind: 'bad value';
        readonly key: string;
        readonly to: string;
        readonly fault: ValueFault;
      }
    | { readonly kind: 'unreadable'; readonly key: string; readonly code: string }
    /** It is not what the plan was made for. */
    | {
        readonly kind: 'moved on';
        readonly key: string;
        readonly from: string;
        readonly found: string;
      }
  );

/** The outcome. Only without refusals may anything be written. */
export interface Examined {
  readonly steps: readonly Step[];
  readonly refusals: readonly Refusal[];
  /** Changes whose value is there already: never written. */
  readonly already: readonly Change[];
}

/** Smallest page there is. Source: proc_do_large_bitmap() in kernel/sysctl.c. */
const PAGE_BYTES = 4_096;

/** What becomes of one change. */
type Judged =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'already'; readonly change: Change }
  | { readonly kind: 'refusal'; readonly refusal: Refusal };

/**
 * Examines a plan.
 * @param netns Only this namespace of the plan. @default all of them
 * @throws {SysError} Without /proc.
 */
export function examine(doors: Doors, plan: Plan, netns?: string): Examined {
  const wanted = plan.namespaces.filter(({ name }) => netns === undefined || name === netns);
  const problems = [...wordProblems(doors, wanted)];
  if (problems.length > 0) return { steps: [], refusals: problems, already: [] };
  const places = findPlaces(doors.kernel);
  const judged = wanted.flatMap((space): Judged[] => {
    if (space.changes.length === 0) return [];
    const { id, name } = space;
    const ref = places.meant({ id, name });
    if (ref === undefined) return [refuse({ kind: 'namespace', namespace: name, id })];
    const place: PlaceName = { id, name, ...cookieOf(doors, ref) };
    return space.changes.map((change) => judge(doors, ref, place, change));
  });
  return {
    steps: judged.flatMap((each) => (each.kind === 'step' ? [each.step] : [])),
    refusals: judged.flatMap((each) => (each.kind === 'refusal' ? [each.refusal] : [])),
    already: judged.flatMap((each) => (each.kind === 'already' ? [each.change] : [])),
  };
}

/** What can be seen from the plan alone. */
function* wordProblems(doors: Doors, spaces: readonly NamespacePlan[]): Generator<Refusal> {
  const seen = new Set<string>();
  for (const { id, name: namespace, changes } of spaces) {
    for (const { key, to } of changes) {
      if (seen.has(`${id} ${key}`)) yield { kind: 'twice', namespace, key };
      seen.add(`${id} ${key}`);
      const setting = doors.settingOf(key);
      if (setting === undefined) yield { kind: 'not in catalogue', namespace, key };
      else yield* settingProblems(setting, namespace, to);
    }
  }
}

function* settingProblems(setting: Setting, namespace: string, to: string): Generator<Refusal> {
  const { key, scope, readOnly } = setting;
  if (readOnly === true) yield { kind: 'read-only', namespace, key };
  const here = scope === 'namespace' || (scope !== 'process' && namespace === 'host');
  if (!here) yield { kind: 'scope', namespace, key, scope };
  const fault = valueFault(setting, to);
  if (fault !== undefined) yield { kind: 'bad value', namespace, key, to, fault };
}

function judge(doors: Doors, ref: NamespaceRef, place: PlaceName, change: Change): Judged {
  const { key, from, to } = change;
  const shape = doors.settingOf(key)?.shape ?? { kind: 'word' };
  const found = readValue(doors, ref, { namespace: place, key });
  if (found instanceof SysError) {
    return refuse({ kind: 'unreadable', namespace: place.name, key, code: found.code });
  }
  if (sameValue(shape, found, to)) return { kind: 'already', change };
  if (Math.max(found.length, to.length) >= PAGE_BYTES) {
    return refuse({ kind: 'too long', namespace: place.name, key });
  }
  if (!sameValue(shape, found, from)) {
    return refuse({ kind: 'moved on', namespace: place.name, key, from, found: found.trim() });
  }
  const step: Step = {
    namespace: place,
    key,
    from: found,
    to: `${plainValue(to)}\n`,
    ...(change.rule === undefined ? {} : { rule: change.rule }),
    why: change.why,
  };
  return { kind: 'step', step };
}

const refuse = (refusal: Refusal): Judged => ({ kind: 'refusal', refusal });
