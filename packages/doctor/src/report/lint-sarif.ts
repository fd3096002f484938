/**
 * A lint report as SARIF 2.1.0, which code reviews and CI systems show beside the lines.
 *
 * Source: OASIS SARIF 2.1.0, sections 3.13 (sarifLog) to 3.49 (reportingDescriptor).
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { Kind } from '../sysctl/lint/kinds/kind.ts';
import type { LintReport, Problem } from '../sysctl/lint/lint.ts';
import { printableJson } from './printable.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** What the report does not know of itself. */
export interface SarifOptions {
  readonly lang: Lang;
  readonly version: string;
  /** Every kind, as the rules of the run. */
  readonly kinds: readonly Kind[];
  /** Prefix of paths: the root of the tree they are in. */
  readonly root: string;
}

/** The report as one JSON text, with a line end. */
export function lintSarif({ problems }: LintReport, options: SarifOptions): string {
  const { lang, version, kinds } = options;
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tcpdoctor', version, rules: kinds.map((k) => ruleOf(k, lang)) } },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => resultOf(problem, options)),
      },
    ],
  };
  return `${printableJson(JSON.stringify(log, null, 2))}\n`;
}

const ruleOf = ({ id, name, severity, source }: Kind, lang: Lang) => ({
  id,
  shortDescription: { text: name[lang] },
  help: { text: source },
  defaultConfiguration: { level: severity },
});

function resultOf(problem: Problem, { lang, kinds, root }: SarifOptions) {
  const { kind, severity, why, instead, file, line } = problem;
  return {
    ruleId: kind,
    ruleIndex: kinds.findIndex(({ id }) => id === kind),
    level: severity,
    message: { text: `${why[lang]}. ${instead[lang]}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(root + file) },
          ...(line === undefined ? {} : { region: { startLine: line } }),
        },
      },
    ],
  };
}

/** A path as a URI: relative stays relative, so that a review finds it in its checkout. */
const uriOf = (path: string): string =>
  (path.startsWith('/') ? 'file://' : '') + path.split('/').map(encodeURIComponent).join('/');
