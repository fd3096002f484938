/**
 * For writers of trials: plays one and prints every round.
 * `node packages/doctor/src/lab/try-trial.ts TRIAL [ipv4|ipv6] [rounds] [--own-machine]`
 * @module
 */
import { doctorCheckup } from './doctor-checkup.ts';
import { allowOwnMachine } from './machine.ts';
import { runTrial } from './run-trial.ts';
import { TRIALS } from './trials/catalog.ts';

const words = process.argv.slice(2);
if (words.includes('--own-machine')) allowOwnMachine();
const [id, family = 'ipv4', rounds] = words.filter((word) => !word.startsWith('--'));
const trial = TRIALS.find((each) => each.id === id);
if (trial === undefined)
  throw new Error(`Cannot find ${id}: ${TRIALS.map((each) => each.id).join(' ')}`);

const outcome = await runTrial(trial, family === 'ipv6' ? 'ipv6' : 'ipv4', {
  checkup: doctorCheckup,
  ...(rounds === undefined ? {} : { rounds: Number(rounds) }),
  onLever({ lever, rounds: played, found }) {
    const ids =
      found?.map(({ rule, severity }) => `${rule} (${severity})`).join(', ') ?? 'not asked';
    process.stdout.write(`${lever?.id ?? 'untreated'}: found ${ids || 'nothing'}\n`);
    for (const figures of played) process.stdout.write(`  ${JSON.stringify(figures)}\n`);
  },
});
if (outcome.error !== undefined) process.stdout.write(`${outcome.error.stack}\n`);
const verdict = outcome.wrong.length === 0 ? 'right' : `wrong: ${outcome.wrong.join('; ')}`;
process.stdout.write(`${verdict} (${(outcome.tookMs / 1_000).toFixed(1)} s)\n`);
