/**
 * What a gate or a test file came to, and how it is told.
 * @module
 */

/** The result of one gate or one test file. */
export interface Outcome {
  readonly name: string;
  readonly passed: number;
  /** One text per failure, readable as it stands. */
  readonly failures: readonly string[];
  /** One line per skipped test, with its reason. */
  readonly skips: readonly string[];
  readonly tookMs: number;
}

/** Prints one outcome: a line, then what failed and what was skipped. */
export function tell(outcome: Outcome): void {
  const { name, passed, failures, skips, tookMs } = outcome;
  const mark = failures.length > 0 ? 'FAIL' : 'ok  ';
  const counts = [`${passed} passed`];
  if (failures.length > 0) counts.push(`${failures.length} failed`);
  if (skips.length > 0) counts.push(`${skips.length} skipped`);
  console.log(`${mark} ${name}: ${counts.join(', ')} (${(tookMs / 1_000).toFixed(1)} s)`);
  for (const skip of skips) console.log(`     skipped: ${skip}`);
  for (const failure of failures) console.log(`${failure.replaceAll(/^/gm, '     ')}\n`);
}

/**
 * Prints the sum as the last line and sets the exit status: 1 when anything failed.
 *
 * @param skipsFail A skipped test counts as failed: a run that skipped everything must not be green.
 */
export function conclude(outcomes: readonly Outcome[], skipsFail: boolean): void {
  const sum = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const skipped = sum((outcome) => outcome.skips.length);
  const failed = sum((outcome) => outcome.failures.length) + (skipsFail ? skipped : 0);
  const bad = outcomes.filter(
    ({ failures, skips }) => failures.length + (skipsFail ? skips.length : 0) > 0,
  );
  if (bad.length > 0) console.log(`\nNot passed: ${bad.map(({ name }) => name).join(', ')}`);
  if (skipped > 0)
    console.log(`Skipped: ${skipped}${skipsFail ? ', which this run does not allow' : ''}`);
  console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
