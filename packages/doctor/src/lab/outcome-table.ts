/**
 * Outcomes of scenarios as a text table. Pure.
 * @module
 */
import type { Outcome } from './run.ts';

/** One line per outcome, then what is wrong, then the sum. */
export function renderOutcomes(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(row);
  const widths = HEAD.map((head, n) =>
    Math.max(head.length, ...rows.map((r) => r[n]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd();
  const faults = outcomes.filter((outcome) => outcome.scenario.kind === 'fault');
  const complaints = outcomes.flatMap((outcome) =>
    outcome.wrong.map((wrong) => `  ${outcome.scenario.id} ${outcome.family}: ${wrong}`),
  );
  return [
    line(HEAD),
    ...rows.map(line),
    '',
    `${share(outcomes, (o) => o.right)} right: found what is there and nothing more`,
    `${share(faults, (o) => o.firstRight)} faults first in the report`,
    `${share(faults, (o) => o.inFirstThree)} faults among the first three`,
    ...(complaints.length === 0 ? [] : ['', 'wrong:', ...complaints]),
    '',
  ].join('\n');
}

const HEAD = [
  'scenario',
  'family',
  'kind',
  'right',
  'first',
  'server',
  'client',
  'seconds',
] as const;

function row(outcome: Outcome): string[] {
  const { scenario, family, found, right, firstRight, second, tookMs } = outcome;
  const ids = (side: 'server' | 'client'): string => {
    const rules = [...new Set(found[side].map((finding) => finding.rule))];
    return rules.length === 0 ? '-' : rules.join(',');
  };
  const first = scenario.kind === 'fault' ? yes(firstRight) : '';
  const seconds = (tookMs / 1_000).toFixed(1);
  return [
    scenario.id,
    family,
    scenario.kind,
    second === true ? `${yes(right)}, 2nd` : yes(right),
    first,
    ids('server'),
    ids('client'),
    seconds,
  ];
}

const yes = (claim: boolean): string => (claim ? 'yes' : 'NO');

const share = (outcomes: readonly Outcome[], claim: (outcome: Outcome) => boolean): string =>
  `${outcomes.filter(claim).length} of ${outcomes.length}`;
