/**
 * Did it help? Two surveys, one before and one after a change, judged per change and guarded per
 * namespace. Pure.
 * @module
 */
import type { Checkup, NamespaceCheckup } from '../../model/checkup.ts';
import type { Setting } from '../setting.ts';
import { couldShow, newShare } from './chance.ts';
import type { Guard } from './guards.ts';
import { guardsOf } from './guards.ts';
import type { Judgement } from './judge.ts';
import { judgeRule } from './judge.ts';

/** A change that was made. A step of the journal is one. */
export interface MadeChange {
  readonly namespace: { readonly id: number; readonly name: string };
  readonly key: string;
  /** As written; may end with a line end. */
  readonly to: string;
  /** Rule whose finding asked for it. */
  readonly rule?: string;
}

/** What a change came to. */
export interface ChangeProof extends Judgement {
  /** `host`, a name under /run/netns, or `command/pid`. */
  readonly namespace: string;
  readonly key: string;
  readonly rule?: string;
  /** A finding asked for it and the window could have shown it: only `better` proves it. */
  readonly owes: boolean;
}

/** The guards of one namespace. */
export interface GuardedNamespace {
  readonly namespace: string;
  readonly guards: readonly Guard[];
}

/** What the two surveys say together. */
export interface Proof {
  /** In the order of the changes. */
  readonly changes: readonly ChangeProof[];
  /** One for each namespace that was changed and is in both surveys. */
  readonly guarded: readonly GuardedNamespace[];
  /** No guard is worse, and every change that owes an improvement has brought it. */
  readonly holds: boolean;
}

/** Judges what was changed. @param settingOf Looks a key up in the catalogue. */
export function prove(
  before: Checkup,
  after: Checkup,
  made: readonly MadeChange[],
  settingOf: (key: string) => Setting | undefined,
): Proof {
  const sides = ({ id }: MadeChange['namespace']) => [side(before, id), side(after, id)] as const;
  const changes = made.map((change) =>
    judgeChange(change, settingOf(change.key), ...sides(change.namespace)),
  );
  const spaces = new Map(made.map(({ namespace }) => [namespace.id, namespace]));
  const guarded = [...spaces.values()].flatMap((space): GuardedNamespace[] => {
    const [was, is] = sides(space);
    if (was === undefined || is === undefined) return [];
    return [{ namespace: space.name, guards: guardsOf(was.namespace, is.namespace) }];
  });
  const harmed = guarded.some(({ guards }) => guards.some(({ trend }) => trend === 'worse'));
  const kept = changes.every(({ owes, outcome }) => !owes || outcome === 'better');
  return { changes, guarded, holds: kept && !harmed };
}

const side = ({ namespaces }: Checkup, id: number): NamespaceCheckup | undefined =>
  namespaces.find(({ namespace }) => namespace.id === id);

function judgeChange(
  change: MadeChange,
  setting: Setting | undefined,
  before: NamespaceCheckup | undefined,
  after: NamespaceCheckup | undefined,
): ChangeProof {
  const { key, rule } = change;
  const named = { namespace: change.namespace.name, key };
  if (rule === undefined) {
    const doubt = { kind: 'no finding' } as const;
    return { ...named, outcome: 'cannot tell', doubt, rows: [], owes: false };
  }
  const judged = judgeRule(rule, before, after);
  const owes = couldShow({ setting, to: change.to }, after?.namespace);
  if (owes) return { ...named, rule, ...judged, owes };
  const share = after === undefined ? undefined : newShare(after.namespace);
  const doubt = {
    kind: 'not yet',
    effect: setting?.effect ?? 'at once',
    ...(share === undefined ? {} : { newShare: share }),
  } as const;
  return { ...named, rule, outcome: 'cannot tell', doubt, rows: judged.rows, owes };
}
