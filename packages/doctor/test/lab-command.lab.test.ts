/**
 * `tcpdoctor lab` as people run it: what it prints, refuses and leaves behind.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import { REGISTRY } from '../src/lab/registry.ts';
import { until } from '../src/lab/until.ts';
import { leftBy } from './left-behind.ts';
import { nobody, remounted } from './power-level.ts';
import { ended, startDoctor } from './run-doctor.ts';

const NEEDS = needs('root', 'ip', 'nft');
/** Brought about and diagnosed in a few seconds, on a plain stage. */
const QUICK = 'connect-rejected-by-firewall';

const lab = (...argv: readonly string[]) => ended(startDoctor(['lab', ...argv]));

test('lab NAME tells what happens and what the doctor says of it', NEEDS, async () => {
  const { status, stdout } = await lab(QUICK);
  assert.equal(status, 0);
  assert.match(stdout, /^connect-rejected-by-firewall · connect-refused · IPv4\n/);
  assert.match(stdout, /WARNING {3}\d+ connection attempts from here were refused/);
  assert.doesNotMatch(stdout.replaceAll('\n', ''), /\p{Cc}/u, 'a pipe gets no control characters');
});

test('lab NAME --ipv6 --lang ko plays over IPv6 and says so in Korean', NEEDS, async () => {
  const { status, stdout } = await lab(QUICK, '--ipv6', '--lang', 'ko');
  assert.equal(status, 0);
  assert.match(stdout, /^connect-rejected-by-firewall · connect-refused · IPv6\n/);
  assert.match(stdout, /tcpdoctor check 진단:/);
});

test('lab refuses a trial that changes the machine unless told that it may', NEEDS, async () => {
  const { status, stdout, stderr } = await lab('tcp-memory-machine');
  assert.equal(status, 3);
  assert.equal(stdout, '');
  assert.match(stderr.replaceAll(/\s+/g, ' '), /leave to change settings of the whole machine/);
});

test('lab NAME --json prints figures and nothing else', NEEDS, async () => {
  const { status, stdout, stderr } = await lab(QUICK, '--json');
  assert.equal(status, 0);
  assert.equal(stderr, '');
  const { schema, scenarios } = JSON.parse(stdout) as {
    schema: string;
    scenarios: { id: string; found: { client: string[] } }[];
  };
  assert.equal(schema, 'tcpdoctor.lab/1');
  assert.deepEqual(scenarios[0]?.found.client, ['connect-refused']);
});

test('lab TRIAL --json has the figures of every lever', NEEDS, async () => {
  const { status, stdout } = await lab('time-wait-harmless', '--json');
  assert.equal(status, 0);
  const { trials } = JSON.parse(stdout) as {
    trials: { id: string; right: boolean; levers: { kind: string; figures: object }[] }[];
  };
  const [trial] = trials;
  assert.equal(trial?.id, 'time-wait-harmless');
  assert.equal(trial.right, true);
  assert.ok(trial.levers.length > 0);
  for (const { figures } of trial.levers) assert.ok(Object.keys(figures).length > 0);
});

test('lab refuses what it cannot play before it makes anything', NEEDS, async () => {
  const unknown = await lab('accept-queue-overflo');
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /did you mean accept-queue-overflow\?/);
  assert.equal((await lab(QUICK, '--all')).status, 2);
  assert.equal((await lab('--all', '--keep')).status, 2);
});

test('lab without any power says at once what it needs', NEEDS, async () => {
  const { status, stderr } = await ended(
    startDoctor(['lab', QUICK], { prefix: [...nobody, 'env', 'PATH=/nonexistent'] }),
  );
  assert.equal(status, 3);
  assert.match(stderr, /^tcpdoctor: the lab needs root/);
});

test('lab as nobody plays in a user namespace where the system has them', NEEDS, async () => {
  const { status, stdout, stderr } = await ended(startDoctor(['lab', QUICK], { prefix: nobody }));
  if (status === 3) assert.match(stderr, /the lab needs root/); // a system without them says so
  else assert.match(stdout, /connection attempts from here were refused/);
});

test('lab NAME --keep holds the stage until somebody presses Enter', NEEDS, async () => {
  const child = startDoctor(['lab', QUICK, '--keep'], { stdio: 'pipe' });
  const end = ended(child);
  let said = '';
  child.stdout?.on('data', (text: string) => (said += text));
  await until('the stage to stand', () => said.includes('Enter goes on'), { deadlineMs: 20_000 });
  assert.match(said, new RegExp(`ip netns exec tcpd-${child.pid}x\\w+-s ss -ltnm`));
  assert.equal(leftBy(child.pid).length, 3, 'two namespaces and their record');
  child.stdin?.write('\n');
  assert.equal((await end).status, 0);
  assert.deepEqual(leftBy(child.pid), []);
});

test('Ctrl-C in the middle of a play leaves nothing', NEEDS, async () => {
  const child = startDoctor(['lab', QUICK]);
  const end = ended(child);
  await until('the stage to be made', () => leftBy(child.pid).length > 0, { deadlineMs: 60_000 });
  child.kill('SIGINT');
  assert.equal((await end).status, 130);
  assert.deepEqual(leftBy(child.pid), []);
});

test('a full disk is one sentence, and no namespace is left', NEEDS, async () => {
  const full = remounted(
    `mkdir -p ${REGISTRY}; mount -t tmpfs -o size=4k,nr_inodes=1 full ${REGISTRY}`,
  );
  const child = startDoctor(['lab', QUICK], { prefix: full });
  const { status, stderr } = await ended(child);
  assert.equal(status, 3);
  assert.match(
    stderr,
    /^tcpdoctor: Cannot write \/run\/tcpd-lab\/\S+: the disk is full \(ENOSPC\)\n$/,
  );
  assert.deepEqual(leftBy(child.pid), []);
});
