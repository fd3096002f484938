import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { OP_NAMES } from './actor/ops.ts';
import { HOME_INODE } from './home.ts';
import { needs } from './needs.ts';
import type { Place } from './place.ts';
import { actorCommand, REFUSED } from './spawn-actor.ts';
import { openStage } from './stage.ts';

/** Runs an actor where we are, not on a stage, and gives it something to do. */
async function actHere(
  place: Place,
  ops: readonly string[],
): Promise<{ status: number; said: string }> {
  const [file = '', ...args] = actorCommand(place, 'astray');
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {}); // it does not wait for the end of its orders
  for (const op of ops) {
    child.stdin.write(`${JSON.stringify({ id: 1, op, args: { port: 9, to: '127.0.0.1' } })}\n`);
  }
  const [said, status] = await Promise.all([
    text(child.stdout),
    new Promise<number>((done) => child.on('exit', (code) => done(code ?? -1))),
  ]);
  return { status, said };
}

test(
  'an actor in the starting namespace refuses every operation',
  needs('root', 'ip'),
  async () => {
    await using stage = await openStage({ family: 'ipv4' });
    const everything = await actHere(stage.server, OP_NAMES);
    assert.deepEqual(everything, { status: REFUSED, said: '' });
  },
);

test('an actor refuses whatever it is told about where it is', needs('root', 'ip'), async () => {
  await using stage = await openStage({ family: 'ipv4' });
  const here: Place = { ...stage.server, inode: HOME_INODE };
  const lies: readonly Place[] = [here, { ...here, name: 'host' }, { ...here, name: 'tcpd-1xa-c' }];
  for (const lie of lies) assert.equal((await actHere(lie, ['flood'])).status, REFUSED);
});

test('an actor on the wrong side of the stage refuses', needs('root', 'ip'), async () => {
  await using stage = await openStage({ family: 'ipv4' });
  const command = actorCommand(stage.server, 'astray');
  const child = spawn('ip', ['netns', 'exec', stage.client.name, ...command], { stdio: 'ignore' });
  const status = await new Promise((done) => child.on('exit', done));
  assert.equal(status, REFUSED);
});
