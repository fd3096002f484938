import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SocketView } from '../../wire/socket-view.ts';
import { fakeKernel } from '../fake.ts';
import { parseTcpTable, readTcpTables } from './tcp-table.ts';

const captured = (name: string) =>
  readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
const HERE = { id: 7, path: undefined };
const V4 = captured('tcp');
const V6 = captured('tcp6');

/** A table of one socket. */
const row = (fields: string) => `  sl  local_address\n   0: ${fields}\n`;
const ROW =
  '0100007F:1F90 0200007F:8CF2 01 00000010:0000000A 01:00000014 00000003  1000        5 424242 1 0000000000000000';

test('parseTcpTable() reads addresses, queues, timer and owner', () => {
  assert.deepEqual(parseTcpTable(row(ROW), 'ipv4'), [
    {
      cookie: '424242',
      family: 'ipv4',
      state: 'established',
      local: { address: '127.0.0.1', port: 8_080 },
      remote: { address: '127.0.0.2', port: 36_082 },
      recvQueue: 10,
      sendQueue: 16,
      timer: 'retransmit',
      timerRetries: 3,
      timerMs: 200,
      uid: 1_000,
      inode: 424_242,
    },
  ]);
});

for (const [timer, name, retries] of [
  ['00', 'off', 0],
  ['01', 'retransmit', 3],
  ['02', 'keepalive', 5],
  ['03', 'timeWait', 0],
  ['04', 'probe', 5],
] as const) {
  test(`parseTcpTable() counts retries of timer ${name} as sock_diag does`, () => {
    const [socket] = parseTcpTable(row(ROW.replace(' 01:', ` ${timer}:`)), 'ipv4');
    assert.deepEqual([socket?.timer, socket?.timerRetries], [name, retries]);
  });
}

test('parseTcpTable() tells sockets without an inode apart', () => {
  const orphan = ROW.replace('424242', '0');
  const [a] = parseTcpTable(row(orphan), 'ipv4');
  const [b] = parseTcpTable(row(orphan.replace('8CF2', '8CF3')), 'ipv4');
  assert.equal(a?.inode, 0);
  assert.notEqual(a?.cookie, b?.cookie);
  assert.equal(a?.cookie, parseTcpTable(row(orphan), 'ipv4')[0]?.cookie);
});

for (const [why, text] of [
  ['a row cut short', row(ROW.slice(0, 60))],
  ['an unknown state', row(ROW.replace(' 01 ', ' 0D '))],
  ['an unknown timer', row(ROW.replace(' 01:', ' 07:'))],
  ['addresses of the other family', V6],
] as const) {
  test(`parseTcpTable() refuses ${why}`, () => {
    assert.throws(() => parseTcpTable(text, 'ipv4'), { name: 'DecodeError' });
  });
}

test('readTcpTables() makes a whole dump of both tables', () => {
  const kernel = fakeKernel({
    namespaces: { 7: { files: { '/proc/net/tcp': V4, '/proc/net/tcp6': V6 } } },
  });
  const view = new SocketView();
  view.attach(readTcpTables(kernel, HERE) ?? new Uint8Array(0));
  const seen: string[] = [];
  let step = view.next();
  for (; step === 'socket'; step = view.next()) {
    seen.push(`${view.state} ${view.localAddress} ${view.localPort} ${view.remoteAddress}`);
  }
  assert.equal(step, 'done');
  assert.deepEqual(seen, [
    'listen 127.0.0.1 8080 0.0.0.0',
    'established 127.0.0.1 36082 127.0.0.1',
    'timeWait 127.0.0.1 36096 127.0.0.1',
    'established 127.0.0.1 53772 127.0.0.1',
    'established 127.0.0.1 8080 127.0.0.1',
    'listen :: 8081 ::',
    'established ::1 58434 ::1',
    'established ::ffff:127.0.0.1 8081 ::ffff:127.0.0.1',
    'established ::1 8081 ::1',
  ]);
});

test('readTcpTables() manages without IPv6, and is undefined without a table', () => {
  const kernel = fakeKernel({ namespaces: { 7: { files: { '/proc/net/tcp': V4 } } } });
  assert.ok((readTcpTables(kernel, HERE)?.length ?? 0) > 0);
  assert.equal(readTcpTables(fakeKernel(), HERE), undefined);
});

test('readTcpTables() is undefined for a table that is not as the kernel writes it', () => {
  const files = { '/proc/net/tcp': `${V4}   9: nonsense\n` };
  assert.equal(readTcpTables(fakeKernel({ files }), HERE), undefined);
});

test('readTcpTables() is undefined for a namespace that cannot be entered', () => {
  const path = '/proc/812/ns/net';
  const kernel = fakeKernel({ files: { '/proc/net/tcp': V4 }, fail: { [path]: 'EPERM' } });
  assert.equal(readTcpTables(kernel, { id: 8, path }), undefined);
});
