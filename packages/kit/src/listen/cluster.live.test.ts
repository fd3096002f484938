import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KINDS } from '../../test/listen-servers.ts';
import type { Backlog } from './mod.ts';

interface Told {
  readonly pid: number;
  readonly address: { readonly port: number };
  readonly backlog: Backlog;
}

const PRIMARY = fileURLToPath(new URL('../../test/cluster.ts', import.meta.url));

test('listen() works in workers of a cluster, with the backlog that was asked for', async (t) => {
  const primary = spawn(process.execPath, [PRIMARY], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => primary.kill());
  const lines = createInterface(primary.stdout)[Symbol.asyncIterator]();
  const said = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? 'null');
  const [one, two] = (await said()) as [Told, Told];
  assert.equal(one.address.port, two.address.port);
  assert.partialDeepStrictEqual(one.backlog, { wanted: 77, effective: 77, capped: false });

  const { port } = one.address;
  const rows = execFileSync('ss', ['-Hltn', `sport = :${port}`], { encoding: 'utf8' }).trim();
  assert.match(rows, /^LISTEN\s+0\s+77\s/, 'what the kernel keeps to');

  const pids = new Set<string>();
  for (let n = 0; n < 10; n += 1) pids.add((await KINDS[0]?.ask(port))?.body ?? '');
  assert.deepEqual(pids, new Set([String(one.pid), String(two.pid)]));
  primary.stdin.end();
  assert.deepEqual(await said(), [0, 0], 'both have drained');
});
