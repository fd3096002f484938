import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readlinkSync, readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { STATES } from '../model/socket.ts';
import { dumpRequest } from '../wire/inet-diag-request.ts';
import { SocketView } from '../wire/socket-view.ts';
import { linuxKernel } from './linux.ts';
import { findNamespaces, namespaceId } from './namespaces.ts';
import { ownersOfInodes } from './processes.ts';
import { readSnmp6 } from './proc/snmp6.ts';
import { readSnmpTable } from './proc/snmp-table.ts';
import { readSockstat } from './proc/sockstat.ts';
import { readSoftnet } from './proc/softnet.ts';
import { readLocalAddresses } from './proc/local-addresses.ts';
import { readTcpTables } from './proc/tcp-table.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };

const server = createServer((socket) => accepted.push(socket));
const accepted: Socket[] = [];
let client: Socket;
let port = 0;

before(async () => {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 37 });
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  const connected = once(server, 'connection');
  client = connect(port, '127.0.0.1');
  await Promise.all([connected, once(client, 'connect')]);
});

after(() => {
  client.destroy();
  for (const socket of accepted) socket.destroy();
  server.close();
});

const kernel = linuxKernel();
after(() => kernel.close());
const here = () => ({ id: namespaceId(kernel, 'self'), path: undefined });
const request = () => dumpRequest({ family: 'ipv4', states: STATES, attributes: ['memory'] });

/** The sockets of this test in one receive buffer after another, as text without cookie and limits. */
function mine(buffers: Iterable<Uint8Array>): string[] {
  const view = new SocketView();
  const seen: string[] = [];
  for (const buffer of buffers) {
    view.attach(buffer);
    let step = view.next();
    for (; step === 'socket'; step = view.next()) {
      if (view.family !== 'ipv4' || (view.localPort !== port && view.remotePort !== port)) continue;
      const ends = `${view.localAddress}:${view.localPort} ${view.remoteAddress}:${view.remotePort}`;
      seen.push(`${view.state} ${ends} ${view.recvQueue} ${view.uid} ${view.inode}`);
    }
    if (step === 'done') return seen.toSorted();
    assert.equal(step, 'end');
  }
  return assert.fail('the dump has no end');
}

/** Inodes of this process's sockets. */
const ownInodes = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1] ?? [];
    } catch {
      return []; // the descriptor the directory was read with
    }
  });

test('sockDiag() finds the sockets of this process, with their inodes', LINUX, () => {
  const sockets = mine(kernel.sockDiag(here(), request()));
  assert.equal(sockets.length, 3);
  const [a = '', b = '', listener = ''] = sockets;
  assert.match(a, /^established 127\.0\.0\.1:/);
  assert.match(b, /^established 127\.0\.0\.1:/);
  assert.match(listener, new RegExp(`^listen 127\\.0\\.0\\.1:${port} 0\\.0\\.0\\.0:0 0 `));
  const own = new Set(ownInodes());
  for (const socket of sockets) assert.ok(own.has(socket.split(' ').at(-1) ?? ''), socket);
});

test('readTcpTables() agrees with sockDiag()', LINUX, () => {
  const table = readTcpTables(kernel, here()) ?? assert.fail('no table');
  assert.deepEqual(mine([table]), mine(kernel.sockDiag(here(), request())));
});

test('sockDiag() after a dump given up halfway starts afresh', LINUX, () => {
  const whole = mine(kernel.sockDiag(here(), request()));
  for (const _ of kernel.sockDiag(here(), request())) break;
  assert.deepEqual(mine(kernel.sockDiag(here(), request())), whole);
});

test('sockDiag() keeps one socket, and close() gives it back', LINUX, () => {
  const own = linuxKernel();
  const idle = ownInodes().length;
  for (let n = 0; n < 5; n++) mine(own.sockDiag(here(), request()));
  assert.equal(ownInodes().length, idle + 1);
  own.close();
  assert.equal(ownInodes().length, idle);
});

test('sockDiag() reports a request the kernel refuses', LINUX, () => {
  const bad = request();
  bad[17] = 254; // no such protocol; 255 is that of raw sockets
  const view = new SocketView();
  for (const reply of kernel.sockDiag(here(), bad)) view.attach(reply);
  assert.equal(view.next(), 'error');
});

test('ownersOfInodes() finds this process by its listener', LINUX, () => {
  const listener = mine(kernel.sockDiag(here(), request())).at(-1) ?? '';
  const inode = Number(listener.split(' ').at(-1));
  const own = findNamespaces(kernel).namespaces.find(({ ref }) => ref.path === undefined);
  const search = ownersOfInodes(kernel, new Set([inode]), own?.pids ?? []);
  const owner = search.owners.get(inode)?.find(({ pid }) => pid === process.pid);
  assert.ok(owner !== undefined);
  assert.ok((owner.fds?.open ?? 0) > 3 && (owner.fds?.limit ?? 0) > 3);
  assert.ok(owner.commandLine.startsWith(process.execPath), owner.commandLine);
});

test('the readers understand this kernel', LINUX, () => {
  assert.ok((readSnmpTable(kernel)['Tcp.PassiveOpens'] ?? 0n) > 0n);
  assert.ok(Object.keys(readSnmp6(kernel)).length > 0);
  assert.ok(readSockstat(kernel).inUse >= 3);
  assert.ok(readSoftnet(kernel).length > 0);
  assert.ok(readLocalAddresses(kernel).includes('127.0.0.1'));
});

test('reading files loads no native code', LINUX, () => {
  const code = `
    import { readFileSync } from 'node:fs';
    import { linuxKernel } from ${JSON.stringify(import.meta.resolve('./linux.ts'))};
    const kernel = linuxKernel();
    kernel.readText('/proc/self/stat');
    kernel.within({ id: 1, path: undefined }, () => 1);
    const loaded = () => /koffi/.test(readFileSync('/proc/self/maps', 'utf8'));
    const before = loaded();
    [...kernel.sockDiag({ id: 1, path: undefined }, new Uint8Array(Buffer.from(${JSON.stringify(
      Buffer.from(request()).toString('hex'),
    )}, 'hex')))];
    console.log(before, loaded());
  `;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  assert.equal(run.stdout, 'false true\n', run.stderr);
});

test('sleepMs() ends at once when told to', async () => {
  const stop = new AbortController();
  const startMs = kernel.monotonicMs();
  const sleeping = kernel.sleepMs(60_000, stop.signal);
  stop.abort();
  await sleeping;
  assert.ok(kernel.monotonicMs() - startMs < 10_000);
});
