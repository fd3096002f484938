import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from '../kernel/fake.ts';
import { readNamespace } from './readings.ts';

const HERE = { id: 1, path: undefined };
const FILES = {
  '/proc/net/netstat': 'TcpExt: ListenOverflows\nTcpExt: 7\n',
  '/proc/net/snmp': 'Tcp: ActiveOpens\nTcp: 1\n',
  '/proc/net/sockstat': 'TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 0\n',
  '/proc/sys/net/core/somaxconn': '4096\n',
};

function missingOf(files: Readonly<Record<string, string>>, fail = {}) {
  const readings = readNamespace(fakeKernel({ files, fail }), HERE);
  return 'closed' in readings ? assert.fail(readings.closed) : readings.missing;
}

const without = (path: keyof typeof FILES) => {
  const { [path]: _, ...rest } = FILES;
  return rest;
};

test('readNamespace() misses nothing on a kernel without IPv6, conntrack and most sysctls', () => {
  assert.deepEqual(missingOf(FILES), []);
});

for (const [path, source] of [
  ['/proc/net/netstat', 'netstat'],
  ['/proc/net/snmp', 'netstat'],
  ['/proc/net/sockstat', 'sockstat'],
] as const) {
  test(`readNamespace() misses ${source} where there is no ${path}, as in some sandboxes`, () => {
    assert.deepEqual(missingOf(without(path)), [{ source, code: 'ENOENT' }]);
  });

  test(`readNamespace() misses ${source} where ${path} may not be read`, () => {
    assert.deepEqual(missingOf(FILES, { [path]: 'EACCES' }), [{ source, code: 'EACCES' }]);
  });
}

test('readNamespace() misses sysctls, and conntrack with them, where there is no /proc/sys', () => {
  assert.deepEqual(missingOf(without('/proc/sys/net/core/somaxconn')), [
    { source: 'sysctls', code: 'ENOENT' },
    { source: 'conntrack', code: 'ENOENT' },
  ]);
});

test('readNamespace() notes sysctls once, however many are refused', () => {
  const fail = { '/proc/sys/net/ipv4/tcp_wmem': 'EPERM', '/proc/sys/net/ipv4/tcp_rmem': 'EPERM' };
  assert.deepEqual(missingOf(FILES, fail), [{ source: 'sysctls', code: 'EPERM' }]);
});

test('readNamespace() misses counters that are not as a kernel writes them', () => {
  const files = { ...FILES, '/proc/net/netstat': 'nonsense' };
  assert.deepEqual(missingOf(files), [{ source: 'netstat', code: 'not understood' }]);
});

for (const [code, closed] of [
  ['ENOENT', 'vanished'],
  ['ESTALE', 'vanished'],
  ['EPERM', 'EPERM'],
] as const) {
  test(`readNamespace() says that a namespace is closed: ${code}`, () => {
    const path = '/proc/7/ns/net';
    const kernel = fakeKernel({ files: FILES, fail: { [path]: code } });
    assert.deepEqual(readNamespace(kernel, { id: 7, path }), { closed });
  });
}

test('readNamespace() reads what rules compare, and more only where it is asked', () => {
  const read = (...asked: ['every'] | []) => {
    const files = { ...FILES, '/proc/sys/net/ipv4/tcp_syn_retries': '6\n' };
    const readings = readNamespace(fakeKernel({ files }), HERE, ...asked);
    return 'closed' in readings ? {} : readings.sysctls;
  };
  assert.equal(read()['net.ipv4.tcp_syn_retries'], undefined);
  assert.equal(read('every')['net.ipv4.tcp_syn_retries'], '6');
  assert.equal(read()['net.core.somaxconn'], read('every')['net.core.somaxconn']);
});
