import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { linuxKernel } from '../src/kernel/linux.ts';
import { needs } from '../src/lab/needs.ts';
import { readRunning } from '../src/sysctl/lint/running.ts';

/** Sets a value in a network namespace of its own and stays there until its input ends. */
const SCRIPT = 'echo 1234 > /proc/sys/net/core/somaxconn && echo ready && read _';

const SOMAXCONN = 'net.core.somaxconn';
const QDISC = 'net.core.default_qdisc';
const RMEM_MAX = 'net.core.rmem_max';
const PANIC = 'kernel.panic';
const KEYS = [SOMAXCONN, QDISC, RMEM_MAX, PANIC];

test('running values are those of the namespace that was asked for', needs('root'), async () => {
  using kernel = linuxKernel();
  const dweller = spawn('unshare', ['--net', 'sh', '-c', SCRIPT], { stdio: 'pipe' });
  const gone = once(dweller, 'exit');
  try {
    await Promise.race([once(dweller.stdout, 'data'), gone]);
    const there = readRunning(kernel, KEYS, `pid:${dweller.pid}`);
    const here = readRunning(kernel, KEYS);
    assert.equal(there?.value(SOMAXCONN), '1234');
    assert.notEqual(here?.value(SOMAXCONN), '1234');
    assert.equal(there.isFirstNamespace, false);
    assert.notEqual(there.namespace, here?.namespace);
    assert.deepEqual(
      KEYS.map((key) => there.exists(key)),
      [true, false, true, true],
    );
    assert.equal(there.value(PANIC), here?.value(PANIC));
  } finally {
    dweller.stdin.end('\n');
    await gone;
  }
});
