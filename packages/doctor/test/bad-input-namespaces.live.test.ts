import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import { dweller } from './dweller.ts';
import { looking } from './looking.ts';
import { assertPrintable, assertSentence } from './plain-words.ts';
import { nobody } from './power-level.ts';
import { doctor, ended, startDoctor } from './run-doctor.ts';

const ROOT = needs('root', 'ip');
const STAY = 'console.log("up"); setInterval(() => {}, 1e6)';

/** Makes a named namespace, and removes it in the end. */
function named(name: string): Disposable {
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return { [Symbol.dispose]: () => void spawnSync('ip', ['netns', 'del', name]) };
}

const uniqueName = (what: string): string => `tcpd-bad-${process.pid}-${what}`;

test('a namespace that is removed while it is looked at is not called healthy', ROOT, async () => {
  const name = uniqueName('gone');
  using _ = named(name);
  const child = startDoctor(['check', '--netns', name, '--window', '4s']);
  const end = ended(child);
  await looking(child);
  spawnSync('ip', ['netns', 'del', name]);
  const { status, stdout, stderr } = await end;
  assert.deepEqual([status, stderr], [3, '']);
  assert.match(stdout, new RegExp(`not seen .*${name}`));
  assert.doesNotMatch(stdout, /healthy +[1-9]/);
});

test('a process that ends while its namespace is looked at is told, too', ROOT, async () => {
  await using process = await dweller(STAY);
  const child = startDoctor(['check', '--netns', `pid:${process.pid}`, '--window', '4s', '--json']);
  const end = ended(child);
  await looking(child);
  await process[Symbol.asyncDispose]();
  const { status, stdout } = await end;
  assert.equal(status, 3);
  const { namespaces, power } = JSON.parse(stdout) as {
    readonly namespaces: readonly unknown[];
    readonly power: { readonly missing: readonly { readonly what: string }[] };
  };
  assert.deepEqual(namespaces, []);
  assert.ok(power.missing.some(({ what }) => what === 'namespace'));
});

test('the pid of a process that has ended is refused', ROOT, async () => {
  const process = await dweller(STAY);
  await process[Symbol.asyncDispose]();
  const end = await doctor(['check', '--netns', `pid:${process.pid}`]);
  assertSentence(end, { status: 2, says: new RegExp(`There is no process ${process.pid}`) });
});

test('a namespace that may not be entered is told, and is not health', ROOT, async () => {
  const name = uniqueName('shut');
  using _ = named(name);
  const { status, stdout, stderr } = await doctor(['check', '--netns', name], { prefix: nobody });
  assert.deepEqual([status, stderr], [3, '']);
  assert.match(stdout, new RegExp(`not seen .*${name} could not be looked at \\(EPERM\\)`));
});

test('the process of somebody else is refused with what would help', ROOT, async () => {
  await using process = await dweller(STAY);
  const end = await doctor(['check', '--netns', `pid:${process.pid}`], { prefix: nobody });
  assertSentence(end, { status: 2, says: /\((EACCES|EPERM)\); run as root/ });
});

test('a namespace with a hostile name can be looked at, and is named safely', ROOT, async () => {
  const name = uniqueName('\u001b[31m\u202e');
  using _ = named(name);
  for (const format of ['--verbose', '--json', '--markdown']) {
    const argv = ['check', '--netns', name, '--window', '0', format];
    const { status, stdout, stderr } = await doctor(argv);
    assert.deepEqual([status, stderr], [0, '']);
    assertPrintable(stdout);
  }
});
