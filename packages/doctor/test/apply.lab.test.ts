/**
 * apply, confirm and rollback as processes, in namespaces of a stage: kill -9 of the command and of the
 * watchdog, other people's changes, a second apply, disks that refuse.
 * @module
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setImmediate as breath } from 'node:timers/promises';
import { linuxKernel } from '../src/kernel/linux.ts';
import { needs } from '../src/lab/needs.ts';
import type { Stage } from '../src/lab/stage.ts';
import { openStage } from '../src/lab/stage.ts';
import { until } from '../src/lab/until.ts';
import { homeSysctls } from '../src/lab/home.ts';
import type { Entry } from '../src/sysctl/apply/entry.ts';
import { applyFor, sampleChanges } from './apply-stage.ts';
import { doctor, ended, startDoctor } from './run-doctor.ts';

const OPTIONS = needs('root', 'ip');
const folder = mkdtempSync(join(tmpdir(), 'tcpd-apply-'));
const home = homeSysctls();
let stage: Stage;
let state = '';
let runs = 0;

before(async () => {
  chmodSync(folder, 0o755); // nobody, too, reads plans in it
  stage = await openStage({ family: 'ipv4' });
  await stage.sysctl(
    'server',
    Object.fromEntries(sampleChanges.map(({ key, from }) => [key, from])),
  );
});

after(async () => {
  kernel.close();
  await stage?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
  assert.deepEqual(homeSysctls(), home, 'nothing was written where the test was started');
});

beforeEach(() => {
  state = join(folder, `state-${(runs += 1)}`);
});

const values = (): Promise<string[]> =>
  Promise.all(sampleChanges.map(({ key }) => stage.readSysctl('server', key)));
const OLD = sampleChanges.map(({ from }) => from);
const NEW = sampleChanges.map(({ to }) => to);

/** Values as `readSysctl` gives them, blanks as the kernel writes them. */
const plain = async (): Promise<string[]> =>
  (await values()).map((value) => value.replaceAll(/\s+/g, ' '));

const journal = (): Entry[] =>
  (existsSync(state) ? readdirSync(state) : [])
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => JSON.parse(readFileSync(join(state, name), 'utf8')) as Entry);

function plan(more: Parameters<typeof applyFor>[1] = {}): string {
  const path = join(folder, `plan-${runs}.json`);
  writeFileSync(path, JSON.stringify(applyFor(stage.server, more)));
  return path;
}

const applyArgs = (within = '1s'): string[] => [
  'apply',
  plan(),
  '--yes',
  '--no-look',
  '--state',
  state,
  '--confirm-within',
  within,
];

const run = (command: string, ...more: string[]) => doctor([command, ...more, '--state', state]);

/** Pids of the watchdogs of this test. */
function watchdogs(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!(pid > 1)) return false;
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.some((word) => /\/watchdog\.(ts|js)$/.test(word)) && words.includes(state);
      } catch {
        return false; // it has ended
      }
    });
}

const allOld = (): Promise<unknown> =>
  until('the former values', async () => JSON.stringify(await plain()) === JSON.stringify(OLD), {
    deadlineMs: 20_000,
    everyMs: 100,
  });

test('apply writes, and the watchdog puts the exact former texts back', OPTIONS, async () => {
  const exact = await values();
  const { status, stdout, stderr } = await doctor(applyArgs('2s'));
  assert.equal(status, 0, stderr);
  assert.match(stdout, /Applied 5 settings/);
  assert.deepEqual(await plain(), NEW);
  assert.equal(watchdogs().length, 1);
  await allOld();
  assert.deepEqual(await values(), exact);
  await until('the watchdog to end', () => watchdogs().length === 0);
  assert.partialDeepStrictEqual(journal()[0]?.state, { kind: 'ended', why: 'not confirmed' });
});

test('confirm keeps, rollback restores the exact former texts', OPTIONS, async () => {
  const exact = await values();
  await doctor(applyArgs('30s'));
  assert.equal((await run('confirm')).status, 0);
  await until('the watchdog to end', () => watchdogs().length === 0);
  assert.deepEqual(await plain(), NEW);
  const shown = await run('changes');
  assert.match(shown.stdout, /confirmed/);
  const back = await run('rollback');
  assert.equal(back.status, 0, back.stdout + back.stderr);
  assert.deepEqual(await values(), exact);
});

