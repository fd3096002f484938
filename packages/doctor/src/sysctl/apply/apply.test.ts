import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SysError } from '../../errors.ts';
import { settingOf } from '../catalogue/catalogue.ts';
import type { Plan } from '../plan.ts';
import { applyPlan } from './apply.ts';
import type { ApplyOptions } from './apply.ts';
import { startWatch } from './watch.ts';
import { bench, change, NEW, OLD, STATE, SYSCTL_D } from './sample.ts';

const writesOf = (steps: readonly string[]): string[] =>
  steps.filter((step) => step.startsWith('write '));

test('applyPlan() writes every value once, in order, after the journal is on disk', async () => {
  const { machine, doors, apply, journal } = bench();
  const process = doors();
  const done = await apply(process);
  assert.equal(done.result, 'applied');
  assert.deepEqual(machine.sysctls.texts(), NEW);
  assert.deepEqual(machine.sysctls.writes, [
    'host net.core.somaxconn 8192',
    'host net.ipv4.tcp_rmem 4096 131072 16777216',
    'host net.ipv4.ip_local_reserved_ports 8080-8081',
    'blue net.ipv4.tcp_syn_retries 3',
    'blue net.ipv4.ip_local_port_range 10000 60999',
  ]);
  const firstWrite = process.steps.findIndex((step) => step.startsWith('write '));
  const before = process.steps.slice(0, firstWrite);
  assert.ok(
    before.includes(`sync ${STATE}`) && before.some((s) => s.startsWith(`rename ${STATE}`)),
  );
  const [entry] = journal();
  assert.deepEqual(
    entry?.steps.map(({ key, from, to }) => [key, from, to]),
    [...Object.entries(OLD['host'] ?? {}), ...Object.entries(OLD['blue'] ?? {})].map(
      ([key, from]) => [key, from, NEW['host']?.[key] ?? NEW['blue']?.[key]],
    ),
  );
  assert.equal(entry?.state.kind, 'waiting');
});

test('applyPlan() never writes a value that is there already', async () => {
  const to = { ...NEW, host: { ...OLD['host'], 'net.core.somaxconn': '8192\n' } };
  const { machine, doors, apply } = bench({ to });
  const done = await apply(doors());
  assert.deepEqual(
    machine.sysctls.writes.filter((line) => line.startsWith('host')),
    ['host net.core.somaxconn 8192'],
  );
  assert.deepEqual(done.result === 'applied' && done.already.map(({ key }) => key), [
    'net.ipv4.tcp_rmem',
    'net.ipv4.ip_local_reserved_ports',
  ]);
});

test('applyPlan() of a plan that is in force does nothing, and keeps no journal of it', async () => {
  const { machine, doors, apply, journal } = bench({ from: NEW });
  const process = doors();
  assert.equal((await apply(process)).result, 'nothing to do');
  assert.deepEqual([writesOf(process.steps), machine.sysctls.writes, journal()], [[], [], []]);
});

test('applyPlan() takes one namespace of a plan', async () => {
  const { machine, doors, apply } = bench();
  await apply(doors(), { netns: 'blue' });
  assert.deepEqual(machine.sysctls.texts(), { host: OLD['host'], blue: NEW['blue'] });
});

