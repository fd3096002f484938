import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from './fake.ts';
import { ownersOfInodes } from './processes.ts';

interface Process {
  readonly command: string;
  /** Sockets by descriptor; the other descriptors below the highest lead elsewhere. */
  readonly sockets: Readonly<Record<number, number>>;
  /** How many descriptors it has at least. */
  readonly open?: number;
}

/** A machine with these processes by pid, and the number of links that were read. */
function machine(processes: Readonly<Record<number, Process>>, fail: Record<string, string> = {}) {
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  const stats: Record<string, { size: number }> = {};
  for (const [pid, { command, sockets, open = 0 }] of Object.entries(processes)) {
    const count = Math.max(open, ...Object.keys(sockets).map((fd) => Number(fd) + 1));
    files[`/proc/${pid}/comm`] = `${command}\n`;
    files[`/proc/${pid}/cmdline`] = `${command}\0--fast\0`;
    stats[`/proc/${pid}/fd`] = { size: count };
    for (let fd = 0; fd < count; fd++) {
      const inode = sockets[fd];
      links[`/proc/${pid}/fd/${fd}`] = inode === undefined ? '/dev/null' : `socket:[${inode}]`;
    }
  }
  const kernel = fakeKernel({ files, links, stats, fail });
  let reads = 0;
  const readLink = (path: string) => {
    reads += 1;
    return kernel.readLink(path);
  };
  return { kernel: { ...kernel, readLink }, reads: () => reads };
}

const pidsOf = (search: ReturnType<typeof ownersOfInodes>, inode: number) =>
  search.owners.get(inode)?.map(({ pid }) => pid);

test('ownersOfInodes() finds every process that shares a listener', () => {
  const { kernel } = machine({
    10: { command: 'nginx', sockets: { 6: 777 } },
    11: { command: 'nginx', sockets: { 6: 777, 9: 778 } },
    1: { command: 'systemd', sockets: { 45: 777 } },
    12: { command: 'redis', sockets: { 6: 999 } },
  });
  const search = ownersOfInodes(kernel, new Set([777, 778]), [12, 11, 10, 1]);
  assert.deepEqual(pidsOf(search, 777), [1, 10, 11]);
  assert.deepEqual(pidsOf(search, 778), [11]);
  assert.deepEqual([search.unresolved, search.deniedPids, search.cutShort], [[], [], false]);
});

test('ownersOfInodes() follows one socket far up when it must', () => {
  const { kernel } = machine({ 10: { command: 'leak', sockets: { 2_999: 777 }, open: 3_000 } });
  assert.deepEqual(pidsOf(ownersOfInodes(kernel, new Set([777]), [10]), 777), [10]);
});

test('ownersOfInodes() finds a sibling that holds the socket higher up than anybody looked', () => {
  const { kernel } = machine({
    10: { command: 'puma', sockets: { 6: 777 } },
    11: { command: 'puma', sockets: { 200: 777 }, open: 5_000 },
    12: { command: 'other', sockets: { 200: 777 }, open: 5_000 },
  });
  const search = ownersOfInodes(kernel, new Set([777]), [10, 11, 12]);
  assert.deepEqual(pidsOf(search, 777), [10, 11]);
});

test('ownersOfInodes() does not read 100,000 descriptors for a listener', () => {
  const { kernel, reads } = machine({
    10: { command: 'proxy', sockets: { 6: 777 }, open: 50_000 },
    11: { command: 'proxy', sockets: { 7: 778 }, open: 50_000 },
  });
  const search = ownersOfInodes(kernel, new Set([777, 778]), [10, 11]);
  assert.deepEqual([pidsOf(search, 777), pidsOf(search, 778)], [[10], [11]]);
  assert.ok(reads() <= 2 * 256, `${reads()} links read`);
});

test('ownersOfInodes() gives up at its bound and says so', () => {
  const open = 30_000;
  const { kernel, reads } = machine({
    10: { command: 'a', sockets: {}, open },
    11: { command: 'b', sockets: {}, open },
    12: { command: 'c', sockets: { 29_999: 777 }, open },
  });
  const search = ownersOfInodes(kernel, new Set([777]), [10, 11, 12]);
  assert.deepEqual([search.unresolved, search.cutShort], [[777], true]);
  assert.equal(reads(), 50_000);
});

test('ownersOfInodes() gives each of many processes a fair part of its bound', () => {
  const open = 1_000;
  const crowd = Object.fromEntries(
    Array.from({ length: 100 }, (_, n) => [n + 1, { command: `c-${n}`, sockets: {}, open }]),
  );
  const last = { command: 'handed-over', sockets: { 5: 777 }, open };
  const { kernel, reads } = machine({ ...crowd, 101: last });
  const pids = Array.from({ length: 101 }, (_, n) => n + 1);
  const found = ownersOfInodes(kernel, new Set([777, 778]), pids, 1_010);
  assert.deepEqual([pidsOf(found, 777), found.unresolved, found.cutShort], [[101], [778], true]);
  assert.equal(reads(), 1_010);
});

test('ownersOfInodes() says which processes it may not look into', () => {
  const { kernel } = machine(
    { 10: { command: 'nginx', sockets: { 6: 777 } }, 11: { command: 'x', sockets: { 3: 778 } } },
    { '/proc/10/fd': 'EACCES' },
  );
  const search = ownersOfInodes(kernel, new Set([777, 778]), [10, 11]);
  assert.deepEqual([search.unresolved, search.deniedPids], [[777], [10]]);
  assert.deepEqual(pidsOf(search, 778), [11]);
});

test('ownersOfInodes() passes over processes and descriptors that are gone', () => {
  const { kernel } = machine(
    { 10: { command: 'nginx', sockets: { 6: 777 } } },
    { '/proc/10/fd/3': 'ENOENT' },
  );
  const search = ownersOfInodes(kernel, new Set([777]), [10, 99]);
  assert.deepEqual([pidsOf(search, 777), search.deniedPids], [[10], []]);
});

test('ownersOfInodes() asks nobody about inode 0', () => {
  const { kernel, reads } = machine({ 10: { command: 'nginx', sockets: { 6: 777 } } });
  assert.deepEqual(ownersOfInodes(kernel, new Set([0]), [10]).unresolved, [0]);
  assert.equal(reads(), 0);
});

test('ownersOfInodes() counts descriptors by hand before Linux 6.2', () => {
  const { kernel } = machine({ 10: { command: 'nginx', sockets: { 6: 777 } } });
  const stat = (path: string) => ({ ...kernel.stat(path), size: 0 });
  const [owner] = ownersOfInodes({ ...kernel, stat }, new Set([777]), [10]).owners.get(777) ?? [];
  assert.deepEqual(owner, {
    pid: 10,
    command: 'nginx',
    commandLine: 'nginx --fast',
    fds: { open: 7 },
  });
});
