import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from '../fake.ts';
import { parseSysctlFile, readSysctlFiles } from './sysctl-files.ts';

const settings = (files: Record<string, string>) =>
  Object.fromEntries(
    readSysctlFiles(fakeKernel({ files })).map(({ key, value, file }) => [key, `${value} ${file}`]),
  );

for (const [line, key, value] of [
  ['net.core.somaxconn = 1024', 'net.core.somaxconn', '1024'],
  ['net/core/somaxconn=1024', 'net.core.somaxconn', '1024'],
  ['  -net.ipv4.tcp_rmem  =  4096\t131072  6291456 ', 'net.ipv4.tcp_rmem', '4096 131072 6291456'],
  ['net/ipv4/conf/eth0.100/rp_filter = 1', 'net.ipv4.conf.eth0/100.rp_filter', '1'],
  ['net.ipv4.conf.eth0/100.rp_filter = 1', 'net.ipv4.conf.eth0/100.rp_filter', '1'],
  ['kernel.core_pattern = |/bin/x a=b', 'kernel.core_pattern', '|/bin/x a=b'],
  ['net.ipv4.ip_local_reserved_ports =', 'net.ipv4.ip_local_reserved_ports', ''],
  ['net.core.somaxconn = 1024 # more', 'net.core.somaxconn', '1024 # more'],
] as const) {
  test(`parseSysctlFile() reads ${JSON.stringify(line)}`, () => {
    const [setting] = parseSysctlFile(`# first\n${line}\n`, 'f.conf');
    assert.deepEqual(setting, { key, value, file: 'f.conf', line: 2 });
  });
}

for (const line of [
  '# a = 1',
  '; a = 1',
  '   # a = 1',
  '',
  'no equals sign',
  '-net.ipv4.conf.*',
  '= 1',
]) {
  test(`parseSysctlFile() passes over ${JSON.stringify(line)}`, () => {
    assert.deepEqual(parseSysctlFile(line, 'f.conf'), []);
  });
}

test('readSysctlFiles() reads directories by file name and sysctl.conf last', () => {
  const files = {
    '/etc/sysctl.conf': 'd = etc\n',
    '/usr/lib/sysctl.d/90-a.conf': 'b = usr\nc = usr\nd = usr\n',
    '/etc/sysctl.d/10-z.conf': 'a = etc\nb = etc\n',
    '/run/sysctl.d/95-r.conf': 'c = run\n',
  };
  assert.deepEqual(settings(files), {
    a: 'etc /etc/sysctl.d/10-z.conf',
    b: 'usr /usr/lib/sysctl.d/90-a.conf',
    c: 'run /run/sysctl.d/95-r.conf',
    d: 'etc /etc/sysctl.conf',
  });
});

test('readSysctlFiles() lets a file mask those of its name further down, an empty one too', () => {
  const files = {
    '/lib/sysctl.d/50-x.conf': 'a = lib\n',
    '/etc/sysctl.d/50-x.conf': '',
    '/run/sysctl.d/60-y.conf': 'b = run\n',
    '/usr/local/lib/sysctl.d/60-y.conf': 'b = local\n',
    '/etc/sysctl.d/README': 'c = no\n',
  };
  assert.deepEqual(settings(files), { b: 'run /run/sysctl.d/60-y.conf' });
});

test('readSysctlFiles() gives the last line that sets a key, with its number', () => {
  const kernel = fakeKernel({ files: { '/tree/etc/sysctl.conf': 'a = 1\n\na = 2\n' } });
  assert.deepEqual(readSysctlFiles(kernel, '/tree'), [
    { key: 'a', value: '2', file: '/tree/etc/sysctl.conf', line: 3 },
  ]);
});

test('readSysctlFiles() is empty on a machine without any', () => {
  assert.deepEqual(readSysctlFiles(fakeKernel()), []);
});

test('readSysctlFiles() does not pass over a file it may not read', () => {
  const kernel = fakeKernel({ fail: { '/etc/sysctl.d/10-a.conf': 'EACCES' } });
  assert.throws(() => readSysctlFiles(kernel), { name: 'SysError', code: 'EACCES' });
});
