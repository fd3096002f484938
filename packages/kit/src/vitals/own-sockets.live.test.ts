import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { TABLES } from '../proc-tcp.ts';
import { countOwnSockets } from './own-sockets.ts';

const ONLY_LINUX = { skip: process.platform !== 'linux' && 'there is no /proc' };
const [TCP, TCP6] = TABLES;
const MISSING = '/proc/self/net/no-such-table';
/** There, and not to be read as a file. */
const UNREADABLE = '/proc/self/net';

const CASES: readonly [name: string, tables: readonly string[], listeners: number | undefined][] = [
  ['counts in both tables', [TCP, TCP6], 1],
  ['counts where there is no IPv6', [TCP, MISSING], 1],
  ['cannot tell without the table of IPv4', [MISSING, TCP6], undefined],
  ['cannot tell when one of the tables cannot be read', [TCP, UNREADABLE], undefined],
  ['cannot tell when neither can be read', [UNREADABLE, UNREADABLE], undefined],
];

for (const [name, tables, listeners] of CASES) {
  test(`countOwnSockets() ${name}`, ONLY_LINUX, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    assert.equal((await countOwnSockets(tables))?.listen, listeners);
    server.close();
    await once(server, 'close');
  });
}

test('countOwnSockets() looks at what is open a piece at a time', ONLY_LINUX, async (t) => {
  const open = Array.from({ length: 400 }, () => fs.openSync('/dev/null', 'r'));
  const readlinkSync = t.mock.method(fs, 'readlinkSync');
  syncBuiltinESMExports();
  t.after(() => {
    readlinkSync.mock.restore();
    syncBuiltinESMExports();
    for (const fd of open) fs.closeSync(fd);
  });
  let [looks, most] = [0, 0];
  const state = { isOver: false };
  const counting = countOwnSockets().finally(() => (state.isOver = true));
  while (!state.isOver) {
    await turn();
    const now = readlinkSync.mock.callCount();
    most = Math.max(most, now - looks);
    looks = now;
  }
  await counting;
  assert.ok(looks >= 400, `${looks} looks`);
  assert.ok(most <= 100, `${most} of them in one turn of the event loop`);
});
