/**
 * `tcpdoctor rollback`: put former values back.
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { RolledBack } from '../sysctl/apply/rollback.ts';
import { rollback } from '../sysctl/apply/rollback.ts';
import type { JournalFlags } from './apply-flags.ts';
import { JOURNAL } from './apply-words.ts';
import { isWhole, takenBackLines } from './changes-text.ts';
import type { Context, Status } from './context.ts';
import { actOnJournal, overText } from './journal-run.ts';

/** @returns 0 when all is as it was, or somebody else's by now; 1 when something could not be put back. */
export async function runRollback(
  context: Context,
  flags: JournalFlags,
  id?: string,
): Promise<Status> {
  const done = await actOnJournal(context, flags, {
    schema: 'tcpdoctor.rolledback/1',
    act: (doors) => rollback(doors, { id }),
    lines: (each) => rolledBackLines(each, id, context.lang),
  });
  return statusOf(done);
}

/** How a rollback went. @param id What was asked for. */
export function* rolledBackLines(
  done: RolledBack,
  id: string | undefined,
  lang: Lang,
): Generator<string> {
  switch (done.result) {
    case 'busy':
      yield `${JOURNAL.busy[lang]}.`;
      return;
    case 'none':
      yield (id === undefined ? JOURNAL.noneInForce : JOURNAL.noSuch(id))[lang];
      return;
    case 'over':
      yield overText(done.entry, lang);
      return;
    case 'covered':
      yield JOURNAL.covered(done.entry.id, done.by.id)[lang];
      return;
    case 'confirmed':
      yield JOURNAL.stays(done.entry.id)[lang];
      return;
    case 'rolled back':
      yield JOURNAL.putBack(done.entry.id)[lang];
      yield* takenBackLines(done, lang);
  }
}

function statusOf(done: RolledBack): Status {
  switch (done.result) {
    case 'busy':
      return 3;
    case 'over':
      return 0;
    case 'rolled back':
      return isWhole(done) && done.damaged.length === 0 ? 0 : 1;
    case 'none':
    case 'covered':
    case 'confirmed':
    default:
      return 1;
  }
}
