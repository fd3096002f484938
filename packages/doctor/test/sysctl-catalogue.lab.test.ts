import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { release, totalmem } from 'node:os';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import type { Setting } from '../src/sysctl/setting.ts';
import { plainValue } from '../src/sysctl/value.ts';
import { isSince, kernelVersion } from '../src/sysctl/kernel-version.ts';
import { SETTINGS } from '../src/sysctl/catalogue/catalogue.ts';
import { defaultOf, hasSetting, scopeOf } from '../src/sysctl/catalogue/default-of.ts';

const KERNEL = kernelVersion(release()) ?? '';

/** Runs shell lines in a network namespace that lives as long as they do. */
function inNewNamespace(script: string): string {
  const { status, stdout, stderr } = spawnSync('unshare', ['--net', 'sh', '-s'], {
    input: script,
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

const path = ({ key }: Setting) => `/proc/sys/${key.replaceAll('.', '/')}`;
const own = SETTINGS.filter(
  (setting) => scopeOf(setting, KERNEL) === 'namespace' && hasSetting(setting, KERNEL),
);
const NETFILTER = /^net\.netfilter\./;

/** From here on memory does not lower the largest buffers; what a kernel keeps for itself is not counted. */
const ENOUGH_BYTES = 4.5 * 2 ** 30;

/** On a small machine the sizes of a buffer but the last. */
const compared = (setting: Setting, value: string): string =>
  totalmem() < ENOUGH_BYTES && setting.shape.kind === 'tuple' && setting.inherited === true
    ? value.split(' ').slice(0, 2).join(' ')
    : value;

test('a new namespace begins with the defaults of the catalogue', needs('root'), () => {
  const script = own.map((s) => `printf '%s=%s\\n' ${s.key} "$(cat ${path(s)} || echo absent)"`);
  const found = new Map(
    inNewNamespace(script.join('\n'))
      .trim()
      .split('\n')
      .map((line): [string, string] => [
        line.slice(0, line.indexOf('=')),
        line.slice(line.indexOf('=') + 1),
      ]),
  );
  let count = 0;
  for (const setting of own) {
    const { value } = defaultOf(setting, KERNEL);
    const now = found.get(setting.key);
    if (value === undefined || (NETFILTER.test(setting.key) && now === 'absent')) continue;
    assert.equal(compared(setting, plainValue(now ?? '')), compared(setting, value), setting.key);
    count += 1;
  }
  assert.ok(count > 40, `${count} compared`);
});

test('what is one for the host is absent or read-only in a new namespace', needs('root'), () => {
  const host = SETTINGS.filter(
    (s) =>
      s.key.startsWith('net.') &&
      scopeOf(s, KERNEL) !== 'namespace' &&
      hasSetting(s, KERNEL) &&
      !NETFILTER.test(s.key),
  );
  const modes = inNewNamespace(
    host.map((s) => `stat -c %a ${path(s)} 2>&- || echo absent`).join('\n'),
  )
    .trim()
    .split('\n');
  assert.deepEqual(
    host.map(({ key }, n) => `${key} ${modes[n]}`),
    host.map((s) => `${s.key} ${scopeOf(s, KERNEL) === 'host' ? 'absent' : '444'}`),
  );
});

/** Highest value where newer kernels than this one take more: tcp_ecn has AccECN then. */
const MAX_HERE: Readonly<Record<string, number>> = {
  'net.ipv4.tcp_ecn': isSince(KERNEL, '7.0') ? 5 : 2,
};

/** A write that must succeed or fail, by value. */
function attempts(setting: Setting): readonly (readonly [value: number, taken: boolean])[] {
  const { shape, readOnly } = setting;
  if (shape.kind !== 'integer') return [];
  const { min, max, unchecked, checkedSince } = shape;
  if (readOnly === true) return [[min, false]];
  const isOlder = checkedSince !== undefined && !isSince(KERNEL, checkedSince);
  const below = isOlder || unchecked === 'below' || unchecked === 'both';
  const above = isOlder || unchecked === 'above' || unchecked === 'both';
  return [
    [min, true],
    [MAX_HERE[setting.key] ?? max, true],
    [min - 1, below],
    ...(above ? [] : [[max + 1, false] as const]),
    ...(max < 2 ** 31 ? [[2 ** 31, false] as const] : []),
  ];
}

test('the kernel takes what the catalogue says, and refuses what it says', needs('root'), () => {
  const wanted = own.flatMap((s) => attempts(s).map(([value, taken]) => ({ s, value, taken })));
  const script = wanted.map(
    ({ s, value }) =>
      `if [ ! -e ${path(s)} ]; then echo absent; elif { echo '${value}' > ${path(s)}; } 2>&-; then echo true; else echo false; fi`,
  );
  const found = inNewNamespace(script.join('\n')).trim().split('\n');
  const differing = wanted.flatMap(({ s, value, taken }, n) => {
    const absent = found[n] === 'absent' && NETFILTER.test(s.key);
    return absent || found[n] === String(taken)
      ? []
      : [`${s.key} = ${value}: ${found[n]}, not ${taken}`];
  });
  assert.deepEqual(differing, []);
  assert.ok(wanted.length > 100, `${wanted.length} tried`);
});