test('a plan applied twice has nothing to do the second time', OPTIONS, async () => {
  await doctor(applyArgs('30s'));
  await run('confirm');
  const again = await doctor(applyArgs('30s'));
  assert.equal(again.status, 0);
  assert.match(again.stdout, /Nothing to do/);
  assert.equal(journal().length, 1);
  await run('rollback');
});

test(
  'a second apply is refused while one waits, and of two at once one wins',
  OPTIONS,
  async () => {
    const both = await Promise.all([doctor(applyArgs('30s')), doctor(applyArgs('30s'))]);
    assert.deepEqual(
      both.map(({ status }) => String(status)).toSorted((a, b) => a.localeCompare(b)),
      ['0', '3'],
    );
    const third = await doctor(applyArgs('30s'));
    assert.equal(third.status, 3);
    assert.match(third.stdout, /wait to be confirmed\. Nothing was changed/);
    assert.equal(journal().length, 1);
    await run('rollback');
    assert.deepEqual(await plain(), OLD);
  },
);

test('what somebody else changes meanwhile stays, and is told', OPTIONS, async () => {
  await doctor(applyArgs('30s'));
  await stage.sysctl('server', { [sampleChanges[1]?.key ?? '']: '777' });
  const back = await run('rollback');
  assert.match(back.stdout, /left at 777: somebody has changed it since/);
  const found = await plain();
  assert.deepEqual(found, OLD.with(1, '777'));
  await stage.sysctl('server', { [sampleChanges[1]?.key ?? '']: OLD[1] ?? '' });
});

test('a value that moved on since the plan stops everything', OPTIONS, async () => {
  const argv = applyArgs();
  await stage.sysctl('server', { [sampleChanges[4]?.key ?? '']: '5' });
  const { status, stdout } = await doctor(argv);
  assert.equal(status, 1);
  assert.match(stdout, /was 6 when the plan was made and is 5 now/);
  await stage.sysctl('server', { [sampleChanges[4]?.key ?? '']: '6' });
  assert.deepEqual(await plain(), OLD);
  assert.deepEqual(journal(), []);
});

test('a namespace of the same name that is another one is refused', OPTIONS, async () => {
  const path = plan({ id: stage.client.inode });
  const { status, stdout } = await doctor(['apply', path, '--yes', '--state', state]);
  assert.equal(status, 1);
  assert.match(stdout, /its name leads to\s+another one/);
});

/** A namespace made here, with a process in it that waits. */
async function madeNamespace(name: string): Promise<{ id: number; pid: number }> {
  execFileSync('ip', ['netns', 'add', name]);
  const child = spawn('ip', ['netns', 'exec', name, 'sleep', '60'], { stdio: 'ignore' });
  const id = statSync(`/run/netns/${name}`).ino;
  const { pid = 0 } = child;
  await until('the process to be inside', () => {
    return readlinkSync(`/proc/${pid}/ns/net`) === `net:[${id}]`;
  });
  return { id, pid };
}

const somaxconnIn = (id: number, path: string): string =>
  kernel.within({ id, path }, () => kernel.readText('/proc/sys/net/core/somaxconn')).trim();

function onePlan(name: string, id: number): string {
  const path = join(folder, `plan-${runs}.json`);
  const changes = sampleChanges.slice(0, 1);
  writeFileSync(path, JSON.stringify(applyFor({ ...stage.server, name }, { id, changes })));
  return path;
}

test('undo never writes into a new namespace of the same name and inode', OPTIONS, async (t) => {
  const name = `tcpd-again-${process.pid}`;
  const args = ['--yes', '--no-look', '--state', state, '--confirm-within', '60s'];
  try {
    const first = await madeNamespace(name);
    const { status, stdout, stderr } = await doctor(['apply', onePlan(name, first.id), ...args]);
    assert.equal(status, 0, stdout + stderr);
    process.kill(first.pid, 'SIGKILL');
    execFileSync('ip', ['netns', 'del', name]);
    const second = await madeNamespace(name);
    t.diagnostic(`inode ${first.id}, then ${second.id}`);
    const theirs = sampleChanges[0]?.to ?? '';
    execFileSync('ip', ['netns', 'exec', name, 'sysctl', '-qw', `net.core.somaxconn=${theirs}`]);
    const back = await run('rollback');
    assert.match(back.stdout, /gone with its namespace/);
    assert.equal(somaxconnIn(second.id, `/run/netns/${name}`), theirs);
    process.kill(second.pid, 'SIGKILL');
  } finally {
    execFileSync('ip', ['netns', 'del', name]);
  }
});

