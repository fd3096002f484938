import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../errors.ts';
import { healthyCheckup, troubledCheckup } from '../report/sample.ts';
import type { SurveyOptions } from '../mod.ts';
import type { World } from './context.ts';
import { readGlobals } from './globals.ts';
import { runCommandLine } from './run.ts';
import { sampleWorld } from './sample-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-run-'));
after(() => rmSync(folder, { recursive: true }));

async function run(argv: readonly string[], more: Partial<World> = {}) {
  const world = sampleWorld(more);
  const outcome = await runCommandLine(world, readGlobals(argv, world.env));
  return { outcome, ...world.printed };
}

test('check ends with 1 when something is wrong, and with 0 when nothing is', async () => {
  assert.deepEqual((await run(['check'])).outcome, { kind: 'done', status: 1 });
  const well = { diagnose: async () => healthyCheckup };
  assert.deepEqual((await run(['check'], well)).outcome, { kind: 'done', status: 0 });
});

test('check ends with 3 when there was nothing it could look at: that is not health', async () => {
  const blind = { diagnose: async () => ({ ...healthyCheckup, namespaces: [] }) };
  assert.deepEqual((await run(['check'], blind)).outcome, { kind: 'done', status: 3 });
});

test('check ends with 0 when all it found is harmless', async () => {
  const [host] = troubledCheckup.namespaces;
  assert.ok(host);
  const findings = host.findings.filter(({ severity }) => severity === 'harmless');
  assert.equal(findings.length, 1);
  const harmless = { ...troubledCheckup, namespaces: [{ ...host, findings }] };
  const { outcome } = await run([], { diagnose: async () => harmless });
  assert.deepEqual(outcome, { kind: 'done', status: 0 });
});

test('check is what runs when no command is named', async () => {
  const named = await run(['check', '--json']);
  assert.deepEqual(await run(['--json']), named);
  assert.equal((await run([])).out, (await run(['check'])).out);
  assert.equal((JSON.parse(named.out) as { schema: string }).schema, 'tcpdoctor.checkup/1');
});

test('check hands its flags to the survey', async () => {
  const asked: SurveyOptions[] = [];
  const survey = async (options: SurveyOptions) => {
    asked.push(options);
    return troubledCheckup.survey;
  };
  await run(['--window', '500ms', '--netns', 'pid:812'], { survey });
  await run([], { survey });
  assert.partialDeepStrictEqual(asked[0], { windowMs: 500, netns: ['pid:812'] });
  assert.ok(asked[1] && !('windowMs' in asked[1]) && !('netns' in asked[1]));
  for (const words of [
    ['--netns', 'web,db'],
    ['--netns', 'web', '--netns', 'db'],
  ]) {
    await run(words, { survey });
    assert.deepEqual(asked.at(-1)?.netns, ['web', 'db']);
  }
});

test('check --lang ko speaks Korean', async () => {
  assert.match((await run(['--lang', 'ko'])).out, /심각 +nginx가/);
});

test('check paints on a terminal alone, and not against NO_COLOR or --no-color', async () => {
  const painted = async (argv: string[], env = {}, isTerminal = true) => {
    let out = '';
    await run(argv, { env, out: { write: (t) => void (out += t), isTerminal, columns: 200 } });
    return out.includes('\u001b[');
  };
  assert.equal(await painted([]), true);
  assert.equal(await painted([], {}, false), false);
  assert.equal(await painted(['--no-color']), false);
  assert.equal(await painted([], { NO_COLOR: '1' }), false);
  assert.equal(await painted([], { TERM: 'dumb' }), false);
  assert.equal(await painted(['--json']), false);
});

const REFUSED = [
  [['chek'], /no command "chek"; did you mean check\?/],
  [['--jsn'], /no flag --jsn; did you mean --json\?/],
  [['-x'], /no flag -x/],
  [['check', 'now'], /"now" is one argument too many/],
  [['--window'], /--window needs a value/],
  [['--window', '1h'], /cannot read "1h" as a length of time/],
  [['--window=1s', '--window=2s'], /--window was given twice/],
  [['--netns', 'pid:x'], /cannot read "pid:x"/],
  [['capture'], /FILE is missing/],
  [['completion', 'tcsh'], /no completion for "tcsh"/],
  [['\u001b[2J'], /\\x1b/],
] as const;

