/**
 * `tcpdoctor rollback`: put former values back.
 * @module
 */
import type { RolledBack } from '../sysctl/apply/rollback.ts';
import { rollback } from '../sysctl/apply/rollback.ts';
import { JOURNAL } from './apply-words.ts';
import { isWhole, takenBackLines, unfinishedLines, whyText } from './changes-text.ts';
import type { Context, Status } from './context.ts';
import { openForChange } from './open-doors.ts';
import type { JournalFlags } from './rollback.ts';
import { TOOL } from './version.ts';

/** @returns 0 when all is as it was, or somebody else's by now; 1 when something could not be put back. */
export async function runRollback(
  context: Context,
  flags: JournalFlags,
  id?: string,
): Promise<Status> {
  const { world, lang } = context;
  using doors = await openForChange(context, flags.state);
  const done = await rollback(doors, id);
  const lines =
    flags.json === true
      ? [JSON.stringify({ schema: 'tcpdoctor.rolledback/1', tool: TOOL, ...done }, null, 2)]
      : [...unfinishedLines(done.takenBack, lang), ...doneLines(done, id, lang)];
  for (const line of lines) world.out.write(`${line}\n`);
  return statusOf(done);
}

function* doneLines(
  done: RolledBack,
  id: string | undefined,
  lang: 'en' | 'ko',
): Generator<string> {
  switch (done.result) {
    case 'busy':
      yield `${JOURNAL.busy[lang]}.`;
      return;
    case 'none':
      yield (id === undefined ? JOURNAL.noneInForce : JOURNAL.noSuch(id))[lang];
      return;
    case 'over': {
      const { id: over, state } = done.entry;
      yield JOURNAL.over(over, whyText(state.kind === 'ended' ? state.why : state.kind))[lang];
      return;
    }
    case 'rolled back':
      yield JOURNAL.putBack(done.entry.id)[lang];
      yield* takenBackLines(done, lang);
  }
}

function statusOf(done: RolledBack): Status {
  if (done.result === 'busy') return 3;
  if (done.result === 'none') return 1;
  return done.result === 'over' || isWhole(done) ? 0 : 1;
}
