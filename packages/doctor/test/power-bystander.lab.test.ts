import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import { openStage } from '../src/lab/stage.ts';

const LINUX_KERNEL = new URL('../src/kernel/linux.ts', import.meta.url).href;

/** Enters a namespace, says so, and stays inside until its standard input ends. */
const VISITOR = `
  const { readSync, writeSync } = await import('node:fs');
  const { linuxKernel } = await import(${JSON.stringify(LINUX_KERNEL)});
  const [path, id] = process.argv.slice(1);
  linuxKernel().within({ path, id: Number(id) }, () => {
    writeSync(1, 'inside\\n');
    readSync(0, Buffer.alloc(1));
  });
  writeSync(1, 'home\\n');`;

test('a stage that closes lets go whoever only looks into it', needs('root', 'ip'), async () => {
  const stage = await openStage({ family: 'ipv4' });
  const { name, inode } = stage.server;
  const argv = ['--input-type=module', '-e', VISITOR, `/run/netns/${name}`, String(inode)];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  assert.deepEqual(await once(lines, 'line'), ['inside']);
  await stage[Symbol.asyncDispose]();
  const home = once(lines, 'line');
  child.stdin.end();
  assert.deepEqual(await home, ['home']);
  assert.deepEqual(await once(child, 'close'), [0, null]);
});
