import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Survey } from '../model/survey.ts';
import { plannedCheckup } from '../report/plan-sample.ts';
import { healthyCheckup } from '../report/sample.ts';
import type { SurveyOptions } from '../mod.ts';
import { effectOf } from '../proofs/effect.ts';
import { bench } from '../sysctl/apply/sample.ts';
import { examine } from '../sysctl/apply/examine.ts';
import { EXPORTS } from '../sysctl/export/catalog.ts';
import { planFrom } from '../sysctl/plan/plan-from.ts';
import { readPlan } from './apply-plan.ts';
import type { World } from './context.ts';
import { readGlobals } from './globals.ts';
import { OUTPUTS } from './plan.ts';
import { runCommandLine } from './run.ts';
import { sampleWorld } from './sample-world.ts';
import { TOOL } from './version.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-plan-cli-'));
after(() => rmSync(folder, { recursive: true }));

async function run(line: string, more: Partial<World> = {}) {
  const asked: SurveyOptions[] = [];
  const world = sampleWorld({
    diagnose: async () => plannedCheckup,
    survey: async (options): Promise<Survey> => {
      asked.push(options);
      return plannedCheckup.survey;
    },
    ...more,
  });
  const outcome = await runCommandLine(world, readGlobals(line.split(' '), {}));
  const status = outcome.kind === 'done' ? outcome.status : outcome.kind;
  return { status, asked, ...world.printed };
}

test('plan ends with 1 when there is something to change, with 0 when there is not', async () => {
  assert.equal((await run('plan')).status, 1);
  const healthy = await run('plan', { diagnose: async () => healthyCheckup });
  assert.equal(healthy.status, 0);
  assert.match(healthy.out, /Nothing to tune here/);
  assert.doesNotMatch(healthy.out, /tcpdoctor apply/);
});

test('plan says that nothing was seen, and does not call that healthy', async () => {
  const nothing = { ...plannedCheckup.survey, namespaces: [] };
  const { status, out } = await run('plan', {
    survey: async () => nothing,
    diagnose: async () => ({ survey: nothing, namespaces: [] }),
  });
  assert.equal(status, 3);
  assert.match(out, /Nothing could be looked at/);
  assert.doesNotMatch(out, /Nothing to tune/);
});

test('plan tells how many rules could not tell', async () => {
  assert.match((await run('plan')).out, /1 rule could not tell/);
});

test('what plan --json prints is what apply reads', async () => {
  const { out, status } = await run('plan --json');
  assert.equal(status, 1);
  assert.equal((await run('plan --output json')).out, out);
  const file = join(folder, 'plan.json');
  writeFileSync(file, out);
  const read = await readPlan(file);
  const plan = planFrom(plannedCheckup, { tool: TOOL, effectOf });
  assert.deepEqual(
    read.namespaces.map(({ name, changes }) => ({ name, changes })),
    plan.namespaces.map(({ name, changes }) => ({ name, changes })),
  );
  assert.equal(read.at, plan.at);
});

test('apply finds nothing wrong with a plan that fits the machine', async () => {
  const file = join(folder, 'fits.json');
  writeFileSync(file, (await run('plan --json')).out);
  const plan = await readPlan(file);
  const machine = bench({ from: { host: { 'net.core.somaxconn': '4096\n' } } });
  const here = plan.namespaces.filter(({ name }) => name === 'host');
  const { refusals, steps } = examine(machine.doors(), { ...plan, namespaces: here });
  assert.deepEqual(refusals, []);
  assert.deepEqual(
    steps.map(({ key, from, to }) => [key, from, to]),
    [['net.core.somaxconn', '4096\n', '8192\n']],
  );
});

test('every format of --output is printed', async () => {
  for (const output of OUTPUTS) {
    const { out, status } = await run(`plan --output ${output}`);
    assert.equal(status, 1, output);
    assert.ok(out.endsWith('\n') && out.includes('somaxconn'), output);
  }
  assert.deepEqual(OUTPUTS.slice(2), Object.keys(EXPORTS));
});

test('a profile takes one look at the own namespace, unless told otherwise', async () => {
  const { asked } = await run('plan --profile web');
  assert.partialDeepStrictEqual(asked, [{ netns: 'current', windowMs: 0 }]);
  const told = await run('plan --profile web --netns blue');
  assert.partialDeepStrictEqual(told.asked, [{ netns: 'blue' }]);
  const findings = await run('plan --window 10s');
  assert.partialDeepStrictEqual(findings.asked, [{ windowMs: 10_000 }]);
});

test('the commands that are shown make the same plan', async () => {
  const { out } = await run('plan --profile proxy --netns pid:812');
  assert.match(out, /tcpdoctor plan --profile proxy --netns pid:812 --json > plan\.json/);
});

test('plan refuses flags that contradict each other, profiles and formats it does not have', async () => {
  for (const line of [
    'plan --json --output text',
    'plan --from x.tcpd --window 3s',
    'plan --profile turbo',
    'plan --output puppet',
  ]) {
    assert.ok(['usage', 'failed'].includes(String((await run(line)).status)), line);
  }
});
