import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import { looking } from './looking.ts';
import { assertSentence } from './plain-words.ts';
import { nobody, remounted } from './power-level.ts';
import { doctor, ended, MAIN, startDoctor } from './run-doctor.ts';

const ON_LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };

const folder = mkdtempSync(join(tmpdir(), 'tcpd-endings-'));
chmodSync(folder, 0o755);
const target = join(folder, 'capture');
after(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});

const ONCE = ['--netns', 'current', '--window', '0'] as const;
const LONG = ['--netns', 'current', '--window', '60s'] as const;

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  for (const argv of [
    ['check', ...LONG],
    ['capture', target, ...LONG],
  ]) {
    test(
      `${signal} in the middle of ${argv[0]} ends it with ${status}, silently`,
      ON_LINUX,
      async () => {
        const child = startDoctor(argv, { stdio: ['pipe', 'pipe', 'pipe'] });
        const end = ended(child);
        await looking(child);
        const sentMs = performance.now();
        child.kill(signal);
        assert.deepEqual(await end, { status, signal: undefined, stdout: '', stderr: '' });
        assert.ok(performance.now() - sentMs < 10_000, 'it does not wait for its window');
        assert.deepEqual(readdirSync(folder), [], 'no capture, no temporary file');
      },
    );
  }
}

test('a reader that goes away in the middle of the window is no error', ON_LINUX, async () => {
  const child = startDoctor(['check', '--json', '--netns', 'current', '--window', '1s']);
  child.stdout?.destroy();
  const [status] = (await once(child, 'close')) as [number | null];
  assert.equal(status, 0);
});

for (const [lang, says] of [
  ['en', /^tcpdoctor: Cannot write standard output: the disk is full \(ENOSPC\)\n$/],
  ['ko', /^tcpdoctor: .*디스크가 가득 찼습니다 \(ENOSPC\)\n$/],
] as const) {
  test(`a full disk behind standard output is told in ${lang}, with 3`, ON_LINUX, async () => {
    const full = openSync('/dev/full', 'w');
    const argv = ['check', ...ONCE, '--lang', lang];
    const end = await doctor(argv, { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    assertSentence(end, { status: 3, says });
  });
}

for (const [name, redirect] of [
  ['input', '<&-'],
  ['error', '2>&-'],
  ['output', '>&-'],
] as const) {
  test(`closed standard ${name} does not stop a check`, ON_LINUX, () => {
    const script = `"$@" ${redirect} 3<&- || exit $?`;
    const { status } = spawnSync('sh', [
      '-c',
      script,
      'sh',
      process.execPath,
      MAIN,
      'check',
      ...ONCE,
    ]);
    assert.equal(status, 0);
  });
}

test('capture to a folder that is not there ends with 3, at once', ON_LINUX, async () => {
  const argv = ['capture', join(folder, 'no', 'such'), ...LONG];
  assertSentence(await doctor(argv), { status: 3, says: /no such file or folder/ });
});

test('capture over a folder is refused, at once', ON_LINUX, async () => {
  mkdirSync(target);
  assertSentence(await doctor(['capture', target, ...LONG]), { status: 2, says: /not a file/ });
  assert.deepEqual(readdirSync(folder), ['capture']);
});

test('capture over a file replaces it, for its owner alone', ON_LINUX, async () => {
  writeFileSync(target, 'old', { mode: 0o666 });
  assert.equal((await doctor(['capture', target, ...ONCE])).status, 0);
  assert.equal((await doctor(['check', '--from', target])).status, 0);
  assert.deepEqual(readdirSync(folder), ['capture']);
});

test('capture where one may not write ends with 3', needs('root'), async () => {
  const end = await doctor(['capture', target, ...ONCE], { prefix: nobody });
  assertSentence(end, { status: 3, says: /permission denied \(EACCES\)/ });
  assert.deepEqual(readdirSync(folder), []);
});

test(
  'capture to a full disk ends with 3 and leaves the old file as it was',
  needs('root'),
  async () => {
    const script = [
      `mount -t tmpfs -o size=8k lab ${folder}`,
      `printf old > ${target}`,
      `head -c 8k /dev/zero > ${folder}/filler 2>&- || true`,
      '"$@" || status=$?',
      `cat ${target} >&2; ls -A ${folder} >&2`,
      'exit $status',
    ];
    const prefix = remounted(script.join('\n'));
    const end = await doctor(['capture', target, ...ONCE], { prefix });
    assert.equal(end.status, 3);
    assert.match(end.stderr, /^tcpdoctor: .*the disk is full \(ENOSPC\)\noldcapture\nfiller\n$/);
  },
);

test('capture to a read-only disk ends with 3', needs('root'), async () => {
  const prefix = remounted(`mount -t tmpfs -o ro lab ${folder}`);
  const end = await doctor(['capture', target, ...ONCE], { prefix });
  assertSentence(end, { status: 3, says: /read-only \(EROFS\)/ });
});
