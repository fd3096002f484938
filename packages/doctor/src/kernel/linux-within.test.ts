import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { SysError, UnsupportedError } from '../errors.ts';
import type { Libc } from './ffi.ts';
import { linuxKernel } from './linux.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };

/** A libc that only pretends to move. */
const standing = (setns: Libc['setns'] = () => {}): Libc => ({
  socket: () => assert.fail('no socket wanted'),
  send: () => 0,
  recv: () => 0,
  setsockopt: () => {},
  getsockopt: () => {},
  setns,
  close: () => {},
  exitNow: () => assert.fail('came back and ended'),
});

const PATH = '/proc/thread-self/ns/net';
const other = () => ({ id: statSync(PATH).ino, path: PATH });

test('within() runs the work and comes back, also from an error', LINUX, () => {
  let moves = 0;
  using kernel = linuxKernel(() => standing(() => void (moves += 1)));
  assert.equal(
    kernel.within(other(), () => moves),
    1,
  );
  assert.equal(moves, 2);
  assert.throws(() => kernel.within(other(), () => assert.fail('on purpose')), /on purpose/);
  assert.equal(moves, 4);
});

test('within() of the own namespace moves nowhere', () => {
  using kernel = linuxKernel(() => assert.fail('loaded'));
  assert.equal(
    kernel.within({ id: 1, path: undefined }, () => 7),
    7,
  );
});

test('within() runs the work where it stands when it is inside already', LINUX, () => {
  let moves = 0;
  using kernel = linuxKernel(() => standing(() => void (moves += 1)));
  assert.equal(
    kernel.within(other(), () => kernel.within(other(), () => moves)),
    1,
  );
  assert.equal(moves, 2);
});

test('within() refuses to enter another namespace from inside one and stays usable', LINUX, () => {
  using kernel = linuxKernel(() => standing());
  const nested = () =>
    kernel.within(other(), () => kernel.within({ id: 2, path: undefined }, () => 1));
  assert.throws(nested, TypeError);
  assert.equal(
    kernel.within(other(), () => 1),
    1,
  );
});

test('within() refuses asynchronous work, after coming back', LINUX, () => {
  let moves = 0;
  using kernel = linuxKernel(() => standing(() => void (moves += 1)));
  assert.throws(() => kernel.within(other(), () => Promise.resolve(1)), TypeError);
  assert.equal(moves, 2);
});

test('within() does not enter by a path that leads to another namespace by now', LINUX, () => {
  using kernel = linuxKernel(() => standing(() => assert.fail('moved')));
  const gone = { ...other(), id: 1 };
  assert.throws(() => kernel.within(gone, () => 1), { name: 'SysError', code: 'ESTALE' });
});

test('within() that may not enter runs nothing and names the path', LINUX, () => {
  using kernel = linuxKernel(() =>
    standing(() => {
      throw new SysError('setns', 'net namespace', 'EPERM');
    }),
  );
  const run = () => kernel.within(other(), () => assert.fail('ran'));
  assert.throws(run, { name: 'SysError', op: 'setns', target: PATH, code: 'EPERM' });
  assert.equal(
    kernel.within({ id: 1, path: undefined }, () => 1),
    1,
  );
});

test('within() and sockDiag() are unsupported where there is no libc to call', () => {
  using kernel = linuxKernel(() => {
    throw new UnsupportedError('ffi');
  });
  assert.throws(() => kernel.within({ id: 1, path: PATH }, () => 1), { feature: 'ffi' });
  const dump = () => [...kernel.sockDiag({ id: 1, path: undefined }, new Uint8Array(72))];
  assert.throws(dump, { name: 'UnsupportedError', feature: 'ffi' });
  assert.ok(kernel.identity.cpus > 0);
});

/** Runs this code on a worker thread. */
const onWorker = (code: string): string => `
  import { Worker } from 'node:worker_threads';
  process.on('exit', () => console.log('a handler ran'));
  new Worker(new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(code)}`)}));
`;

/** Runs a process whose second `setns`, the way back, fails. */
function strand(exitNow: string, thread: (code: string) => string = (code) => code) {
  const code = `
    import { statSync, writeSync } from 'node:fs';
    import { SysError } from ${JSON.stringify(import.meta.resolve('../errors.ts'))};
    import { loadLibc } from ${JSON.stringify(import.meta.resolve('./ffi.ts'))};
    import { linuxKernel } from ${JSON.stringify(import.meta.resolve('./linux.ts'))};
    let moves = 0;
    const setns = () => {
      moves += 1;
      if (moves > 1) throw new SysError('setns', 'net namespace', 'EPERM');
    };
    const kernel = linuxKernel(() => ({ ...loadLibc(), setns, ${exitNow} }));
    process.on('exit', () => writeSync(1, 'a handler ran\\n'));
    const path = ${JSON.stringify(PATH)};
    try {
      kernel.within({ id: statSync(path).ino, path }, () => writeSync(1, 'inside\\n'));
    } catch {}
    writeSync(1, 'went on\\n');
  `;
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    thread(code),
  ];
  return spawnSync(process.execPath, flags, { encoding: 'utf8' });
}

test('a process that cannot come back ends at once, with status 99 and a reason', LINUX, () => {
  const { status, stdout, stderr } = strand('');
  assert.equal(status, 99);
  assert.equal(stdout, 'inside\n');
  assert.match(stderr, /^Cannot return to the own network namespace, ending: .*EPERM\n$/);
});

test('a worker thread that cannot come back ends the whole process', LINUX, () => {
  const { status, stdout, stderr } = strand('', onWorker);
  assert.equal(status, 99);
  assert.equal(stdout, 'inside\n');
  assert.match(stderr, /^Cannot return to the own network namespace, ending: /);
});

test('a process that cannot come back is killed where even _exit fails', LINUX, () => {
  const { signal, stdout } = strand(`exitNow: () => { throw new Error('no exit'); }`);
  assert.equal(signal, 'SIGKILL');
  assert.equal(stdout, 'inside\n');
});
