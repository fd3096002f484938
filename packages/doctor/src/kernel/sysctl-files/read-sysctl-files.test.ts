import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from '../fake.ts';
import { readSysctlFiles } from './read-sysctl-files.ts';

type World = NonNullable<Parameters<typeof fakeKernel>[0]>;

const found = (world: World, known: readonly string[] = []) =>
  readSysctlFiles(fakeKernel(world), known).map(
    ({ key, value, file, line }) => `${key}=${value} ${file}:${line}`,
  );

test('readSysctlFiles() gives the line that decides each key', () => {
  const files = {
    '/usr/lib/sysctl.d/90-a.conf': 'a.b = usr\na.c = usr\n',
    '/etc/sysctl.d/10-z.conf': '\na.b = etc\na.d = 1\t 2\na.d = 2\t 3\n',
    '/etc/sysctl.d/README': 'a.e = no\n',
  };
  assert.deepEqual(found({ files }), [
    'a.b=usr /usr/lib/sysctl.d/90-a.conf:1',
    'a.d=2 3 /etc/sysctl.d/10-z.conf:4',
    'a.c=usr /usr/lib/sysctl.d/90-a.conf:2',
  ]);
});

test('readSysctlFiles() gives both lines where a boot and sysctl --system end differently', () => {
  const files = {
    '/etc/sysctl.conf': 'a.b = hand\na.c = hand\n',
    '/etc/sysctl.d/99-z.conf': 'a.b = boot\n',
  };
  assert.deepEqual(found({ files }), [
    'a.b=boot /etc/sysctl.d/99-z.conf:1',
    'a.b=hand /etc/sysctl.conf:1',
    'a.c=hand /etc/sysctl.conf:2',
  ]);
});

test('readSysctlFiles() gives one line where there is no systemd', () => {
  const files = {
    '/bin/busybox': '',
    '/etc/sysctl.conf': 'a.b = hand\n',
    '/etc/sysctl.d/99-z.conf': 'a.b = boot\n',
  };
  assert.deepEqual(found({ files }), ['a.b=hand /etc/sysctl.conf:1']);
});

test('readSysctlFiles() calls one line by one name where a link leads to it', () => {
  const files = { '/etc/sysctl.conf': 'a.b = 1\n' };
  const links = { '/etc/sysctl.d/99-sysctl.conf': '../sysctl.conf' };
  assert.deepEqual(found({ files, links }), ['a.b=1 /etc/sysctl.conf:1']);
});

test('readSysctlFiles() lets patterns mean the keys that are known', () => {
  const files = { '/etc/sysctl.d/a.conf': 'net.ipv4.tcp_*_timeout = 9\n' };
  const known = ['net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_sack'];
  assert.deepEqual(found({ files }, known), ['net.ipv4.tcp_fin_timeout=9 /etc/sysctl.d/a.conf:1']);
});

test('readSysctlFiles() is empty on a machine without any', () => {
  assert.deepEqual(found({}), []);
});

for (const path of ['/etc/sysctl.d/10-a.conf', '/etc/sysctl.conf']) {
  test(`readSysctlFiles() does not pass over ${path} when it may not read it`, () => {
    const kernel = fakeKernel({ fail: { [path]: 'EACCES' } });
    assert.throws(() => readSysctlFiles(kernel, []), { name: 'SysError', code: 'EACCES' });
  });
}

test('readSysctlFiles() does not mind an unreadable file that another one hides', () => {
  const files = { '/etc/sysctl.d/50-a.conf': 'a.b = 1\n' };
  const fail = { '/usr/lib/sysctl.d/50-a.conf': 'EACCES' };
  assert.deepEqual(found({ files, fail }), ['a.b=1 /etc/sysctl.d/50-a.conf:1']);
});
