import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain } from '../../report/paint.ts';
import { cellWidth } from '../../report/width.ts';
import { RULES } from '../../rules/catalog.ts';
import { SCENARIOS } from '../scenarios/catalog.ts';
import { TRIALS } from '../trials/catalog.ts';
import { groupOf } from './groups.ts';
import { labJson } from './lab-json.ts';
import { effectLines, effectText, figureLines } from './lever-lines.ts';
import { listLines } from './list-lines.ts';
import { PLAYS, isLookAlike, playNamed, relatives } from './play-list.ts';
import { sampleLever, sampleOutcome, sampleTrial, sampleTrialOutcome } from './sample.ts';
import { complaintsOf, tableLines } from './table-lines.ts';
import { markedElsewhere, mergedRecord, recordedTrials } from './trial-record.ts';
import { TITLES } from './titles/titles.ts';

const style = { lang: 'en', cells: 100, paint: plain, verbose: false } as const;
const outcome = sampleTrialOutcome();
const [untreated = sampleOutcome(undefined, [1]), treated = untreated] = outcome.levers;

test('every rule belongs to a group, and every group has a rule', () => {
  const ids = RULES.map(({ id }) => id);
  const titles = ids.map((id) => groupOf(id, ids)?.en);
  assert.ok(titles.every((title) => title !== undefined));
  assert.equal(new Set(titles).size, 6);
});

test('every trial, fault and look-alike can be played by its name, twins cannot', () => {
  const names = PLAYS.map(({ id }) => id);
  assert.equal(new Set(names).size, names.length, 'each name once');
  for (const { id, kind } of SCENARIOS) assert.equal(names.includes(id), kind !== 'twin', id);
  for (const trial of TRIALS) assert.equal(playNamed(trial.id)?.kind, 'trial');
  assert.equal(playNamed('no-such-thing'), undefined);
});

test('relatives() of a play are about the same rule, without itself and look-alikes', () => {
  const play = playNamed('accept-queue-overflow');
  assert.ok(play !== undefined);
  const related = relatives(play);
  assert.ok(related.length > 0);
  assert.ok(related.every((one) => one.rule === play.rule && one.id !== play.id));
  assert.ok(!related.some(isLookAlike));
});

test('every play has a title of its own, and every title a play', () => {
  assert.deepEqual(Object.keys(TITLES).toSorted(), PLAYS.map(({ id }) => id).toSorted());
  for (const lang of ['en', 'ko'] as const)
    assert.equal(new Set(Object.values(TITLES).map((title) => title[lang])).size, PLAYS.length);
});

test('listLines() has a line for each play that fits the screen, in both languages', () => {
  for (const lang of ['en', 'ko'] as const) {
    const lines = [...listLines({ ...style, lang })];
    for (const { id } of PLAYS)
      assert.ok(
        lines.some((line) => line.startsWith(`  ${id} `)),
        id,
      );
    for (const line of lines) assert.ok(cellWidth(line) <= 100, line);
  }
});

for (const [times, text] of [
  [1, 'no effect'],
  [1.3, 'no effect'],
  [0.8, 'no effect'],
  [2, '2 times better'],
  [0.5, '2 times worse'],
  [20_000, '1,000+ times better'],
  [Number.POSITIVE_INFINITY, 'all the difference'],
] as const) {
  test(`effectText() of ${times} is "${text}"`, () => assert.equal(effectText(times).en, text));
}

test('figureLines() names every measure, with the spread of several rounds', () => {
  assert.deepEqual(figureLines(sampleTrial, untreated, style), [
    '   measured   median connect time 2 s',
    '              median of 3 rounds, 1.9 s to 2.1 s',
  ]);
});

test('effectLines() draws before above after', () => {
  const [name, before, after] = effectLines(sampleTrial, untreated, treated, style);
  assert.equal(name, '   median connect time');
  assert.match(before ?? '', /^ {3}before █{32} 2 s$/);
  assert.match(after ?? '', /^ {3}after {2}█░{31} 0\.2 ms {3}1,000\+ times better$/);
});

test('tableLines() has a row per lever, what came out otherwise, and the sum', () => {
  const run = { trials: [outcome], scenarios: [] };
  const text = [...tableLines(run, style)].join('\n');
  assert.match(
    text,
    /longer-queue {2}median connect time {2}2 s {5}0\.2 ms {2}1,000\+ times better/,
  );
  assert.match(text, /1 of 1 came out as the lab says$/);
  const bad = { trials: [sampleTrialOutcome(['longer-queue: no']), outcome], scenarios: [] };
  assert.deepEqual(complaintsOf(bad), ['accept-queue-overflow longer-queue: no']);
  assert.match([...tableLines(bad, style)].join('\n'), /1 of 2 came out as the lab says$/);
});

test('a trial that was left out is told with what is missing, and is no failure', () => {
  const missing = [{ en: 'a control group', ko: '컨트롤 그룹' }];
  const run = { trials: [outcome], scenarios: [], leftOut: [{ id: 'tcp-memory-limit', missing }] };
  assert.deepEqual(complaintsOf(run), []);
  const text = [...tableLines(run, style)].join('\n');
  assert.match(text, /^Not played: tcp-memory-limit needs a control group$/m);
  const { leftOut } = labJson(run, 'tcpdoctor 0', 'a machine', 'ko');
  assert.deepEqual(leftOut, [{ id: 'tcp-memory-limit', missing: ['컨트롤 그룹'] }]);
});

test('labJson() is plain data with every figure', () => {
  const value = labJson({ trials: [outcome], scenarios: [] }, 'tcpdoctor 0', 'a machine', 'en');
  const [trial] = value.trials;
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value);
  assert.equal(trial?.untreated.figures['connectP50']?.median, 2_000);
  assert.partialDeepStrictEqual(trial?.levers[0], { timesBetter: 10_000 });
});

test('labJson() leaves a factor out that would be endless', () => {
  const gone = { ...outcome, levers: [untreated, sampleOutcome(sampleLever(), [0])] };
  const value = labJson({ trials: [gone], scenarios: [] }, 'tcpdoctor 0', 'a machine', 'en');
  assert.ok(!('timesBetter' in (value.trials[0]?.levers[0] ?? {})));
});

test('recordedTrials() keeps four digits', () => {
  const precise = { ...outcome, levers: [sampleOutcome(undefined, [2_043.668])] };
  const trials = recordedTrials([precise]);
  assert.equal(trials['accept-queue-overflow']?.untreated['connectP50']?.median, 2_044);
});

test('a merged record says of each trial that came from elsewhere where that was', () => {
  const trials = recordedTrials([outcome]);
  const [id = '', trial] = Object.entries(trials)[0] ?? [];
  const full = { at: '2026-01-02', machine: 'a machine', trials: { [id]: trial, gone: trial } };
  const elsewhere = { at: '2026-01-03', machine: 'a guest', kernel: 'Linux 0', guest: 'QEMU' };
  const merged = mergedRecord(full as never, markedElsewhere({ new: trial } as never, elsewhere), [
    'new',
    id,
  ]);
  assert.deepEqual(
    Object.keys(merged.trials),
    ['new', id],
    'in order, without those that are gone',
  );
  assert.deepEqual(merged.trials['new']?.elsewhere, elsewhere);
  assert.equal(merged.trials[id]?.elsewhere, undefined);
  assert.equal(merged.machine, 'a machine');
});
