import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { bench, OLD, STATE } from '../sysctl/apply/sample.ts';
import type { Bench } from '../sysctl/apply/sample.ts';
import { startWatch } from '../sysctl/apply/watch.ts';
import { againAsRoot } from './again-as-root.ts';
import { parseConfirmMs, parseEntryId } from './apply-flags.ts';
import { readPlan } from './apply-plan.ts';
import type { World } from './context.ts';
import { readGlobals } from './globals.ts';
import { problemText } from './problem.ts';
import { runCommandLine } from './run.ts';
import { sampleWorld } from './sample-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-apply-cli-'));
after(() => rmSync(folder, { recursive: true }));

function planFile(content: unknown): string {
  const path = join(folder, 'plan.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A world whose machine is a bench. */
function worldOf(b: Bench, uid = 0, more: Partial<World> = {}) {
  return sampleWorld({
    doors: async () => {
      const doors = b.doors();
      const kernel: Kernel = { ...doors.kernel, identity: { ...doors.kernel.identity, uid } };
      return {
        ...doors,
        kernel,
        startWatchdog: async (id) => void (await startWatch(b.doors(), id)),
        [Symbol.dispose]: () => {},
      };
    },
    ...more,
  });
}

async function run(b: Bench, line: string, more: Partial<World> = {}, uid = 0) {
  const world = worldOf(b, uid, more);
  const outcome = await runCommandLine(world, readGlobals(line.split(' '), {}));
  const status =
    outcome.kind === 'done'
      ? outcome.status
      : outcome.kind === 'failed' && outcome.error instanceof Error && outcome.error.name;
  const problem = outcome.kind === 'failed' ? problemText(outcome.error).en : '';
  return { status, problem, ...world.printed };
}

test('apply, changes, confirm, rollback: what each of them says', async () => {
  const b = bench();
  const file = planFile(b.plan);
  const applied = await run(b, `apply ${file} --yes`);
  assert.equal(applied.status, 0);
  assert.match(applied.out, /net\.core\.somaxconn {2}4096 → 8192\n +why +reason of/);
  assert.match(applied.out, /Applied 5 settings\. At .*, in 60 s, they are put back unless/);
  const [id = ''] = b.journal().map((entry) => entry.id);
  assert.match((await run(b, 'changes')).out, new RegExp(`${id} .*waits to be confirmed`));
  assert.match((await run(b, 'confirm')).out, new RegExp(`Confirmed ${id}`));
  const back = await run(b, 'rollback');
  assert.equal(back.status, 0);
  assert.match(back.out, /host {2}net\.core\.somaxconn 4096 {2}back/);
  assert.match((await run(b, 'changes --lang ko')).out, /사용자가 되돌림/);
  assert.equal((await run(b, 'rollback')).status, 1);
});

test('a confirm that is late, and an apply that nobody watches over: what is said of them', async () => {
  const b = bench();
  await run(b, `apply ${planFile(b.plan)} --yes`);
  b.watchdogs[0]?.process.kill();
  b.machine.clock.bootMs += 120_000;
  const left = await run(b, 'changes');
  assert.equal(left.status, 1);
  assert.match(left.out, /was to be confirmed until .*\n[\s\S]*nobody watches over them any more/);
  assert.doesNotMatch(left.out, /waits to be confirmed/);
  await run(b, 'rollback');
  for (const line of ['confirm', 'confirm --persist']) {
    const late = await run(b, line);
    assert.equal(late.status, 1);
    assert.match(late.out, /is over: not confirmed in time\. tcpdoctor changes shows/);
  }
});

test('confirm says how long the values stay, and how they stay longer where they can', async () => {
  const b = bench();
  const file = planFile(b.plan);
  await run(b, `apply ${file} --yes`);
  const host = await run(b, 'confirm');
  assert.match(
    host.out,
    /until the host restarts\.\nTo keep them .*: tcpdoctor confirm --persist 20/,
  );
  const other = bench();
  await run(other, `apply ${file} --yes --netns blue`);
  const blue = await run(other, 'confirm');
  assert.match(blue.out, /stay as long as the namespace/);
  assert.doesNotMatch(blue.out, /--persist/);
  assert.match((await run(other, 'confirm --persist')).out, /ExecStartPre=/);
});

test('a journal that cannot be begun: nothing is written, and that is said', async () => {
  const b = bench();
  const full = b.doors({ fails: (op) => (op === 'create' ? 'ENOSPC' : undefined) });
  const kernel = { ...full.kernel, identity: { ...full.kernel.identity, uid: 0 } };
  const startWatchdog = async () => assert.fail('nothing to watch over');
  const doors = async () => ({ ...full, kernel, startWatchdog, [Symbol.dispose]: () => {} });
  const { status, problem } = await run(b, `apply ${planFile(b.plan)} --yes`, { doors });
  assert.equal(status, 'NotPossibleError');
  assert.match(problem, /in \/var\/lib\/tcpdoctor first, .*the disk is full\. Nothing was changed/);
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
});

test('every command answers programs in JSON', async () => {
  const b = bench();
  const schemas: unknown[] = [];
  for (const line of [`apply ${planFile(b.plan)} --yes`, 'confirm', 'rollback', 'changes']) {
    const { out } = await run(b, `${line} --json`);
    schemas.push((JSON.parse(out) as { schema: string }).schema);
  }
  assert.deepEqual(schemas, [
    'tcpdoctor.applied/1',
    'tcpdoctor.confirmed/1',
    'tcpdoctor.rolledback/1',
    'tcpdoctor.changes/1',
  ]);
});

test('apply asks, and a no changes nothing', async () => {
  for (const [answer, writes] of [
    [false, 0],
    [true, 5],
  ] as const) {
    const b = bench();
    const asked: string[] = [];
    const ask = async (question: string): Promise<boolean> => {
      asked.push(question);
      return answer;
    };
    const { status } = await run(b, `apply ${planFile(b.plan)}`, { ask });
    assert.deepEqual([status, b.machine.sysctls.writes.length], [0, writes]);
    assert.match(asked.join(), /Apply\? It is put back after 60 s unless you confirm/);
  }
});

test('without root nothing is opened for writing, and the same command is proposed for root', async () => {
  const file = planFile(bench().plan);
  for (const line of [
    `apply ${file} --yes --netns blue --confirm-within 2m --window 5s --prove --lang en`,
    'confirm --persist --sysctl-dir /x --state /y',
    'rollback 20261122-100000 --state=/y --json',
  ]) {
    const b = bench();
    const { status, problem } = await run(b, line, {}, 1_000);
    assert.equal(status, 'NotPossibleError');
    assert.ok(problem.endsWith(`Run: sudo tcpdoctor ${line}`), problem);
    assert.deepEqual([b.machine.sysctls.writes, b.journal()], [[], []]);
  }
});

test('againAsRoot() quotes what a shell would take apart', () => {
  assert.equal(
    againAsRoot({ typed: ['apply', 'my plan.json', "it's", '--netns', 'nginx/812', '$(x)', ''] }),
    `sudo tcpdoctor apply 'my plan.json' 'it'\\''s' --netns nginx/812 '$(x)' ''`,
  );
});

test('a refused plan says for each change why', async () => {
  const b = bench();
  b.machine.sysctls.set('blue', 'net.ipv4.tcp_syn_retries', '5\n');
  const { status, out } = await run(b, `apply ${planFile(b.plan)} --yes`);
  assert.equal(status, 1);
  assert.match(
    out,
    /blue net\.ipv4\.tcp_syn_retries: it was 6 when the plan was made and is 5 now/,
  );
});

test('a value the kernel refuses is named, with what became of the others', async () => {
  const b = bench({
    accept: (_key, text, before) => (text === '3\n' ? [before, 'EINVAL'] : text),
  });
  const { status, out } = await run(b, `apply ${planFile(b.plan)} --yes`);
  assert.equal(status, 1);
  assert.match(out, /blue net\.ipv4\.tcp_syn_retries: the kernel refused 3 \(EINVAL\)/);
  assert.match(out, /host {2}net\.core\.somaxconn 4096 {2}back/);
});

test('apply --netns all is the whole plan', async () => {
  const b = bench();
  await run(b, `apply ${planFile(b.plan)} --yes --netns all`);
  assert.equal(b.machine.sysctls.writes.length, 5);
});

test('apply --netns takes a namespace of the plan, and no other', async () => {
  const b = bench();
  await run(b, `apply ${planFile(b.plan)} --yes --netns blue`);
  assert.ok(b.machine.sysctls.writes.every((line) => line.startsWith('blue ')));
  const { status } = await run(b, `apply ${planFile(b.plan)} --yes --netns red`);
  assert.equal(status, 'UsageError');
});

test('check says when nobody watches over an apply any more', async () => {
  const world = sampleWorld({ overdue: async () => ['20261122-100000'] });
  await runCommandLine(world, readGlobals(['check', '--json'], {}));
  assert.match(world.printed.err, /tcpdoctor rollback 20261122-100000\n$/);
  JSON.parse(world.printed.out);
});

test('a journal that cannot be read in full: each command says so, and changes goes on', async () => {
  const b = bench();
  const file = planFile(b.plan);
  await run(b, `apply ${file} --yes`);
  const path = `${STATE}/20260101-000000.json`;
  b.machine.disk.put(path, '{');
  for (const [line, status] of [
    [`apply ${file} --yes`, 3],
    ['changes', 1],
    ['confirm', 0],
    ['rollback', 1],
  ] as const) {
    const done = await run(b, line);
    assert.equal(done.status, status, line);
    assert.ok(done.out.includes(path), line);
  }
  assert.deepEqual(JSON.parse((await run(b, 'changes --json')).out).damaged, [path]);
});

const PLAN = bench().plan;

for (const [name, content] of [
  ['no JSON', '{'],
  ['another schema', { ...PLAN, schema: 'tcpdoctor.plan/2' }],
  ['no namespaces', { ...PLAN, namespaces: undefined }],
  ['a value that is a number', JSON.stringify(PLAN).replace('"8192"', '8192')],
] as const) {
  test(`readPlan() refuses ${name}`, async () => {
    await assert.rejects(readPlan(planFile(content)), UsageError);
  });
}

test('readPlan() refuses a folder and a missing file', async () => {
  await assert.rejects(readPlan(folder), UsageError);
  await assert.rejects(readPlan(join(folder, 'nothing')), UsageError);
});

for (const [input, ms] of [
  ['60s', 60_000],
  ['1', 1_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
] as const) {
  test(`parseConfirmMs() reads ${input}`, () => assert.equal(parseConfirmMs(input), ms));
}

for (const input of ['', '0', '0s', '61m', '2h', '-1', '1.5m', '1d', '9999999']) {
  test(`parseConfirmMs() refuses "${input}"`, () => {
    assert.throws(() => parseConfirmMs(input), UsageError);
  });
}

test('parseEntryId() lets nothing pass that could be a path', () => {
  assert.equal(parseEntryId('20261122-100000-2'), '20261122-100000-2');
  for (const bad of ['', '../x', '20261122-100000.json', '20261122', '20261122-100000/..']) {
    assert.throws(() => parseEntryId(bad), UsageError);
  }
});