for (const [argv, message] of REFUSED) {
  test(`"${argv.join(' ').replaceAll('\u001b', 'ESC')}" is refused with a reason`, async () => {
    const { outcome, out, err } = await run(argv);
    assert.deepEqual(outcome, { kind: 'usage' });
    assert.match(err, message);
    assert.match(err, /See tcpdoctor ([a-z]+ )?--help/);
    assert.equal(out, '');
    assert.doesNotMatch(err.replaceAll('\n', ''), /\p{Cc}/u);
  });
}

test('a refusal is in the language that was asked for', async () => {
  assert.match((await run(['chek', '--lang', 'ko'])).err, /"chek" 명령은 없습니다/);
});

for (const argv of [
  ['--json', '--markdown'],
  ['--from', 'x', '--window', '1s'],
  ['explain', 'nothing-like-it'],
]) {
  test(`"${argv.join(' ')}" makes no sense`, async () => {
    const { outcome } = await run(argv);
    assert.ok(outcome.kind === 'failed' && outcome.error instanceof UsageError);
  });
}

test('capture and check --from say the same as check does, on any system', async () => {
  const file = join(folder, 'web-1.tcpd');
  const written = await run(['capture', file]);
  assert.deepEqual(written.outcome, { kind: 'done', status: 0 });
  assert.match(written.out, /check --from/);
  const survey = async () => assert.fail('--from must not look at this machine');
  const { out, outcome } = await run(['check', '--from', file], { survey });
  assert.equal(out, (await run(['check'])).out);
  assert.deepEqual(outcome, { kind: 'done', status: 1 });
});

test('capture writes nothing when the looking fails or is interrupted', async () => {
  const failing = async () => assert.fail('no');
  await run(['capture', join(folder, 'failed')], { survey: failing });
  const { outcome } = await run(['capture', join(folder, 'stopped')], {
    signal: AbortSignal.abort(),
  });
  assert.equal(outcome.kind, 'failed');
  assert.deepEqual(
    readdirSync(folder).filter((name) => /failed|stopped/.test(name)),
    [],
  );
});

test('explain lists the rules, and suggests one for a misspelt name', async () => {
  assert.match((await run(['explain'])).out, /^accept-queue-overflow {2}Accept queue overflows\n/);
  const { outcome } = await run(['explain', 'accept-queue-overflo']);
  assert.ok(outcome.kind === 'failed' && outcome.error instanceof UsageError);
  assert.match(outcome.error.text.en, /did you mean accept-queue-overflow\?/);
});

test('--help never looks, and the flags before it do not matter', async () => {
  const survey = async () => assert.fail('--help must not look');
  const help = await run(['--help'], { survey });
  assert.equal(help.out, (await run(['-h', '--lang', 'en'], { survey })).out);
  assert.equal((await run(['help', 'capture'])).out, (await run(['capture', '--help'])).out);
  assert.match((await run(['--json', '--help'], { survey })).out, /--markdown/);
});

const PROPOSALS = [
  [[''], ['check', 'explain', 'capture', 'completion']],
  [['ca'], ['capture']],
  [['--js'], ['--json']],
  [['check', '--win'], ['--window']],
  [['check', '--netns', 'c'], ['current']],
  [['explain', 'path'], ['path-loss']],
  [['completion', 'z'], ['zsh']],
  [['--la'], ['--lang']],
  [['check', '--lang', 'k'], ['ko']],
] as const;

for (const [words, proposed] of PROPOSALS) {
  test(`completing "${words.join(' ')}" proposes ${proposed.join(', ')}`, async () => {
    const { out } = await run(['complete', '--', ...words]);
    const lines = out.trimEnd().split('\n');
    assert.equal(lines.pop(), ':4');
    const values = lines.map((line) => line.split('\t')[0]);
    for (const value of proposed)
      assert.ok(values.includes(value), `${value} of ${values.join(' ')}`);
    assert.ok(values.every((value) => value?.startsWith(words.at(-1) ?? '')));
  });
}
