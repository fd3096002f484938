/**
 * `npm test`: everything, the lab included. The last line is `N passed, N failed`.
 * @module
 */
import { shareCompiledCode } from './compiled.ts';
import { BUILD, GATES, runGates } from './gates.ts';
import { installNeeds, installRuntimes } from './needs.ts';
import type { Outcome } from './outcome.ts';
import { conclude } from './outcome.ts';
import { runTests, runUnitTests } from './test-files.ts';

/** Root can make namespaces, so there a skipped test is a failed one. */
if (process.getuid?.() === 0) process.env['LAB'] = 'require';

shareCompiledCode();

const outcomes: Outcome[] = [];
const missing = installNeeds();
if (missing === undefined) {
  installRuntimes();
  outcomes.push(...runGates([BUILD, ...GATES]));
  outcomes.push(...(await runUnitTests()));
  // The lab mostly waits, the others mostly compute.
  outcomes.push(...(await runTests('live', 'package', 'lab')));
  outcomes.push(...(await runTests('speed')));
} else {
  outcomes.push({ name: 'needs', passed: 0, failures: [missing], skips: [], tookMs: 0 });
  console.log(missing);
}
conclude(outcomes, process.env['LAB'] === 'require');
