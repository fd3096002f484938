/**
 * How a story begins.
 * @module
 */
import type { Family } from '../../model/socket.ts';
import type { Text } from '../../model/text.ts';
import type { Style } from '../../report/style.ts';
import { hang } from '../../report/wrap.ts';
import type { Stage } from '../stage.ts';
import { FAMILY, STAGE } from './words.ts';

/** The name, what will happen, and on what stage. */
export function openingLines(
  play: { readonly id: string; readonly rule: string; readonly story: Text },
  family: Family,
  stage: Stage,
  { lang, cells, paint }: Style,
): string[] {
  const rule = play.rule === play.id ? '' : ` · ${play.rule}`;
  return [
    `${paint('title', play.id)}${rule} · ${FAMILY[family][lang]}`,
    '',
    ...hang('', play.story[lang], cells),
    ...hang('', STAGE[stage.linkKind ?? 'plain'][lang], cells).map((line) => paint('dim', line)),
    '',
  ];
}
