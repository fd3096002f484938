/**
 * What looking before and after an apply showed, as lines of text.
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { Style } from '../report/style.ts';
import { printable } from '../report/printable.ts';
import { cellWidth } from '../report/width.ts';
import { hang } from '../report/wrap.ts';
import type { Guard } from '../sysctl/prove/guards.ts';
import type { Doubt } from '../sysctl/prove/judge.ts';
import type { ChangeProof, GuardedNamespace, Proof } from '../sysctl/prove/prove.ts';
import type { Proven } from './apply-proof.ts';
import { numberText, tableLines } from './apply-proof-table.ts';
import { DOUBT, GUARD, NOT_YET, OUTCOME, PROOF } from './apply-proof-words.ts';
import { takenBackLines } from './changes-text.ts';
import { rolledBackLines } from './rollback-run.ts';

/** @param undo Command that takes the apply back. */
export function* provenLines(
  { windowMs, proof, rolledBack }: Proven,
  style: Style,
  undo: string,
): Generator<string> {
  const { lang, cells, paint } = style;
  yield '';
  yield PROOF.heading(windowMs)[lang];
  for (const changes of byFinding(proof.changes)) yield* changesLines(changes, style);
  for (const space of proof.guarded) yield* hang(...guardsLine(space, style), cells);
  yield '';
  for (const line of verdictTexts(proof, lang)) yield* hang('', line, cells);
  if (rolledBack?.result === 'rolled back') {
    yield PROOF.takenBack[lang];
    yield* takenBackLines(rolledBack, lang);
  } else if (rolledBack !== undefined) yield* rolledBackLines(rolledBack, undefined, lang);
  else if (!proof.holds) yield `${PROOF.takeBack[lang]} ${paint('command', undo)}`;
}

/** Changes that one finding asked for rest on the same numbers. */
function byFinding(changes: readonly ChangeProof[]): ChangeProof[][] {
  const groups = Map.groupBy(changes, ({ namespace, rule }) => `${namespace}\n${rule ?? ''}`);
  return [...groups.values()];
}

function* changesLines(changes: readonly ChangeProof[], style: Style): Generator<string> {
  const [first] = changes;
  if (first === undefined) return;
  const name = [first.namespace, ...(first.rule === undefined ? [] : [first.rule])].join('  ');
  yield `  ${style.paint('title', printable(name))}`;
  if (first.rows.length > 0) yield* tableLines(first.rows, style);
  for (const change of changes) {
    const lead = `    ${style.paint('command', printable(change.key))}  `;
    const text = printable(outcomeText(change, style.lang));
    const width = cellWidth(printable(change.key)) + 6;
    for (const [n, line] of hang(' '.repeat(width), text, style.cells).entries())
      yield n === 0 ? lead + line.trimStart() : line;
  }
}

function outcomeText({ outcome, doubt, gone }: ChangeProof, lang: Lang): string {
  if (outcome === 'better' && gone === true) return OUTCOME.gone[lang];
  if (outcome !== 'cannot tell') return OUTCOME[outcome][lang];
  return doubt === undefined ? PROOF.cannotTell[lang] : doubtText(doubt, lang);
}

function doubtText(doubt: Doubt, lang: Lang): string {
  switch (doubt.kind) {
    case 'not yet': {
      const { effect, newShare } = doubt;
      const share = effect === 'new sockets' && newShare !== undefined;
      return NOT_YET[effect][lang] + (share ? PROOF.newShare(newShare)[lang] : '');
    }
    case 'unknown':
      return DOUBT.unknown(doubt.when, doubt.because)[lang];
    case 'little traffic':
      return DOUBT['little traffic'](doubt.before, doubt.after)[lang];
    case 'no finding':
    case 'not asked':
    case 'not there':
    case 'few events':
    case 'not comparable':
    default:
      return DOUBT[doubt.kind][lang];
  }
}

/** Its lead and its text. */
function guardsLine(
  { namespace, guards }: GuardedNamespace,
  { lang }: Style,
): readonly [string, string] {
  const texts = guards.map((guard) => guardText(guard, lang));
  return [`  ${printable(namespace)}  ${PROOF.guards[lang]}  `, texts.join(' · ')];
}

function guardText({ id, unit, before, after, trend }: Guard, lang: Lang): string {
  if (before === undefined && after === undefined) {
    return `${GUARD[id][lang]}: ${PROOF.cannotTell[lang]}`;
  }
  const bare = unit === 'packets' || unit === 'connections' ? 'setting' : unit;
  const numbers = `${numberText(before, bare, lang)} → ${numberText(after, bare, lang)}`;
  const said = trend === 'worse' ? ` (${PROOF.worse[lang]})` : '';
  return `${GUARD[id][lang]} ${numbers}${said}`;
}

function* verdictTexts({ changes, guarded, holds }: Proof, lang: Lang): Generator<string> {
  const tripped = guarded.flatMap(({ guards }) => guards.filter(({ trend }) => trend === 'worse'));
  if (holds) {
    yield (changes.some(({ outcome }) => outcome === 'better') ? PROOF.holds : PROOF.harmless)[
      lang
    ];
    return;
  }
  if (tripped.length > 0) {
    yield PROOF.guardTripped(tripped.map((guard) => guardText(guard, lang)).join(', '))[lang];
  }
  const unproven = changes.filter(({ owes, outcome }) => owes && outcome !== 'better');
  if (unproven.length === 0) return;
  yield PROOF.notProven(unproven.map(({ key }) => printable(key)).join(', '))[lang];
}