/** Plans that must be refused whole, and why. Each also has a change that could be done. */
const REFUSED: readonly (readonly [string, (plan: Plan) => Plan, object])[] = [
  [
    'a key outside the catalogue',
    add('net.ipv4.ip_forward', '0', '1'),
    { kind: 'not in catalogue' },
  ],
  [
    'a path in disguise',
    add('net.core.../../kernel/panic', '0', '1'),
    { kind: 'not in catalogue' },
  ],
  ['an overflow', set('net.core.somaxconn', '99999999999'), { kind: 'bad value' }],
  ['a word for a number', set('net.core.somaxconn', 'many'), { kind: 'bad value' }],
  ['a triple in the wrong order', set('net.ipv4.tcp_rmem', '4096 10 5'), { kind: 'bad value' }],
  ['two of three numbers', set('net.ipv4.tcp_rmem', '4096 131072'), { kind: 'bad value' }],
  [
    'a port range upside down',
    set('net.ipv4.ip_local_port_range', '6000 5000'),
    { kind: 'bad value' },
  ],
  ['a key twice', add('net.core.somaxconn', '4096', '5000'), { kind: 'twice' }],
  ['a host setting elsewhere', inBlue('net.ipv4.tcp_mem', '1 2 3', '4 5 6'), { kind: 'scope' }],
  [
    'what the kernel only shows',
    add('net.ipv4.tcp_available_congestion_control', 'reno', 'bbr'),
    { kind: 'read-only' },
  ],
  [
    'a list longer than a page',
    set(
      'net.ipv4.ip_local_reserved_ports',
      Array.from({ length: 900 }, (_, n) => 10_000 + 2 * n).join(','),
    ),
    { kind: 'too long' },
  ],
  ['a limit of processes', add('RLIMIT_NOFILE', '1', '2'), { kind: 'scope' }],
  ['a value that moved on', from('net.core.somaxconn', '128'), { kind: 'moved on', found: '4096' }],
  ['a sysctl that is not there', add('net.ipv4.tcp_fin_timeout', '60', '30'), { code: 'ENOENT' }],
  [
    'another namespace of that name',
    (plan) => space(plan, { id: 77 }),
    { kind: 'namespace', id: 77 },
  ],
  ['a namespace of another name', (plan) => space(plan, { name: 'red' }), { kind: 'namespace' }],
  ['a process that is gone', (plan) => space(plan, { name: 'pid:99' }), { kind: 'namespace' }],
];

function edit(
  plan: Plan,
  name: string,
  changes: (all: Plan['namespaces'][number]['changes']) => Plan['namespaces'][number]['changes'],
): Plan {
  const namespaces = plan.namespaces.map((each) =>
    each.name === name ? { ...each, changes: changes(each.changes) } : each,
  );
  return { ...plan, namespaces };
}

function add(key: string, was: string, to: string) {
  return (plan: Plan) => edit(plan, 'host', (all) => [...all, change(key, was, to)]);
}

function inBlue(key: string, was: string, to: string) {
  return (plan: Plan) => edit(plan, 'blue', (all) => [...all, change(key, was, to)]);
}

function swap(key: string, more: object) {
  return (plan: Plan): Plan => ({
    ...plan,
    namespaces: plan.namespaces.map((each) => ({
      ...each,
      changes: each.changes.map((one) => (one.key === key ? { ...one, ...more } : one)),
    })),
  });
}

function set(key: string, to: string) {
  return swap(key, { to });
}

function from(key: string, was: string) {
  return swap(key, { from: was });
}

function space(plan: Plan, more: object): Plan {
  const namespaces = plan.namespaces.map((n) => (n.name === 'blue' ? { ...n, ...more } : n));
  return { ...plan, namespaces };
}

const OPTIONS: ApplyOptions = {
  tool: 'tcpdoctor 0.1.0',
  confirmWithinMs: 60_000,
  startWatchdog: () => assert.fail('nothing to watch over'),
};

for (const [name, broken, expected] of REFUSED) {
  test(`applyPlan() refuses ${name}, and writes nothing`, async () => {
    const { machine, doors, plan } = bench();
    const process = doors();
    const done = await applyPlan(process, broken(plan), OPTIONS);
    if (done.result !== 'refused') assert.fail(done.result);
    assert.equal(done.refusals.length, 1);
    assert.partialDeepStrictEqual(done.refusals[0], expected);
    assert.deepEqual(machine.sysctls.writes, []);
    assert.ok(!process.steps.some((step) => /^(create|rename)/.test(step)), 'no journal either');
  });
}

