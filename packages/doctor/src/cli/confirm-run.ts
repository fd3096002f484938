/**
 * `tcpdoctor confirm`: keep what was applied.
 * @module
 */
import { resolve } from 'node:path';
import type { Lang, Text } from '../model/text.ts';
import { printable } from '../report/printable.ts';
import type { Confirmed, Persisted } from '../sysctl/apply/confirm.ts';
import { confirm } from '../sysctl/apply/confirm.ts';
import type { Entry } from '../sysctl/apply/entry.ts';
import { SYSCTL_DIR, lastingSteps } from '../sysctl/apply/persist.ts';
import { FATE, JOURNAL } from './apply-words.ts';
import { shown } from './changes-text.ts';
import type { ConfirmFlags } from './confirm.ts';
import type { Context, Status } from './context.ts';
import { actOnJournal, overText, stateFlag } from './journal-run.ts';
import { reasonFor } from './reasons.ts';

/** @returns 0 when it is confirmed and, if that was asked for, will be so after a restart. */
export async function runConfirm(
  context: Context,
  flags: ConfirmFlags,
  id?: string,
): Promise<Status> {
  const { lang } = context;
  const directory = resolve(flags['sysctl-dir'] ?? SYSCTL_DIR);
  const persist = flags.persist === true ? { directory, lang } : undefined;
  const confirmed = await actOnJournal(context, flags, {
    schema: 'tcpdoctor.confirmed/1',
    act: (doors) => confirm(doors, id, persist),
    lines: (done) => confirmedLines(done, id, flags, lang),
  });
  return statusOf(confirmed);
}

function* confirmedLines(
  confirmed: Confirmed,
  id: string | undefined,
  flags: ConfirmFlags,
  lang: Lang,
): Generator<string> {
  switch (confirmed.result) {
    case 'busy':
      yield `${JOURNAL.busy[lang]}.`;
      return;
    case 'none':
      yield (id === undefined ? JOURNAL.noneWaits : JOURNAL.noSuch(id))[lang];
      return;
    case 'over':
      yield overText(confirmed.entry, lang);
      return;
    case 'confirmed': {
      const { entry, file, changed } = confirmed;
      yield keptText(entry, file)[lang];
      for (const { step, found } of changed) {
        const fate = found === undefined ? FATE.gone : FATE.theirs(shown(found));
        yield `  ${printable(step.namespace.name)}  ${step.key}  ${fate[lang]}`;
      }
      if (file !== undefined) yield* fileLines(file, lang);
      else if (lastingSteps(entry).length > 0)
        yield `${JOURNAL.toKeep[lang]} tcpdoctor confirm --persist ${entry.id}${stateFlag(flags)}`;
      yield `${JOURNAL.undo[lang]} tcpdoctor rollback ${entry.id}${stateFlag(flags)}`;
    }
  }
}

function keptText(entry: Entry, file?: Persisted): Text {
  const { id } = entry;
  if (file?.persisted === 'written') return JOURNAL.confirmedForGood(id, printable(file.path));
  return lastingSteps(entry).length > 0 ? JOURNAL.confirmed(id) : JOURNAL.confirmedElsewhere(id);
}

function* fileLines(file: Persisted, lang: Lang): Generator<string> {
  switch (file.persisted) {
    case 'written':
      if (file.left > 0) yield JOURNAL.notInFile(file.left)[lang];
      for (const { key, path, line, value } of file.beaten)
        yield JOURNAL.beaten(key, printable(`${path}:${line}`), printable(value))[lang];
      return;
    case 'nothing to write':
      yield JOURNAL.fileNothing[lang];
      return;
    case 'taken':
      yield JOURNAL.fileTaken(printable(file.path))[lang];
      return;
    case 'failed':
      yield JOURNAL.fileFailed(printable(file.path), reasonFor(file.code))[lang];
  }
}

function statusOf(confirmed: Confirmed): Status {
  if (confirmed.result === 'busy') return 3;
  if (confirmed.result !== 'confirmed') return 1;
  const { file } = confirmed;
  if (file === undefined) return 0;
  return file.persisted === 'written' && file.beaten.length === 0 ? 0 : 1;
}
