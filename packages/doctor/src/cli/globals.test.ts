import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../errors.ts';
import { parseNetns, parseWindowMs } from './flags.ts';
import { environmentLang, readGlobals } from './globals.ts';
import { editDistance, nearest } from './nearest.ts';

const LOCALES = [
  [{}, 'en'],
  [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
  [{ LANG: 'ko' }, 'ko'],
  [{ LANG: 'kok_IN' }, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: 'ko_KR.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ko_KR.UTF-8' }, 'ko'],
  [{ LANG: 'ko_KR.UTF-8', LC_ALL: '' }, 'ko'],
] as const;

for (const [env, lang] of LOCALES) {
  test(`environmentLang() reads ${JSON.stringify(env)} as ${lang}`, () => {
    assert.equal(environmentLang(env), lang);
  });
}

test('readGlobals() takes its flags out wherever they stand, but not after --', () => {
  assert.partialDeepStrictEqual(
    readGlobals(['check', '--lang', 'ko', '--json', '--no-color'], {}),
    {
      argv: ['check', '--json'],
      lang: 'ko',
      colorWanted: false,
    },
  );
  assert.partialDeepStrictEqual(
    readGlobals(['--lang=en', 'capture', '--', '--lang', 'ko'], { LANG: 'ko' }),
    {
      argv: ['capture', '--', '--lang', 'ko'],
      lang: 'en',
      colorWanted: true,
    },
  );
});

for (const argv of [['--lang', 'fr'], ['--lang'], ['--lang=']]) {
  test(`readGlobals() refuses ${argv.join(' ')}`, () => {
    assert.throws(() => readGlobals(argv, {}), UsageError);
  });
}

const WINDOWS = [
  ['0', 0],
  ['3s', 3_000],
  ['3', 3_000],
  ['500ms', 500],
  ['1.5s', 1_500],
  ['1m', 60_000],
  ['10m', 600_000],
] as const;

for (const [input, ms] of WINDOWS) {
  test(`parseWindowMs() reads ${input} as ${ms} ms`, () => assert.equal(parseWindowMs(input), ms));
}

for (const input of ['', '-1', '11m', '3 s', '1h', 'NaN', '1e3', '9'.repeat(400), '.5s', '٣s']) {
  test(`parseWindowMs() refuses "${input.slice(0, 20)}"`, () => {
    assert.throws(() => parseWindowMs(input), UsageError);
  });
}

test('parseNetns() takes names and pids, not paths', () => {
  for (const good of ['all', 'current', 'blue', 'pid:812']) assert.equal(parseNetns(good), good);
  for (const bad of ['', 'pid:', 'pid:0', 'pid:x', '../x', '/run/netns/x', 'a\0b']) {
    assert.throws(() => parseNetns(bad), UsageError, bad);
  }
});

test('nearest() finds what somebody meant, and nothing when nothing is near', () => {
  const rules = ['accept-queue-overflow', 'time-wait-harmless', 'path-loss'];
  assert.equal(nearest('time-wait-harmles', rules), 'time-wait-harmless');
  assert.equal(nearest('overflow', rules), 'accept-queue-overflow');
  assert.equal(nearest('acept-queue', rules), 'accept-queue-overflow');
  assert.equal(nearest('acep', rules), undefined);
  assert.equal(nearest('conntrack', rules), undefined);
  assert.equal(nearest('x'.repeat(10_000), rules), undefined);
  assert.equal(editDistance('kitten', 'sitting'), 3);
});
