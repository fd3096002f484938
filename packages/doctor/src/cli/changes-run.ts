/**
 * `tcpdoctor changes`: the journal, newest first.
 * @module
 */
import { SysError } from '../errors.ts';
import { printable } from '../report/printable.ts';
import { bootId } from '../sysctl/apply/boot-clock.ts';
import type { Doors } from '../sysctl/apply/doors.ts';
import { STATE_DIR } from '../sysctl/apply/doors.ts';
import type { Entry } from '../sysctl/apply/entry.ts';
import { readJournal } from '../sysctl/apply/journal.ts';
import { fileState } from '../sysctl/apply/persist.ts';
import { leftAlone } from '../sysctl/apply/recover.ts';
import type { JournalFlags } from './apply-flags.ts';
import { JOURNAL } from './apply-words.ts';
import type { FileSeen } from './changes-text.ts';
import { entryLines } from './changes-text.ts';
import type { Context, Status } from './context.ts';
import { jsonText } from './journal-run.ts';
import { styleOf } from './style.ts';
import { TOOL } from './version.ts';

/** @returns 1 when something is overdue, or cannot be read, else 0. */
export async function runChanges(context: Context, flags: JournalFlags): Promise<Status> {
  const { world, lang } = context;
  using doors = await world.doors(flags.state ?? STATE_DIR);
  const journal = readJournal(doors);
  const entries = journal.entries.toReversed();
  const overdue = leftAlone(doors, entries);
  const status = overdue.length === 0 && journal.damaged.length === 0 ? 0 : 1;
  if (flags.json === true) {
    const left = { overdue: overdue.map(({ id }) => id), damaged: journal.damaged };
    const all = { schema: 'tcpdoctor.changes/1', tool: TOOL, ...left, entries };
    world.out.write(`${jsonText(all)}\n`);
    return status;
  }
  const style = styleOf(context);
  const boot = entries.length === 0 ? '' : bootId(doors.kernel);
  if (entries.length + journal.damaged.length === 0) world.out.write(`${JOURNAL.empty[lang]}\n`);
  for (const entry of entries) {
    const file = fileSeen(doors, entry);
    const seen = {
      restarted: entry.bootId !== boot,
      overdue: overdue.includes(entry),
      ...(file === undefined ? {} : { file }),
    };
    for (const line of entryLines(entry, style, seen)) world.out.write(`${line}\n`);
    if (seen.overdue) world.out.write(`  ${JOURNAL.overdue(entry.id)[lang]}\n`);
    world.out.write('\n');
  }
  if (journal.damaged.length > 0) {
    world.out.write(`${JOURNAL.damaged(printable(journal.damaged.join(', ')))[lang]}.\n`);
  }
  return status;
}

function fileSeen(doors: Doors, { file }: Entry): FileSeen | undefined {
  if (file === undefined) return undefined;
  try {
    return fileState(doors, file);
  } catch (error) {
    if (error instanceof SysError) return 'theirs';
    throw error;
  }
}
