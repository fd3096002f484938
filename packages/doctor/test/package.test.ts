/**
 * What is published, as somebody gets it: packed, unpacked into an empty folder, run, imported.
 * @module
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

const DOCTOR = fileURLToPath(new URL('..', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

/** Unpacked, without the native library. Nobody wants to wait for a diagnosis tool. */
const MAX_BYTES = 2_000_000;

/** What npm would install beside it, and the types that a TypeScript program on Node has. */
const BESIDE = ['koffi', '@koromix', '@types/node', 'undici-types'];

const folder = mkdtempSync(`${tmpdir()}/tcpdoctor-package-`);
const installed = `${folder}/node_modules/tcpdoctor`;

before(() => {
  assert.ok(existsSync(`${DOCTOR}dist/main.js`), 'not built: npm run build');
  ran('npm', ['pack', '--pack-destination', folder], DOCTOR);
  ran('tar', ['xf', `tcpdoctor-${manifest.version}.tgz`]);
  mkdirSync(`${folder}/node_modules/@types`, { recursive: true });
  renameSync(`${folder}/package`, installed);
  for (const name of BESIDE) symlinkSync(`${MODULES}${name}`, `${folder}/node_modules/${name}`);
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
});

after(() => rmSync(folder, { recursive: true }));

/** Runs a program to its end and gives what it printed; fails the test unless it ended with 0. */
function ran(program: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

const tcpdoctor = (...args: string[]): string =>
  ran(process.execPath, ['node_modules/tcpdoctor/bin/tcpdoctor.js', ...args]);

const tsc = (file: string, text: string) => {
  writeFileSync(`${folder}/${file}`, text);
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes'];
  const target = ['--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
  return spawnSync(`${MODULES}.bin/tsc`, [...flags, ...target, file], {
    cwd: folder,
    encoding: 'utf8',
  });
};

test('the package holds what runs, and nothing else', () => {
  const files = globSync('**/*', { cwd: installed }).filter((path) =>
    statSync(`${installed}/${path}`).isFile(),
  );
  const expected = /^(bin|dist|schema)\/|^(package\.json|README\.md|LICENSE)$/;
  assert.deepEqual(
    files.filter((path) => !expected.test(path)),
    [],
  );
  assert.deepEqual(
    files.filter((path) => /\.(test|node|so|map)\b|testdata|(?<!\.d)\.ts$/.test(path)),
    [],
  );
  const bytes = files.reduce((sum, path) => sum + statSync(`${installed}/${path}`).size, 0);
  assert.ok(bytes < MAX_BYTES, `${bytes} bytes`);
});

test('tcpdoctor --version prints the version of the package', () => {
  assert.equal(tcpdoctor('--version').trim(), manifest.version);
});

test('tcpdoctor --help names its commands, also in Korean', () => {
  assert.match(tcpdoctor('--help'), /check[\s\S]*explain/);
  assert.match(tcpdoctor('--lang', 'ko', '--help'), /[가-힣]{2}/);
});

const PROGRAM = `
import { diagnose, sockets, survey } from 'tcpdoctor';
import type { Checkup, Finding, SocketFacts } from 'tcpdoctor';
const checkup: Checkup = diagnose(await survey({ windowMs: 0, netns: 'current' }));
const findings: Finding[] = checkup.namespaces.flatMap((n) => n.findings);
const some: Pick<SocketFacts, 'state'>[] = [...sockets({ fields: ['state'] })];
console.log(checkup.namespaces.length, checkup.namespaces[0]?.verdicts.length, findings.length, some.length);
`;

test('a TypeScript program can import survey, diagnose and sockets', () => {
  const { status, stdout } = tsc('program.ts', PROGRAM);
  assert.equal(status, 0, stdout);
  const [namespaces, verdicts] = ran(process.execPath, ['program.ts']).split(' ').map(Number);
  assert.equal(namespaces, 1);
  assert.ok((verdicts ?? 0) > 30, `${verdicts} verdicts`);
});

test('the types are real: a wrong use does not compile', () => {
  const wrong = "import { diagnose } from 'tcpdoctor';\ndiagnose('a string');\n";
  assert.match(tsc('wrong.ts', wrong).stdout, /wrong\.ts\(2,\d+\): error TS2345/);
});

test('every export of the package leads to a file', () => {
  const targets = Object.values(manifest.exports).flatMap((to) =>
    typeof to === 'string' ? [to] : Object.values(to),
  );
  for (const target of targets) assert.ok(existsSync(`${installed}/${target}`), target);
});
