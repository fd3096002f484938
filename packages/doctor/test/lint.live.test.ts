import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { doctor, ended, startDoctor } from './run-doctor.ts';

/** A folder with a file in it, removed at the end. */
async function within(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(`${tmpdir()}/tcpd-lint-`);
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Linted {
  readonly compared: boolean;
  readonly kernel?: string;
  readonly problems: readonly {
    readonly kind: string;
    readonly file: string;
    readonly line?: number;
  }[];
  readonly keys: readonly { readonly key: string }[];
}

test('lint of this machine compares with the running kernel and ends with 0 or 1', async () => {
  const { status, stdout, stderr } = await doctor(['lint', '--json']);
  assert.ok(status === 0 || status === 1, stderr);
  const linted = JSON.parse(stdout) as Linted;
  assert.equal(linted.compared, true);
  assert.match(linted.kernel ?? '', /^\d+\.\d+$/);
});

test('lint of a named file says what is wrong, and that the kernel is not known', async () => {
  await within(async (folder) => {
    const file = `${folder}/a.conf`;
    writeFileSync(file, 'net.ipv4.tcp_tw_recycle = 1\n');
    const { status, stdout } = await doctor(['lint', file]);
    assert.equal(status, 1);
    assert.match(stdout, /kernel not known/);
    assert.match(stdout, /1: net\.ipv4\.tcp_tw_recycle = 1/);
    const json = await doctor(['lint', file, '--json', '--kernel', '5.15.0-91-generic']);
    const linted = JSON.parse(json.stdout) as Linted;
    assert.equal(linted.kernel, '5.15');
    assert.equal(linted.compared, false);
    assert.deepEqual(
      linted.problems.map(({ kind, line }) => [kind, line]),
      [['tw-recycle', 1]],
    );
  });
});

test('lint of a healthy file ends with 0', async () => {
  await within(async (folder) => {
    writeFileSync(`${folder}/a.conf`, 'net.ipv4.tcp_keepalive_time = 600\n');
    const { status, stdout } = await doctor(['lint', `${folder}/a.conf`]);
    assert.equal(status, 0);
    assert.match(stdout, /No bad line found/);
  });
});

test('lint reads standard input as the file -', async () => {
  const child = startDoctor(['lint', '-', '--json'], { stdio: 'pipe' });
  child.stdin?.end('net.ipv4.tcp_tw_recycle = 1\n');
  const { status, stdout } = await ended(child);
  assert.equal(status, 1);
  const [problem] = (JSON.parse(stdout) as Linted).problems;
  assert.deepEqual([problem?.file, problem?.kind, problem?.line], ['-', 'tw-recycle', 1]);
});

test('lint of a program says that it is no text, and finds no other fault with it', async () => {
  await within(async (folder) => {
    const file = `${folder}/a.conf`;
    writeFileSync(file, Buffer.from(Array.from({ length: 9_999 }, (_, n) => (n * 7_919) % 256)));
    const { status, stdout } = await doctor(['lint', file, '--json']);
    assert.equal(status, 1);
    const kinds = (JSON.parse(stdout) as Linted).problems.map(({ kind }) => kind);
    assert.equal(kinds[0], 'not-text');
    assert.ok(!kinds.includes('not-a-setting'));
  });
});

test('lint --sarif names a file of the checkout by its relative path', async () => {
  await within(async (folder) => {
    writeFileSync(`${folder}/a b.conf`, 'net.ipv4.tcp_tw_recycle = 1\n');
    const { status, stdout } = await doctor(['lint', '--sarif', `${folder}/a b.conf`], {
      cwd: folder,
    });
    assert.equal(status, 1);
    assert.match(stdout, /"uri": "a%20b\.conf"/);
    assert.ok(!stdout.includes(folder));
  });
});

test('lint of ten thousand bad lines comes to its end', async () => {
  await within(async (folder) => {
    const lines = Array.from(
      { length: 10_000 },
      (_, n) => `net.ipv4.tcp_fin_timeout = ${n % 59}\n`,
    );
    writeFileSync(`${folder}/a.conf`, lines.join(''));
    const { status, stdout } = await doctor(['lint', `${folder}/a.conf`]);
    assert.equal(status, 1);
    assert.match(stdout, /warnings/);
  });
});

test('lint --root reads a tree with its links, and nothing outside', async () => {
  await within(async (folder) => {
    mkdirSync(`${folder}/etc/sysctl.d`, { recursive: true });
    mkdirSync(`${folder}/opt`);
    writeFileSync(`${folder}/opt/a.txt`, 'net.core.somaxconn = 1024\n');
    symlinkSync('/opt/a.txt', `${folder}/etc/sysctl.d/50-a.conf`);
    const { status, stdout } = await doctor(['lint', '--root', folder, '--json']);
    assert.equal(status, 0);
    assert.deepEqual(
      (JSON.parse(stdout) as Linted).keys.map(({ key }) => key),
      ['net.core.somaxconn'],
    );
  });
});

const REFUSED = [
  ['two formats', ['lint', '--json', '--sarif'], 2],
  ['a root and files', ['lint', '--root', '/', 'a.conf'], 2],
  ['no kernel version', ['lint', '--kernel', 'new', 'a.conf'], 2],
  ['no such file', ['lint', '/nowhere/a.conf'], 3],
  ['an empty directory', ['lint', '/proc/sys/kernel'], 3],
  ['no such root', ['lint', '--root', '/nowhere'], 3],
] as const;

for (const [name, argv, wanted] of REFUSED) {
  test(`lint with ${name} ends with ${wanted}`, async () => {
    const { status, stdout, stderr } = await doctor(argv);
    assert.equal(status, wanted, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^tcpdoctor: |^.+\n/);
  });
}
