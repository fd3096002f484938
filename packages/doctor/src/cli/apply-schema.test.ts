import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { bench, STATE } from '../sysctl/apply/sample.ts';
import type { Bench } from '../sysctl/apply/sample.ts';
import { startWatch } from '../sysctl/apply/watch.ts';
import { emptyPlan, plannedNamespace, plannedSurvey, samplePlan } from '../sysctl/plan/sample.ts';
import { planProfile } from '../sysctl/plan/plan-profile.ts';
import { PROFILES } from '../sysctl/plan/profile/line.ts';
import { readGlobals } from './globals.ts';
import { runCommandLine } from './run.ts';
import { sampleWorld } from './sample-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-schema-'));
after(() => rmSync(folder, { recursive: true }));

/** A schema under which what it does not tell of is wrong, so that nothing is left untold. */
function strictly(name: string) {
  const file = new URL(`../../schema/${name}.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8'), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && !isOpen(value)
      ? { ...value, additionalProperties: false }
      : value,
  ) as object;
  const ajv = new Ajv2020({ strictSchema: true, formats: { 'date-time': /^\d{4}-.*Z$/ } });
  const validate = ajv.compile(schema);
  return (value: unknown): void =>
    assert.ok(validate(value), JSON.stringify(validate.errors, undefined, 2));
}

/** Told by its kind alone. */
const isOpen = ({ properties }: { readonly properties?: unknown }): boolean =>
  Object.keys(properties ?? {}).join() === 'kind';

const checkPlan = strictly('plan-1');
const checkApply = strictly('apply-1');

test('plans fit their schema', () => {
  checkPlan(samplePlan);
  checkPlan(emptyPlan);
  const sysctls = { 'net.ipv4.tcp_rmem': '4096 131072 6291456', 'net.core.somaxconn': '128' };
  for (const profile of PROFILES) {
    checkPlan(planProfile(plannedSurvey([plannedNamespace(sysctls)]), profile, 'tcpdoctor 0.1.0'));
  }
  assert.throws(() => checkPlan({ ...samplePlan, extra: 1 }));
});

async function answers(b: Bench, line: string): Promise<void> {
  const world = sampleWorld({
    doors: async () => ({
      ...b.doors(),
      startWatchdog: async (id) => void (await startWatch(b.doors(), id)),
      [Symbol.dispose]: () => {},
    }),
  });
  await runCommandLine(world, readGlobals(`${line} --json`.split(' '), {}));
  checkApply(JSON.parse(world.printed.out));
}

function planFile(b: Bench): string {
  const path = join(folder, 'plan.json');
  writeFileSync(path, JSON.stringify(b.plan));
  return path;
}

test('what apply, confirm, rollback and changes print fits its schema', async () => {
  const b = bench();
  const apply = `apply ${planFile(b)} --yes --no-look`;
  for (const line of ['changes', 'confirm', 'rollback', apply, apply, 'confirm --persist']) {
    await answers(b, line);
  }
  const [id = ''] = b.journal().map((entry) => entry.id);
  b.machine.sysctls.set('host', 'net.core.somaxconn', '1024\n');
  b.machine.sysctls.removeNamespace('blue');
  for (const line of ['confirm', `rollback ${id}`, `confirm ${id}`, `rollback ${id}`, apply]) {
    await answers(b, line);
  }
  b.machine.disk.put(`${STATE}/20260101-000000.json`, '{');
  for (const line of ['changes', apply, 'rollback']) await answers(b, line);
});

test('what an apply that failed prints fits its schema', async () => {
  for (const code of ['EINVAL', undefined]) {
    const b = bench({
      accept: (_key, text, before) =>
        text !== '3\n' ? text : code === undefined ? '5\n' : [before, code],
    });
    await answers(b, `apply ${planFile(b)} --yes --no-look`);
    await answers(b, 'changes');
  }
});
