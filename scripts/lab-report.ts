/**
 * `npm run lab:report [ID…]`: brings every failure about, or those named, has each diagnosed, and
 * prints how it came out. Needs root, `ip` and `nft`.
 * @module
 */
import { doctorCheckup } from '../packages/doctor/src/lab/doctor-checkup.ts';
import { lackingSentence } from '../packages/doctor/src/lab/needs.ts';
import { renderOutcomes } from '../packages/doctor/src/lab/outcome-table.ts';
import { runAll } from '../packages/doctor/src/lab/run-all.ts';
import { SCENARIOS } from '../packages/doctor/src/lab/scenarios/catalog.ts';

const missing = lackingSentence('root', 'ip', 'nft', 'tun');
const ids = process.argv.slice(2);
const chosen = SCENARIOS.filter(({ id, rule }) =>
  ids.length === 0 ? true : ids.includes(id) || ids.includes(rule),
);
if (missing !== undefined || chosen.length === 0) {
  console.error(missing ?? 'No such scenario');
  process.exitCode = 3;
} else {
  const outcomes = await runAll(chosen, {
    checkup: doctorCheckup,
    onOutcome: ({ scenario, family }) => console.error(`${scenario.id} ${family}`),
  });
  console.log(renderOutcomes(outcomes));
  process.exitCode = outcomes.every(({ right }) => right) ? 0 : 1;
}
