/**
 * A plan as lines of text, and what became of it when it was applied.
 * @module
 */
import type { Text } from '../model/text.ts';
import { duration } from '../model/text.ts';
import type { Style } from '../report/style.ts';
import { printable } from '../report/printable.ts';
import { hang } from '../report/wrap.ts';
import type { Applied } from '../sysctl/apply/apply.ts';
import type { Entry } from '../sysctl/apply/entry.ts';
import type { Change, NamespacePlan } from '../sysctl/plan.ts';
import { refusalText } from './apply-refusal.ts';
import { APPLY, JOURNAL } from './apply-words.ts';
import { clock, failureText, shown, takenBackLines, whyText } from './changes-text.ts';
import { cellWidth, padCells } from '../report/width.ts';

/** The changes of a plan, plainly. */
export function* planLines(spaces: readonly NamespacePlan[], style: Style): Generator<string> {
  for (const { name, changes } of spaces) {
    if (changes.length === 0) continue;
    yield style.paint('title', printable(name));
    for (const change of changes) yield* changeLines(change, style);
    yield '';
  }
}

function* changeLines(change: Change, { lang, cells, paint }: Style): Generator<string> {
  const key = paint('command', printable(change.key));
  yield `  ${key}  ${shown(change.from)} → ${shown(change.to)}`;
  const parts: readonly (readonly [Text, Text | undefined])[] = [
    [APPLY.why, change.why],
    [APPLY.number, change.arithmetic],
    [APPLY.effect, change.effect],
    [APPLY.risk, change.risk],
    [APPLY.remains, change.doesNotCure],
    [APPLY.better, change.better],
  ];
  const width = Math.max(...parts.map(([label]) => cellWidth(label[lang]))) + 2;
  for (const [label, text] of parts) {
    const said = printable(text?.[lang] ?? '');
    if (said !== '') yield* hang(`      ${padCells(label[lang], width)}`, said, cells);
  }
}

/** How an apply went. @param stateFlag ` --state DIR` where it is not the usual one, else empty. */
export function* appliedLines(
  applied: Applied,
  style: Style,
  { stateFlag, confirmWithinMs }: { readonly stateFlag: string; readonly confirmWithinMs: number },
): Generator<string> {
  const { lang, paint } = style;
  switch (applied.result) {
    case 'applied': {
      const { entry, already } = applied;
      yield APPLY.applied(entry.steps.length, untilOf(entry), duration(confirmWithinMs)[lang])[
        lang
      ];
      yield `  ${paint('command', `tcpdoctor confirm ${entry.id}${stateFlag}`)}`;
      if (already.length > 0) yield APPLY.already(already.length)[lang];
      return;
    }
    case 'nothing to do':
      yield (applied.already.length === 0 ? APPLY.empty : APPLY.nothing)[lang];
      return;
    case 'refused':
      yield APPLY.refused[lang];
      for (const refusal of applied.refusals) {
        yield* hang('  ', printable(refusalText(refusal)[lang]), style.cells);
      }
      yield APPLY.replan[lang];
      return;
    case 'unconfirmed':
      yield `${JOURNAL.unconfirmed(applied.other.id)[lang]}.`;
      return;
    case 'busy':
      yield `${JOURNAL.busy[lang]}.`;
      return;
    case 'damaged':
      yield `${JOURNAL.damaged(printable(applied.damaged.join(', ')))[lang]}.`;
      return;
    case 'taken back': {
      const { state } = applied.entry;
      yield APPLY.failed[lang];
      if (state.kind !== 'ended') return;
      const { failure, why } = state;
      const text =
        failure === undefined
          ? whyText(why)
          : failureText(applied.entry, failure, why === 'moved on');
      yield* hang('  ', printable(text[lang]), style.cells);
      yield* takenBackLines(applied, lang);
    }
  }
}

const untilOf = ({ state }: Entry): string => (state.kind === 'waiting' ? clock(state.until) : '');
