import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SysError } from '../errors.ts';
import { lockHolder } from './lock-holder.ts';
import { startDetached } from './linux-detached.ts';
import { linuxStore } from './linux-store.ts';
import { linuxKernel } from './linux.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-store-'));
after(() => rmSync(folder, { recursive: true }));
const store = linuxStore();
const UNIT = { name: 'tcpdoctor-1', description: 'puts it back' };
const kernel = linuxKernel();
const notLinux = { skip: process.platform === 'linux' ? false : 'Needs Linux' };

const ROOT = process.geteuid?.() === 0 ? {} : { skip: 'Needs root' };

const code = (wanted: string) => (error: unknown) =>
  error instanceof SysError && error.code === wanted;

test('create() makes a file once, for its owner alone', () => {
  const path = join(folder, 'new');
  store.create(path, '값\n'.repeat(10_000), 0o600);
  assert.equal(readFileSync(path, 'utf8'), '값\n'.repeat(10_000));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.throws(() => store.create(path, 'x', 0o600), code('EEXIST'));
  store.sync(path);
  store.sync(folder);
  store.rename(path, join(folder, 'renamed'));
  store.remove(join(folder, 'renamed'));
  assert.throws(() => store.remove(path), code('ENOENT'));
  assert.throws(() => store.sync(path), code('ENOENT'));
});

test('makeDir() makes what is missing, and leaves what is there', () => {
  const path = join(folder, 'a', 'b');
  store.makeDir(path);
  store.makeDir(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
});

test('makeDir() refuses a directory into which others may write', notLinux, () => {
  const path = join(folder, 'shared');
  store.makeDir(path);
  for (const mode of [0o770, 0o707, 0o1777]) {
    chmodSync(path, mode);
    assert.throws(() => store.makeDir(path), code('EXPOSED'));
  }
  chmodSync(path, 0o755);
  store.makeDir(path);
});

test('makeDir() refuses a directory of somebody else', { ...notLinux, ...ROOT }, () => {
  const path = join(folder, 'theirs');
  store.makeDir(path);
  chownSync(path, 65_534, 65_534);
  assert.throws(() => store.makeDir(path), code('EXPOSED'));
});

test('writeSysctl() makes no file and empties none', () => {
  const path = join(folder, 'value');
  assert.throws(() => store.writeSysctl(path, '1\n'), code('ENOENT'));
  writeFileSync(path, 'abcdef');
  store.writeSysctl(path, '12');
  assert.equal(readFileSync(path, 'utf8'), '12cdef');
});

test('lock() is held by one, and free again after disposal', notLinux, () => {
  const path = join(folder, 'lock');
  {
    using first = store.lock(path);
    assert.ok(first);
    assert.equal(store.lock(path), undefined, 'also not twice in one process');
    assert.equal(lockHolder(kernel, path), process.pid);
  }
  using again = store.lock(path);
  assert.ok(again);
});

test('lockHolder() finds nobody where nobody is', notLinux, () => {
  assert.equal(lockHolder(kernel, join(folder, 'nowhere')), undefined);
  writeFileSync(join(folder, 'free'), '');
  assert.equal(lockHolder(kernel, join(folder, 'free')), undefined);
});

test('lock() of a process is free when it is killed', notLinux, async () => {
  const path = join(folder, 'killed');
  const script = `
    import { linuxStore } from ${JSON.stringify(import.meta.resolve('./linux-store.ts'))};
    globalThis.kept = linuxStore().lock(${JSON.stringify(path)});
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.equal(store.lock(path), undefined);
  assert.equal(lockHolder(kernel, path), child.pid);
  store.kill(child.pid ?? -1);
  await once(child, 'close');
  using mine = store.lock(path);
  assert.ok(mine);
});

test('startDetached() starts a program in a session of its own', notLinux, async () => {
  const path = join(folder, 'detached');
  await startDetached(
    ['/bin/sh', '-c', `ps -o sid= -p $$ > ${path}.new; mv ${path}.new ${path}`],
    UNIT,
    {
      hasSystemd: () => false,
      run: () => assert.fail('no systemd'),
      spawnAlone: undefined,
    },
  );
  const deadline = performance.now() + 5_000;
  while (!existsSync(path) && performance.now() < deadline) await kernel.sleepMs(20);
  const own = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[3];
  assert.notEqual(readFileSync(path, 'utf8').trim(), own);
});

test('startDetached() asks systemd where it runs the machine, and goes on without it', async () => {
  const asked: string[] = [];
  const starters = (status: number) => ({
    hasSystemd: () => true,
    run: (file: string, argv: readonly string[]) => {
      asked.push([file, ...argv].join(' '));
      return status;
    },
    spawnAlone: async (argv: readonly string[]) => void asked.push(`alone ${argv.join(' ')}`),
  });
  await startDetached(['/bin/true', 'x'], UNIT, starters(0));
  await startDetached(['/bin/true', 'x'], UNIT, starters(1));
  const run =
    'systemd-run --quiet --collect --unit=tcpdoctor-1 --description=puts it back ' +
    '--working-directory=/ --property=Restart=on-abnormal -- /bin/true x';
  assert.deepEqual(asked, [run, run, 'alone /bin/true x']);
});

/** Starts what comes behind `--` in a session of its own and returns at once, as the real one does. */
const STAND_IN = `#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift
setsid "$@" < /dev/null > /dev/null 2>&1 &
`;

test(
  'startDetached(): a program that a service manager starts outlives whoever asked',
  notLinux,
  async () => {
    const manager = join(folder, 'systemd-run');
    writeFileSync(manager, STAND_IN, { mode: 0o755 });
    const path = join(folder, 'served');
    const starters = {
      hasSystemd: () => true,
      run: (_file: string, argv: readonly string[]) => spawnSync(manager, argv).status,
      spawnAlone: () => assert.fail('the service manager works'),
    };
    await startDetached(['/bin/sh', '-c', `echo done > ${path}`], UNIT, starters);
    const deadline = performance.now() + 20_000;
    while (!existsSync(path) && performance.now() < deadline) await kernel.sleepMs(20);
    assert.ok(existsSync(path));
  },
);

test('startDetached() throws when there is no such program', notLinux, async () => {
  await assert.rejects(startDetached([join(folder, 'nothing')], UNIT, undefined), code('ENOENT'));
});
