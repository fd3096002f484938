import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingOf } from './catalogue/catalogue.ts';
import { defaultOf, hasSetting } from './catalogue/default-of.ts';
import type { Setting } from './setting.ts';
import { isSince, kernelVersion } from './kernel-version.ts';

for (const [release, version] of [
  ['6.18.44-fc', '6.18'],
  ['5.4', '5.4'],
  ['10.0.1', '10.0'],
  ['unknown', undefined],
  ['', undefined],
] as const) {
  test(`kernelVersion() of ${JSON.stringify(release)} is ${version}`, () => {
    assert.equal(kernelVersion(release), version);
  });
}

test('isSince() compares numbers, not letters', () => {
  assert.ok(isSince('6.18', '6.9'));
  assert.ok(isSince('6.9', '6.9'));
  assert.ok(!isSince('5.19', '6.0'));
  assert.ok(!isSince('6.8', '6.14'));
});

const setting = (key: string): Setting => {
  const found = settingOf(key);
  assert.ok(found !== undefined);
  return found;
};

test('defaultOf() follows the kernel, and takes the newest for an unknown one', () => {
  const rmem = setting('net.ipv4.tcp_rmem');
  assert.equal(defaultOf(rmem, '6.15').value, '4096 131072 6291456');
  assert.equal(defaultOf(rmem, '6.16').value, '4096 131072 33554432');
  assert.equal(defaultOf(rmem).value, '4096 131072 33554432');
  assert.equal(defaultOf(setting('net.core.somaxconn'), '4.19').value, '128');
});

test('hasSetting() knows what came and what went', () => {
  assert.equal(hasSetting(setting('net.ipv4.tcp_tw_reuse_delay'), '6.13'), false);
  assert.equal(hasSetting(setting('net.ipv4.tcp_tw_reuse_delay'), '6.14'), true);
  assert.equal(hasSetting(setting('net.ipv4.tcp_tw_recycle'), '4.11'), true);
  assert.equal(hasSetting(setting('net.ipv4.tcp_tw_recycle'), '5.4'), false);
});
