/**
 * A lint report as JSON, schema `tcpdoctor.lint/1`: `schema/lint-1.json`, told in `docs/json.md`.
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { LintReport } from '../sysctl/lint/lint.ts';
import { printableJson } from './printable.ts';

/**
 * The report as one JSON text, with a line end.
 *
 * @param tool Name and version, such as `tcpdoctor 0.1.0`.
 */
export function lintJson(report: LintReport, tool: string, lang: Lang): string {
  const { kernel, namespace, files, problems, keys, unread } = report;
  const whole = {
    schema: 'tcpdoctor.lint/1',
    tool,
    lang,
    ...(kernel === undefined ? {} : { kernel }),
    compared: namespace !== undefined,
    ...(namespace === undefined ? {} : { namespace }),
    readings: files,
    problems: problems.map(({ name, why, instead, ...rest }) => ({
      ...rest,
      name: name[lang],
      why: why[lang],
      instead: instead[lang],
    })),
    keys,
    unread,
  };
  return `${printableJson(JSON.stringify(whole, null, 2))}\n`;
}
