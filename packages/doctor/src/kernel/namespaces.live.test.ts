import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { dumpRequest } from '../wire/inet-diag-request.ts';
import { SocketView } from '../wire/socket-view.ts';
import type { NamespaceRef } from './kernel.ts';
import { linuxKernel } from './linux.ts';
import { namespaceId } from './namespaces.ts';
import { ownersOfInodes } from './processes.ts';
import { readLocalAddresses } from './proc/local-addresses.ts';
import { readSnmpTable } from './proc/snmp-table.ts';
import { selectNamespaces } from './select-namespaces.ts';

const may = process.getuid?.() === 0 || process.env['LAB'] === 'require';
const ROOT = may ? {} : { skip: 'Needs root to make network namespaces' };

const NAME = `tcpd-kernel-${process.pid}`;
const INSIDE = `
  const server = require('node:net').createServer().listen(7077, '127.0.0.1', () => console.log('up'));
  process.stdin.resume().on('end', () => process.exit());
`;
const kernel = linuxKernel();
const outside = createServer();
let inside: ChildProcess | undefined;

before(async () => {
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  if (!may) return;
  execFileSync('ip', ['netns', 'add', NAME]);
  execFileSync('ip', ['-n', NAME, 'link', 'set', 'lo', 'up']);
  inside = spawn('ip', ['netns', 'exec', NAME, process.execPath, '-e', INSIDE], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(inside.stdout ?? assert.fail('no pipe'), 'data');
});

after(async () => {
  kernel.close();
  outside.close();
  if (inside !== undefined) {
    inside.stdin?.end();
    await once(inside, 'exit');
  }
  if (may) execFileSync('ip', ['netns', 'del', NAME]);
});

const find = (name: string) =>
  selectNamespaces(kernel, name).namespaces[0] ?? assert.fail('no namespace');

/** Listening ports and their inodes, as sock_diag shows them. */
function listening(namespace: NamespaceRef): Map<number, number> {
  const view = new SocketView();
  const ports = new Map<number, number>();
  const request = dumpRequest({ family: 'ipv4', states: ['listen'], attributes: [] });
  for (const reply of kernel.sockDiag(namespace, request)) {
    view.attach(reply);
    while (view.next() === 'socket') ports.set(view.localPort, view.inode);
  }
  return ports;
}

test('findNamespaces() finds a namespace by name, with the process in it', ROOT, () => {
  const { ref, name, pid, isHost, enterable } = find(NAME);
  assert.equal(name, NAME);
  assert.equal(pid, inside?.pid); // `ip netns exec` becomes the command
  assert.deepEqual([isHost, enterable], [false, true]);
  assert.equal(ref.id, statSync(`/run/netns/${NAME}`).ino);
  assert.equal(find(`pid:${pid}`).id, ref.id);
});

test('sockDiag() shows a namespace its own sockets only', ROOT, () => {
  const { port } = outside.address() as AddressInfo;
  assert.deepEqual([...listening(find(NAME).ref).keys()], [7_077]);
  const own = listening(find('current').ref);
  assert.ok(own.has(port) && !own.has(7_077));
});

test('within() reads the counters and addresses of the namespace, and comes back', ROOT, () => {
  const { ref } = find(NAME);
  const home = namespaceId(kernel, 'self');
  const own = readLocalAddresses(kernel);
  const seen = kernel.within(ref, () => ({
    id: namespaceId(kernel, 'self'),
    addresses: readLocalAddresses(kernel),
    opens: readSnmpTable(kernel)['Tcp.ActiveOpens'],
    ports: [...listening(ref).keys()],
  }));
  assert.deepEqual(seen, {
    id: ref.id,
    addresses: ['127.0.0.1', '::1'],
    opens: 0n,
    ports: [7_077],
  });
  assert.equal(namespaceId(kernel, 'self'), home);
  assert.deepEqual(readLocalAddresses(kernel), own);
});

test('inDir() reads the sysctls of the namespace it was called in', ROOT, () => {
  const value = '1234\n';
  execFileSync('ip', [
    'netns',
    'exec',
    NAME,
    'sh',
    '-c',
    'echo 1234 > /proc/sys/net/core/somaxconn',
  ]);
  const read = () =>
    kernel.inDir('/proc/sys/net/core', (dir) => kernel.readText(`${dir}/somaxconn`));
  const own = kernel.readText('/proc/sys/net/core/somaxconn');
  assert.notEqual(own, value);
  assert.deepEqual([kernel.within(find(NAME).ref, read), read()], [value, own]);
});

test('inDir() of what is not there throws', () => {
  assert.throws(() => kernel.inDir('/proc/sys/net/nowhere', () => 'read'), { code: 'ENOENT' });
});

test('sockDiag() first called inside a namespace serves that one from outside too', ROOT, () => {
  const { ref } = find(NAME);
  using fresh = linuxKernel();
  const request = dumpRequest({ family: 'ipv4', states: ['listen'], attributes: [] });
  const count = () => [...fresh.sockDiag(ref, request)].reduce((sum, r) => sum + r.length, 0);
  assert.equal(fresh.within(ref, count), count());
});

test('ownersOfInodes() names the process in the namespace', ROOT, () => {
  const { ref, pids } = find(NAME);
  const inode = listening(ref).get(7_077) ?? assert.fail('no listener');
  const { owners } = ownersOfInodes(kernel, new Set([inode]), pids);
  assert.deepEqual(
    owners.get(inode)?.map(({ pid }) => pid),
    [inside?.pid],
  );
});

test('as nobody, what is not allowed is said and nothing breaks', ROOT, () => {
  const code = `
    import { loadLibc } from ${JSON.stringify(import.meta.resolve('./ffi.ts'))};
    import { linuxKernel } from ${JSON.stringify(import.meta.resolve('./linux.ts'))};
    import { findNamespaces } from ${JSON.stringify(import.meta.resolve('./namespaces.ts'))};
    import { missingPower } from ${JSON.stringify(import.meta.resolve('./power.ts'))};
    import { ownersOfInodes } from ${JSON.stringify(import.meta.resolve('./processes.ts'))};
    const libc = loadLibc(); // nobody may be unable to read it where it is installed
    process.setgroups([]);
    process.setgid(65534);
    process.setuid(65534);
    const kernel = linuxKernel(() => libc);
    const { namespaces, hiddenProcesses } = findNamespaces(kernel);
    const named = namespaces.find(({ name }) => name === ${JSON.stringify(NAME)});
    const own = namespaces.find(({ ref }) => ref.path === undefined);
    const attempt = (work) => { try { return work(); } catch (error) { return error.code; } };
    console.log(JSON.stringify({
      lacks: missingPower(kernel).map(({ what }) => what),
      hidden: hiddenProcesses > 0,
      enterable: [own.enterable, named.enterable, named.code],
      entered: attempt(() => kernel.within(named.ref, () => 'inside')),
      dumped: [...kernel.sockDiag(own.ref, Buffer.from(process.argv[1], 'hex'))].length > 0,
      denied: ownersOfInodes(kernel, new Set([1]), [${process.pid}]).deniedPids,
    }));
  `;
  const request = dumpRequest({ family: 'ipv4', states: ['listen'], attributes: [] });
  const hex = Buffer.from(request).toString('hex');
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code, hex], {
    encoding: 'utf8',
  });
  assert.deepEqual(
    JSON.parse(run.stdout === '' ? 'null' : run.stdout),
    {
      lacks: ['CAP_SYS_ADMIN', 'CAP_SYS_PTRACE'],
      hidden: true,
      enterable: [true, false, 'EPERM'],
      entered: 'EPERM',
      dumped: true,
      denied: [process.pid],
    },
    run.stderr,
  );
});
