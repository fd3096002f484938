import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertPrintable, assertSentence } from './plain-words.ts';
import { doctor } from './run-doctor.ts';

const ON_LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };
const HANGUL = /[가-힣]{2}/;
const NO_PROCESS = '4194305'; // above the largest pid there can be (PID_MAX_LIMIT)

/** What was typed, and what the answer must contain in any language. */
const REFUSED: readonly (readonly [argv: readonly string[], says: RegExp])[] = [
  [['chek'], /chek/],
  [[''], /""/],
  [['\u001b[31mred\n'], /\\x1b\[31mred\\x0a/],
  [['explain', 'nope'], /nope/],
  [['explain', '__proto__'], /__proto__/],
  [['check', '--windw', '3s'], /--windw/],
  [['check', 'extra'], /extra/],
  [['check', '--json', '--json'], /--json/],
  [['check', '--json', '--markdown'], /--markdown/],
  [['check', '--window', '3x'], /3x/],
  [['check', '--window', '-1'], /-1/],
  [['check', '--window', '11m'], /11m/],
  [['check', '--window=NaN'], /NaN/],
  [['check', '--netns', 'no-such'], /no-such/],
  [['check', '--netns', 'a\u001b[31m\u202eb'], /a\\x1b\[31m\\u202eb/],
  [['check', '--netns', '../../etc'], /\.\.\/\.\.\/etc/],
  [['check', '--netns', `pid:${NO_PROCESS}`], new RegExp(NO_PROCESS)],
  [['check', '--from'], /--from/],
  [['check', '--from', '/'], /\//],
  [['capture'], /FILE/],
  [['capture', ''], /\S/],
  [['capture', '/'], /\//],
  [['completion', 'tcsh'], /tcsh/],
];

for (const [argv, says] of REFUSED) {
  test(
    `${JSON.stringify(argv)} is refused in one sentence, in both languages`,
    ON_LINUX,
    async () => {
      const [en, ko] = await Promise.all([
        doctor(argv),
        doctor(argv, { env: { LANG: 'ko_KR.UTF-8' } }),
      ]);
      assertSentence(en, { status: 2, says });
      assertSentence(ko, { status: 2, says });
      assert.doesNotMatch(en.stderr, HANGUL);
      assert.match(ko.stderr, HANGUL);
    },
  );
}

test('a language that does not exist is refused in that of the environment', ON_LINUX, async () => {
  assertSentence(await doctor(['--lang', 'xx']), { status: 2, says: /en or ko, not "xx"/ });
  assertSentence(await doctor(['check', '--lang', '__proto__'], { env: { LC_ALL: 'ko' } }), {
    status: 2,
    says: /__proto__.*지원하지 않습니다/,
  });
});

test('an argument of 100,000 characters is refused like any other', ON_LINUX, async () => {
  const { status, stderr } = await doctor(['check', '--window', '9'.repeat(100_000)]);
  assert.equal(status, 2);
  assertPrintable(stderr);
});
