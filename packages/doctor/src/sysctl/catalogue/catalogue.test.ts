import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { valueFault } from '../value.ts';
import { SETTINGS, settingOf } from './catalogue.ts';
import { hasSetting, isBefore, scopeOf } from './default-of.ts';

const SRC = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, SRC), 'utf8');
const KEY = /\b(?:net|fs)\.(?:core|ipv4|netfilter|file|nr)[a-z0-9_.-]*[a-z0-9]/g;

/** Named as examples of what is no business of TCP, or as the beginning of a family of keys. */
const NOT_SETTINGS: readonly RegExp[] = [
  /^net\.(core|ipv4|netfilter)$/,
  /_$/,
  /^net\.ipv4\.(tcp|conf)$/,
];

test('every key stands once', () => {
  const keys = SETTINGS.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.length > 60, `${keys.length} settings`);
});

test('every key that the survey reads is in the catalogue', () => {
  const keys = [...read('survey/sysctl-keys.ts').matchAll(/'(net\.[a-z0-9_.]+)'/g)].map(
    (m) => m[1],
  );
  assert.ok(keys.length > 20);
  assert.deepEqual(
    keys.filter((key) => settingOf(key ?? '') === undefined),
    [],
  );
});

test('every key that a rule names is in the catalogue', () => {
  const files = globSync('rules/**/*.ts', { cwd: SRC }).filter(
    (path) => !path.endsWith('.test.ts'),
  );
  const keys = new Set(files.flatMap((path) => read(path).match(KEY) ?? []));
  assert.ok(keys.size > 20);
  const unknown = [...keys].filter(
    (key) => settingOf(key) === undefined && !NOT_SETTINGS.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(unknown, []);
});

test('every sentence is there in both languages and says something of its own', () => {
  for (const { key, meaning, values = {}, safe, inert, defaults } of SETTINGS) {
    const notes = defaults.flatMap(({ note }) => note ?? []);
    const texts = [meaning, ...Object.values(values), ...notes];
    for (const { en, ko } of [
      ...texts,
      ...(safe ? [safe.because] : []),
      ...(inert ? [inert.because] : []),
    ]) {
      assert.ok(en.trim() !== '' && ko.trim() !== '', key);
      assert.match(ko, /[가-힣]/, `${key}: ${ko}`);
      assert.doesNotMatch(en, /[가-힣]|n't\b/, key);
    }
  }
});

test('every default is a value the setting may have, and inside what is called safe', () => {
  for (const setting of SETTINGS) {
    for (const { value } of setting.defaults) {
      if (value !== undefined) assert.equal(valueFault(setting, value), undefined, setting.key);
    }
    const newest = setting.defaults.at(-1)?.value;
    if (setting.safe === undefined || newest === undefined) continue;
    const { min, max } = setting.safe;
    assert.ok(Number(newest) >= min && Number(newest) <= max, setting.key);
  }
});

test('every bound is ordered, and what is safe lies inside of what is possible', () => {
  for (const { key, shape, safe } of SETTINGS) {
    if (shape.kind !== 'integer') continue;
    assert.ok(shape.min < shape.max, key);
    if (safe !== undefined) assert.ok(safe.min >= shape.min && safe.max <= shape.max, key);
  }
});

test('scopeOf() is what a setting was on that kernel; on the newest when none is named', () => {
  const optmem = settingOf('net.core.optmem_max') ?? assert.fail();
  const rmem = settingOf('net.core.rmem_max') ?? assert.fail();
  assert.deepEqual(
    ['6.1', '6.12', undefined].map((kernel) => [scopeOf(optmem, kernel), scopeOf(rmem, kernel)]),
    [
      ['host', 'host'],
      ['namespace', 'host, read-only elsewhere'],
      ['namespace', 'host, read-only elsewhere'],
    ],
  );
});

test('hasSetting() allows for what a stable release took over', () => {
  const shrink = settingOf('net.ipv4.tcp_shrink_window') ?? assert.fail();
  const kernels = ['5.10', '6.1', '6.2', '6.5'];
  assert.deepEqual(
    kernels.map((kernel) => hasSetting(shrink, kernel)),
    [false, true, false, true],
  );
  assert.deepEqual(
    kernels.map((kernel) => isBefore(shrink, kernel)),
    [true, false, true, false],
  );
});
