/**
 * The running kernel takes the filter programs and the requests, and answers with exactly the
 * sockets that were asked for. Everything happens on loopback, between sockets of this process.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, test } from 'node:test';
import koffi from 'koffi';
import type { Family } from '../model/socket.ts';
import { STATES } from '../model/socket.ts';
import { filterBytecode } from './filter.ts';
import type { SocketFilter } from './filter.ts';
import { dumpRequest } from './inet-diag-request.ts';
import { SocketView } from './socket-view.ts';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_SOCK_DIAG = 4;

/** Skips, saying why, where there is no Linux; with LAB=require that is a failure. */
function needsLinux(): { skip?: string } {
  if (process.platform === 'linux') return {};
  if (process.env['LAB'] === 'require')
    throw new Error('Cannot skip with LAB=require: needs Linux');
  return { skip: 'Needs Linux' };
}

/** Local ports, remote ports and states of the sockets the kernel answers with. */
function dump(family: Family, filter: SocketFilter): string[] {
  const libc = koffi.load('libc.so.6');
  const open = libc.func('int socket(int, int, int)');
  const send = libc.func('intptr_t send(int, void *, size_t, int)');
  const receive = libc.func('intptr_t recv(int, void *, size_t, int)');
  const close = libc.func('int close(int)');
  const fd: number = open(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
  const query = { family, states: STATES, attributes: ['info'] } as const;
  const request = dumpRequest({ ...query, filter: filterBytecode(filter) });
  try {
    assert.equal(send(fd, request, request.length, 0), request.length);
    return drain((buffer) => receive(fd, buffer, buffer.length, 0));
  } finally {
    close(fd);
  }
}

function drain(receive: (buffer: Uint8Array) => number): string[] {
  const found: string[] = [];
  const buffer = new Uint8Array(32_768);
  const view = new SocketView();
  for (;;) {
    view.attach(buffer.subarray(0, receive(buffer)));
    let step = view.next();
    for (; step === 'socket'; step = view.next()) {
      found.push(`${view.state} ${view.localPort} ${view.remotePort}`);
    }
    assert.notEqual(step, 'error', `errno ${view.errno}`);
    if (step !== 'end') return found.toSorted();
  }
}

const servers = { ipv4: createServer(), ipv6: createServer(), dual: createServer() };
const clients: Socket[] = [];
const ports = { ipv4: 0, ipv6: 0, dual: 0, client4: 0, client6: 0, clientDual: 0 };

async function start(server: keyof typeof servers, host: string, ask: string): Promise<number> {
  servers[server].listen({ host, port: 0, ipv6Only: false });
  await once(servers[server], 'listening');
  ports[server] = (servers[server].address() as AddressInfo).port;
  const client = connect(ports[server], ask);
  clients.push(client);
  await Promise.all([once(client, 'connect'), once(servers[server], 'connection')]);
  return client.localPort ?? 0;
}

before(async () => {
  if (needsLinux().skip !== undefined) return;
  ports.client4 = await start('ipv4', '127.0.0.1', '127.0.0.1');
  ports.client6 = await start('ipv6', '::1', '::1');
  ports.clientDual = await start('dual', '::', '127.0.0.1');
});

after(() => {
  for (const client of clients) client.destroy();
  for (const server of Object.values(servers)) server.close();
});

const live = (name: string, check: () => void): void => void test(name, needsLinux(), check);

live('a local port brings the listener and what it accepted, in the family asked for', () => {
  const { ipv4, client4 } = ports;
  const expected = [`established ${ipv4} ${client4}`, `listen ${ipv4} 0`];
  assert.deepEqual(dump('ipv4', { localPort: ipv4 }), expected);
  assert.deepEqual(dump('ipv6', { localPort: ipv4 }), []);
});

live('a remote port brings the other end', () => {
  const { ipv6, client6 } = ports;
  assert.deepEqual(dump('ipv6', { remotePort: ipv6 }), [`established ${client6} ${ipv6}`]);
});

live('a range of ports includes both of its ends and nothing beyond', () => {
  const { ipv4, client4 } = ports;
  const remotePort = client4;
  const one = [`established ${ipv4} ${client4}`];
  assert.deepEqual(dump('ipv4', { remotePort, localPortMin: ipv4, localPortMax: ipv4 }), one);
  assert.deepEqual(dump('ipv4', { remotePort, localPortMin: ipv4 + 1 }), []);
  assert.deepEqual(dump('ipv4', { remotePort, localPortMax: ipv4 - 1 }), []);
});

live('an address or prefix on either end decides', () => {
  const { ipv4, client4 } = ports;
  const port = { localPort: ipv4, remotePort: client4 };
  const one = [`established ${ipv4} ${client4}`];
  assert.deepEqual(dump('ipv4', { ...port, local: '127.0.0.1' }), one);
  assert.deepEqual(dump('ipv4', { ...port, remote: '127.0.0.0/8' }), one);
  assert.deepEqual(dump('ipv4', { ...port, remote: '0.0.0.0/0' }), one);
  assert.deepEqual(dump('ipv4', { ...port, remote: '10.0.0.0/8' }), []);
  assert.deepEqual(dump('ipv4', { ...port, local: '127.0.0.2' }), []);
});

live('an IPv6 prefix decides, down to a bit', () => {
  const { ipv6, client6 } = ports;
  const port = { localPort: ipv6, remotePort: client6 };
  const one = [`established ${ipv6} ${client6}`];
  assert.deepEqual(dump('ipv6', { ...port, local: '::/127', remote: '::1' }), one);
  assert.deepEqual(dump('ipv6', { ...port, local: '::/128' }), []);
});

live('an IPv4 prefix also finds v4-mapped sockets, among the IPv6 ones', () => {
  const { dual, clientDual } = ports;
  const port = { localPort: dual, remotePort: clientDual };
  const one = [`established ${dual} ${clientDual}`];
  assert.deepEqual(dump('ipv6', { ...port, remote: '127.0.0.0/8' }), one);
  assert.deepEqual(dump('ipv6', { ...port, remote: '::ffff:127.0.0.1' }), one);
  assert.deepEqual(dump('ipv6', { ...port, remote: '10.0.0.0/8' }), []);
});
