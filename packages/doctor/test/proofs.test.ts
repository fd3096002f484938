/**
 * What the rules call a proof is what the last full run of the lab measured, and that run knows every
 * trial there is.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRIALS } from '../src/lab/trials/catalog.ts';
import { measureOf } from '../src/lab/story/lever-lines.ts';
import type { LabProof } from '../src/model/verdict.ts';
import type { RecordedLever, RecordedTrial } from '../src/model/trial.ts';
import { timesBetter } from '../src/model/trial.ts';
import { effectInShort, effectOf } from '../src/proofs/effect.ts';
import { RECORD } from '../src/proofs/record.ts';
import { RULES } from '../src/rules/catalog.ts';

const recorded: Readonly<Record<string, RecordedTrial>> = RECORD.trials;

const pages = RULES.map(({ id, page }) => ({ id, ...page }));

function leverOf({ trial, lever }: LabProof): RecordedLever | undefined {
  return recorded[trial]?.levers[lever];
}

test('the last full run has every trial and every lever, and no others', () => {
  const levers = (trials: readonly { id: string; levers: readonly { id: string }[] }[]) =>
    trials.flatMap(({ id, levers: all }) => all.map((lever) => `${id}/${lever.id}`)).toSorted();
  const kept = Object.entries(recorded).map(([id, { levers: all }]) => ({
    id,
    levers: Object.keys(all).map((lever) => ({ id: lever })),
  }));
  assert.deepEqual(levers(kept), levers(TRIALS), 'run: npm run lab:prove');
});

test('the last full run measured what the trials say: remedies help, folklore does not', () => {
  for (const trial of TRIALS) {
    for (const lever of trial.levers) {
      const measure = measureOf(trial, { lever, rounds: [], figures: {} });
      const before = recorded[trial.id]?.untreated[measure.id]?.median ?? Number.NaN;
      const after = recorded[trial.id]?.levers[lever.id]?.figures[measure.id]?.median ?? Number.NaN;
      const times = timesBetter(measure, before, after);
      const { effect } = lever;
      if (effect.kind === 'better') assert.ok(times >= effect.times, `${trial.id}/${lever.id}`);
      if (effect.kind === 'none') assert.ok(times <= effect.within, `${trial.id}/${lever.id}`);
      if (effect.kind === 'worse') assert.ok(times <= 1 / effect.times, `${trial.id}/${lever.id}`);
    }
  }
});

test('a remedy quotes a remedy, folklore quotes folklore', () => {
  for (const { id, remedies, doesNotHelp } of pages) {
    for (const { proof } of remedies) {
      if (proof.kind === 'lab')
        assert.equal(leverOf(proof)?.kind, 'remedy', `${id}: ${proof.lever}`);
    }
    for (const { proof } of doesNotHelp) {
      if (proof !== undefined)
        assert.equal(leverOf(proof)?.kind, 'folklore', `${id}: ${proof.lever}`);
    }
  }
});

test('every effect that is quoted is a sentence with both figures, in both languages', () => {
  const proofs = pages.flatMap(({ remedies, doesNotHelp }) => [
    ...remedies.flatMap(({ proof }) => (proof.kind === 'lab' ? [proof] : [])),
    ...doesNotHelp.flatMap(({ proof }) => proof ?? []),
  ]);
  assert.ok(proofs.length > 50, `${proofs.length} proofs`);
  for (const proof of proofs) {
    assert.match(effectOf(proof)?.en ?? '', / without, .+ with .+ \(.+\)$/);
    assert.match(effectInShort(proof)?.ko ?? '', /^실측: .+ → .+$/);
  }
});

test('effectOf() knows nothing of trials and levers that were not played', () => {
  const unknown: LabProof = { kind: 'lab', trial: 'no-such-trial', lever: 'none' };
  assert.equal(effectOf(unknown), undefined);
  assert.equal(effectInShort({ ...unknown, trial: 'accept-queue-overflow' }), undefined);
});

test('what was measured in a virtual machine says so, and nothing else does', () => {
  const inGuest = { kind: 'lab', trial: 'tcp-memory-machine', lever: 'raise-limit' } as const;
  assert.match(effectOf(inGuest)?.en ?? '', /; measured in a virtual machine, .+, Linux [\d.]+\)$/);
  assert.match(effectOf(inGuest)?.ko ?? '', /가상 머신\(.+\)에서 측정\)$/);
  const here = { ...inGuest, trial: 'accept-queue-overflow', lever: 'longer-queue' };
  assert.doesNotMatch(effectOf(here)?.en ?? '', /virtual/);
});
