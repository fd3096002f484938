/**
 * What became of a plan, for programs: `tcpdoctor.applied/1`.
 * @module
 */
import type { Applied } from '../sysctl/apply/apply.ts';
import type { Proof } from '../sysctl/prove/prove.ts';
import type { Proven } from './apply-proof.ts';
import { refusalText } from './apply-refusal.ts';
import { TOOL } from './version.ts';

/** @param proven Absent: nobody looked again. */
export function appliedJson(applied: Applied, proven?: Proven): object {
  const { result } = applied;
  const rolledBack = proven?.rolledBack;
  return {
    schema: 'tcpdoctor.applied/1',
    tool: TOOL,
    result: rolledBack?.result === 'rolled back' ? 'not proven' : result,
    ...('entry' in applied ? { entry: applied.entry } : {}),
    ...(rolledBack !== undefined && 'entry' in rolledBack ? { entry: rolledBack.entry } : {}),
    ...('unrecorded' in applied ? { unrecorded: applied.unrecorded } : {}),
    ...('other' in applied ? { waiting: applied.other.id } : {}),
    ...('damaged' in applied ? { damaged: applied.damaged } : {}),
    ...('already' in applied ? { already: applied.already.map(({ key }) => key) } : {}),
    ...('refusals' in applied
      ? { refusals: applied.refusals.map((each) => ({ ...each, text: refusalText(each).en })) }
      : {}),
    ...(proven === undefined ? {} : { proof: proofJson(proven.proof, proven.windowMs) }),
    takenBack: applied.takenBack.map(({ entry }) => entry),
  };
}

const proofJson = ({ changes, guarded, holds }: Proof, windowMs: number): object => ({
  holds,
  windowMs,
  changes: changes.map(({ rows, ...change }) => ({
    ...change,
    evidence: rows.map((row) => ({ ...row, what: row.what.en })),
  })),
  guarded,
});