test('applyPlan() undoes what it wrote when the kernel makes another value of one', async () => {
  const { machine, doors, apply, journal } = bench({
    accept: (key, text) => (key === 'net.ipv4.tcp_syn_retries' && text === '3\n' ? '4\n' : text),
  });
  const done = await apply(doors());
  if (done.result !== 'taken back') assert.fail(done.result);
  assert.deepEqual(machine.sysctls.texts(), OLD);
  assert.partialDeepStrictEqual(journal()[0]?.state, {
    kind: 'ended',
    why: 'not kept',
    failure: { step: 3, found: '4\n' },
    fates: Array.from({ length: 5 }, () => ({ fate: 'back' })),
  });
  assert.ok(!machine.sysctls.writes.some((line) => line.includes('port_range')), 'never reached');
});

test('applyPlan() undoes a refused write that changed a part of a tuple all the same', async () => {
  const { machine, doors, apply, journal } = bench({
    accept: (key, text) =>
      key === 'net.ipv4.tcp_rmem' && text.includes('16777216')
        ? ['4096\t131072\t1\n', 'EINVAL']
        : text,
  });
  assert.equal((await apply(doors())).result, 'taken back');
  assert.deepEqual(machine.sysctls.texts(), OLD);
  assert.partialDeepStrictEqual(journal()[0]?.state, {
    failure: { step: 1, code: 'EINVAL', found: '4096\t131072\t1\n' },
  });
});

test('applyPlan() leaves a value that somebody changed in the very moment', async () => {
  const { machine, doors, apply, journal } = bench();
  const process = doors({
    fails: (op, target) => {
      if (op === 'write' && target.endsWith('somaxconn')) {
        machine.sysctls.set('blue', 'net.ipv4.tcp_syn_retries', '3\n');
      }
      return undefined;
    },
  });
  assert.equal((await apply(process)).result, 'taken back');
  assert.deepEqual(machine.sysctls.texts(), {
    ...OLD,
    blue: { ...OLD['blue'], 'net.ipv4.tcp_syn_retries': '3\n' },
  });
  assert.partialDeepStrictEqual(journal()[0]?.state, {
    why: 'moved on',
    fates: [{ fate: 'back' }, {}, {}, { fate: 'theirs', found: '3\n' }, { fate: 'back' }],
  });
});

test('applyPlan() starts the watchdog itself where that of the service manager does not come alive', async () => {
  for (const first of ['says nothing', 'is refused'] as const) {
    const b = bench();
    const ways: string[] = [];
    const done = await b.apply(b.doors(), {
      async startWatchdog(id, way) {
        ways.push(way);
        if (way === 'alone') await startWatch(b.doors(), id);
        else if (first === 'is refused') throw new SysError('start', 'systemd-run', 'ENOENT');
      },
    });
    assert.deepEqual([done.result, ways], ['applied', ['service', 'alone']]);
  }
});

test('applyPlan() writes nothing without a watchdog', async () => {
  const { machine, doors, apply, journal } = bench();
  const done = await apply(doors(), { startWatchdog: () => {} });
  assert.equal(done.result, 'taken back');
  assert.deepEqual(machine.sysctls.writes, []);
  assert.partialDeepStrictEqual(journal()[0]?.state, { why: 'no watchdog', fates: [] });
});

test('applyPlan() refuses a second apply while one writes, and while one waits', async () => {
  const { machine, doors, apply } = bench();
  const first = doors();
  const second = await new Promise((resolve, reject) => {
    const meanwhile = async (): Promise<void> => {
      resolve(await apply(doors()));
    };
    apply(first, { startWatchdog: meanwhile }).catch(reject);
  });
  assert.partialDeepStrictEqual(second, { result: 'busy' });
  first.kill();
  machine.clock.bootMs += 20_000;
  const waiting = await apply(doors());
  assert.equal(waiting.result, 'applied', 'the dead one is closed on the way');
  assert.equal((await apply(doors())).result, 'unconfirmed');
});

test('the catalogue knows every key of the sample', () => {
  for (const all of Object.values(OLD)) {
    for (const key of Object.keys(all)) assert.ok(settingOf(key), key);
  }
  assert.equal(SYSCTL_D, '/etc/sysctl.d');
});
