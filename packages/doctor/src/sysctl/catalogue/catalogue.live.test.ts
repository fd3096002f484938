import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { test } from 'node:test';
import { sysctlPath } from '../../kernel/proc/sysctl-path.ts';
import { kernelVersion } from '../kernel-version.ts';
import { SETTINGS } from './catalogue.ts';
import { hasSetting, scopeOf } from './default-of.ts';

/** Only the first network namespace has this one. */
const isFirstNamespace = existsSync(sysctlPath('net.core.default_qdisc'));
const KERNEL = kernelVersion(release()) ?? '';
const hasConntrack = existsSync(sysctlPath('net.netfilter.nf_conntrack_count'));
const linux = { skip: process.platform === 'linux' ? false : 'Needs Linux' };

for (const setting of SETTINGS.filter(({ scope }) => scope !== 'process')) {
  test(`this kernel agrees whether it has ${setting.key}`, linux, (t) => {
    const { key } = setting;
    if (key.startsWith('net.netfilter.') && !hasConntrack) {
      t.diagnostic('nf_conntrack is not loaded: no telling');
      return;
    }
    if (setting.backportedTo?.includes(KERNEL) === true) {
      t.diagnostic('it depends on the stable release: no telling');
      return;
    }
    if (scopeOf(setting, KERNEL) === 'host' && key.startsWith('net.') && !isFirstNamespace) {
      assert.equal(existsSync(sysctlPath(key)), false);
      return;
    }
    assert.equal(existsSync(sysctlPath(key)), hasSetting(setting, KERNEL));
  });
}