test('a namespace that lost its name is still put back', OPTIONS, async () => {
  const name = `tcpd-nameless-${process.pid}`;
  const { id, pid } = await madeNamespace(name);
  try {
    const args = ['--yes', '--no-look', '--state', state, '--confirm-within', '60s'];
    const { status, stdout, stderr } = await doctor(['apply', onePlan(name, id), ...args]);
    assert.equal(status, 0, stdout + stderr);
    execFileSync('ip', ['netns', 'del', name]);
    const path = `/proc/${pid}/ns/net`;
    assert.equal(somaxconnIn(id, path), sampleChanges[0]?.to);
    assert.equal((await run('rollback')).status, 0);
    assert.equal(somaxconnIn(id, path), sampleChanges[0]?.from);
  } finally {
    process.kill(pid, 'SIGKILL');
    if (existsSync(`/run/netns/${name}`)) execFileSync('ip', ['netns', 'del', name]);
  }
});

test(
  'a namespace without a name is changed, looked at and put back by a process in it',
  OPTIONS,
  async () => {
    const child = spawn('unshare', ['--net', 'sleep', '60'], { stdio: 'ignore' });
    const { pid = 0 } = child;
    try {
      const path = `/proc/${pid}/ns/net`;
      const own = readlinkSync('/proc/self/ns/net');
      const comm = (): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
      await until('it to be inside', () => comm() === 'sleep' && readlinkSync(path) !== own);
      const id = statSync(path).ino;
      const file = onePlan(`another-name/${pid}`, id);
      const args = ['--yes', '--window', '100ms', '--state', state, '--confirm-within', '60s'];
      const { status, stdout, stderr } = await doctor(['apply', file, ...args]);
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /Before|before/);
      assert.equal(somaxconnIn(id, path), sampleChanges[0]?.to);
      assert.equal((await run('rollback')).status, 0);
      assert.equal(somaxconnIn(id, path), sampleChanges[0]?.from);
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  },
);

test('a watchdog that is told to end puts back what nobody has confirmed', OPTIONS, async () => {
  await doctor(applyArgs('1h'));
  assert.deepEqual(await plain(), NEW);
  for (const pid of watchdogs()) process.kill(pid, 'SIGTERM');
  await allOld();
  await until('the watchdog to end', () => watchdogs().length === 0);
  assert.partialDeepStrictEqual(journal()[0]?.state, { kind: 'ended', why: 'watchdog ended' });
});

test('a journal into which others may write is refused', OPTIONS, async () => {
  mkdirSync(state, { mode: 0o755 });
  chmodSync(state, 0o777);
  const { status, stderr } = await doctor(applyArgs());
  assert.equal(status, 3);
  assert.match(stderr, /others may write into it/);
  assert.deepEqual(await plain(), OLD);
});

/** What the command has just done when it is killed. Files appear in this order. */
const MOMENTS = {
  'the lock is there': () => existsSync(join(state, 'lock')),
  'a part of the journal is there': () => readdirOrNone().some((name) => name.endsWith('.tmp')),
  'the journal is there': () => journalNames().length > 0,
  'the watchdog watches': () => readdirOrNone().some((name) => name.endsWith('.watch')),
  'a value is written': () => somaxconn() !== OLD[0],
  'the journal says that it waits': () =>
    journalNames().some((name) => readFileSync(join(state, name), 'utf8').includes('"waiting"')),
} as const;

const readdirOrNone = (): string[] => (existsSync(state) ? readdirSync(state) : []);
const journalNames = (): string[] => readdirOrNone().filter((name) => /^\d.*\.json$/.test(name));

const kernel = linuxKernel();

/** Read in this process: no waiting for a program to start. */
const somaxconn = (): string =>
  kernel
    .within({ id: stage.server.inode, path: `/run/netns/${stage.server.name}` }, () =>
      kernel.readText('/proc/sys/net/core/somaxconn'),
    )
    .trim();

