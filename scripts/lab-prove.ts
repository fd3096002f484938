/**
 * `npm run lab:prove`: plays every trial and keeps the figures as the proof of the remedies, in
 * `packages/doctor/src/proofs/record.ts`. Needs root, `ip` and `nft`, and a quiet machine. Trials that
 * are left out keep the figures they have.
 *
 * `npm run lab:prove -- --only A,B [--own-machine] [--to FILE]` plays these alone, takes minutes for
 * slow ones, and merges their figures into the record; with `--to` it writes them to a file instead.
 * `npm run lab:prove -- --from FILE` merges such a file, which may come from another machine.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { doctorCheckup } from '../packages/doctor/src/lab/doctor-checkup.ts';
import { allowOwnMachine } from '../packages/doctor/src/lab/machine.ts';
import { lackingSentence } from '../packages/doctor/src/lab/needs.ts';
import { runTrials } from '../packages/doctor/src/lab/run-trials.ts';
import {
  guestName,
  kernelText,
  machineText,
} from '../packages/doctor/src/lab/story/machine-text.ts';
import { playAll } from '../packages/doctor/src/lab/story/play-all.ts';
import type { FullRun } from '../packages/doctor/src/lab/story/table-lines.ts';
import { complaintsOf, tableLines } from '../packages/doctor/src/lab/story/table-lines.ts';
import type { Recorded } from '../packages/doctor/src/lab/story/trial-record.ts';
import { markedElsewhere, recordedTrials } from '../packages/doctor/src/lab/story/trial-record.ts';
import { TRIALS } from '../packages/doctor/src/lab/trials/catalog.ts';
import type { Elsewhere } from '../packages/doctor/src/model/trial.ts';
import { plain } from '../packages/doctor/src/report/paint.ts';
import { formerElsewhere, keepRecord, mergeIntoRecord } from './record-file.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    to: { type: 'string' },
    from: { type: 'string' },
    'own-machine': { type: 'boolean' },
  },
});
if (values['own-machine'] === true) allowOwnMachine();

/** Plays and keeps. Answers the exit status: 3 where something is missing, 1 where it came out otherwise. */
async function prove(): Promise<number> {
  const only = values.only?.split(',');
  const chosen = TRIALS.filter(({ id }) => only?.includes(id) ?? true);
  const own = only === undefined ? [] : chosen.flatMap(({ needs = [] }) => needs);
  const missing = lackingSentence('root', 'ip', 'nft', 'tun', ...own);
  const unknown = only?.filter((id) => chosen.every((trial) => trial.id !== id)) ?? [];
  if (missing !== undefined || unknown.length > 0) {
    console.error(missing ?? `There is no trial ${unknown.join(', ')}`);
    return 3;
  }
  const run = await (only === undefined ? playEverything() : playThese(chosen));
  const style = { lang: 'en', cells: 100, paint: plain, verbose: false } as const;
  for (const line of tableLines(run, style)) console.log(line);
  // A record without one of the trials would take the proof from its remedies.
  if (complaintsOf(run).length > 0) return 1;
  keep(recordedTrials(run.trials), only !== undefined);
  return 0;
}

const playEverything = (): Promise<FullRun> =>
  playAll({ family: 'ipv4', onPlayed: (id, n, of) => console.error(`${n} of ${of}: ${id}`) });

const playThese = async (chosen: typeof TRIALS): Promise<FullRun> => ({
  trials: await runTrials(chosen, {
    checkup: doctorCheckup,
    onOutcome: ({ trial }) => console.error(trial.id),
  }),
  scenarios: [],
});

function keep(trials: Recorded, isPart: boolean): void {
  const at = new Date().toISOString().slice(0, 10);
  if (!isPart) {
    keepRecord({ at, machine: machineText(), trials }, formerElsewhere(trials));
    return;
  }
  const marked = markedElsewhere(trials, here(at));
  if (values.to === undefined) mergeIntoRecord(marked);
  else writeFileSync(values.to, `${JSON.stringify(marked, undefined, 2)}\n`);
}

function here(at: string): Elsewhere {
  const guest = guestName();
  return {
    at,
    machine: machineText(),
    kernel: kernelText(),
    ...(guest === undefined ? {} : { guest }),
  };
}

if (values.from !== undefined) mergeIntoRecord(JSON.parse(readFileSync(values.from, 'utf8')));
else process.exitCode = await prove();
