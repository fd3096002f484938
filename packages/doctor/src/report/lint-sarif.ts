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
  /** Working directory: what lies below it is named relative to it, as in a checkout. */
  readonly cwd: string;
}

/** What lies elsewhere is named relative to this. */
const ROOT = { ROOT: { uri: 'file:///' } } as const;

/** The report as one JSON text, with a line end. */
export function lintSarif({ problems }: LintReport, options: SarifOptions): string {
  const { lang, version, kinds } = options;
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tcpdoctor', version, rules: kinds.map((k) => ruleOf(k, lang)) } },
        language: lang,
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: ROOT,
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

function resultOf(problem: Problem, { lang, kinds, root, cwd }: SarifOptions) {
  const { kind, severity, why, instead, file, line } = problem;
  return {
    ruleId: kind,
    ruleIndex: kinds.findIndex(({ id }) => id === kind),
    level: severity,
    message: { text: `${why[lang]}. ${instead[lang]}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(root + file, cwd),
          ...(line === undefined ? {} : { region: { startLine: line } }),
        },
      },
    ],
  };
}

/** Never an absolute URI: a review looks for the file in its own checkout. */
function locationOf(path: string, cwd: string): { uri: string; uriBaseId?: 'ROOT' } {
  const here = cwd.endsWith('/') ? cwd : `${cwd}/`;
  if (path.startsWith(here)) return { uri: uriOf(path.slice(here.length)) };
  if (path.startsWith('/')) return { uri: uriOf(path.slice(1)), uriBaseId: 'ROOT' };
  return { uri: uriOf(path.replace(/^(?:\.\/+)+/, '')) };
}

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