for (const [moment, hasCome] of Object.entries(MOMENTS)) {
  test(`kill -9 of the command when ${moment}: all is put back`, OPTIONS, async (t) => {
    const child = startDoctor(applyArgs('2s'));
    const end = ended(child);
    while (child.exitCode === null && !hasCome()) await breath();
    child.kill('SIGKILL');
    const { signal } = await end;
    t.diagnostic(signal === undefined ? 'it had ended by itself' : `ended by ${signal}`);
    await allOld();
    await until('the watchdog to end', () => watchdogs().length === 0, { deadlineMs: 15_000 });
    await run('rollback');
    assert.deepEqual(await plain(), OLD);
    for (const { state: how } of journal()) assert.equal(how.kind, 'ended');
  });
}

test(
  'kill -9 of the watchdog: changes tells, and the next command puts back',
  OPTIONS,
  async () => {
    await doctor(applyArgs('1s'));
    for (const pid of watchdogs()) process.kill(pid, 'SIGKILL');
    await until('changes to tell', async () => (await run('changes')).status === 1, {
      deadlineMs: 15_000,
      everyMs: 300,
    });
    assert.deepEqual(await plain(), NEW, 'nobody was there to do it');
    assert.match((await run('changes')).stdout, /never confirmed.*tcpdoctor rollback/s);
    const next = await run('confirm');
    assert.equal(next.status, 1);
    assert.match(next.stdout, /not confirmed in time/);
    assert.deepEqual(await plain(), OLD);
  },
);

test('kill -9 of command and watchdog: the next apply puts back first', OPTIONS, async () => {
  await doctor(applyArgs('1s'));
  const [entry] = journal();
  for (const pid of watchdogs()) process.kill(pid, 'SIGKILL');
  await until('the deadline', () => {
    const upMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000;
    return entry?.state.kind === 'waiting' && upMs > entry.state.untilBootMs;
  });
  const again = await doctor(applyArgs('30s'));
  assert.match(again.stdout, /was left unfinished \(not confirmed in time\)/);
  assert.match(again.stdout, /Applied 5 settings/);
  await run('rollback');
  assert.deepEqual(await plain(), OLD);
});

test('a command that hangs with the lock does not hold the watchdog up', OPTIONS, async () => {
  await doctor(applyArgs('1s'));
  const code = `
    import { linuxStore } from ${JSON.stringify(import.meta.resolve('../src/kernel/linux-store.ts'))};
    globalThis.kept = linuxStore().lock(${JSON.stringify(join(state, 'lock'))});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = ended(holder);
  const { signal } = await end;
  assert.equal(signal, 'SIGKILL', 'the watchdog ended it');
  await allOld();
});

for (const [name, prepare, why] of [
  ['read-only', 'mount -t tmpfs -o ro,mode=700 none "$1"', /read-only/],
  [
    'full',
    'mount -t tmpfs -o size=8k,mode=700 none "$1" && touch "$1/lock" && (head -c 8192 /dev/zero > "$1/x" || true)',
    /disk is full/,
  ],
] as const) {
  test(`a journal on a ${name} disk: nothing is written`, OPTIONS, async () => {
    const mounted = mkdtempSync(join(folder, 'disk-'));
    const script = `${prepare} && shift && exec "$@"`;
    const prefix = ['unshare', '--mount', 'sh', '-c', script, 'sh', mounted];
    const argv = ['apply', plan(), '--yes', '--state', mounted];
    const { status, stderr } = await doctor(argv, { prefix });
    assert.equal(status, 3, stderr);
    assert.match(stderr, why);
    assert.deepEqual(await plain(), OLD);
  });
}

test('without root it says what root would be needed for', OPTIONS, async () => {
  const prefix = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const { status, stdout, stderr } = await doctor(applyArgs(), { prefix });
  assert.equal(status, 3, stderr);
  assert.match(stdout, /net\.core\.somaxconn {2}4096 → 8192/);
  assert.match(stderr, /Only root can apply this: it writes 5 settings .* sudo tcpdoctor apply/);
});

test('without a terminal and without --yes nothing is done', OPTIONS, async () => {
  const { status, stderr } = await doctor(['apply', plan(), '--state', state]);
  assert.equal(status, 2);
  assert.match(stderr, /add --yes/);
  assert.deepEqual(journal(), []);
});
