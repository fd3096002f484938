import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { VERSION } from './version.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tcpd-main-'));
after(() => rmSync(folder, { recursive: true }));
const notLinux = { skip: process.platform === 'linux' ? false : 'Needs Linux' };
const { LANG: _lang, LC_ALL: _all, LC_MESSAGES: _messages, ...bare } = process.env;

function tcpdoctor(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [MAIN, ...argv], {
    encoding: 'utf8',
    env: { ...bare, ...env },
    timeout: 30_000,
  });
}

test('--version prints the version', () => {
  for (const flag of ['--version', '-v']) {
    const { status, stdout, stderr } = tcpdoctor([flag]);
    assert.deepEqual([status, stdout, stderr], [0, `${VERSION}\n`, '']);
  }
});

test('a request that makes no sense ends with 2 and one sentence', () => {
  assert.equal(tcpdoctor(['chek']).status, 2);
  assert.equal(tcpdoctor(['check', '--lang', 'fr']).status, 2);
  writeFileSync(join(folder, 'bad'), 'hello');
  const { status, stderr, stdout } = tcpdoctor(['check', '--from', join(folder, 'bad')]);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^tcpdoctor: .*not compressed with gzip\n$/);
});

test('what cannot be written ends with 3, in the language of the environment', () => {
  const argv = ['capture', join(folder, 'no', 'such', 'folder')];
  const { status, stderr } = tcpdoctor(argv, { LANG: 'ko_KR.UTF-8' });
  assert.equal(status, 3);
  assert.match(stderr, /파일이나 디렉터리가 없습니다 \(ENOENT\)\n$/);
});

test('TCPDOCTOR_DEBUG=1 adds the stack, and nothing else does', () => {
  const argv = ['check', '--from', join(folder, 'nowhere')];
  assert.equal(tcpdoctor(argv).stderr.trimEnd().split('\n').length, 1);
  assert.match(tcpdoctor(argv, { TCPDOCTOR_DEBUG: '1' }).stderr, /\n +at /);
});

test('a full disk behind standard output ends with 3', notLinux, () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [MAIN, '--help'], {
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  assert.equal(status, 3);
  assert.match(stderr, /ENOSPC/);
});

test('a reader that has seen enough is no error', () => {
  const shell = `"${process.execPath}" "${MAIN}" --help | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', shell], { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(stdout.trimEnd().split('\n').at(-1), '0');
});

/** Says when a handler for Ctrl-C is being installed. */
const TELL = `data:text/javascript,${encodeURIComponent(
  `process.on('newListener', (event) => event === 'SIGINT' && setImmediate(() => process.send('ready')))`,
)}`;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(
    `${signal} ends a long capture with ${code} and leaves nothing behind`,
    notLinux,
    async () => {
      const here = mkdtempSync(join(folder, 'signal-'));
      const argv = ['--import', TELL, MAIN, 'capture', join(here, 'x'), '--window', '10m'];
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
      let said = '';
      child.stdout?.on('data', (chunk) => (said += String(chunk)));
      child.stderr?.on('data', (chunk) => (said += String(chunk)));
      const closed = once(child, 'close');
      await once(child, 'message');
      child.kill(signal);
      assert.deepEqual(await closed, [code, null]);
      assert.equal(said, '');
      assert.deepEqual(readdirSync(here), []);
    },
  );
}
