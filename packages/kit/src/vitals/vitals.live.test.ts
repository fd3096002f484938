import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { Pool } from 'tarn';
import { until } from '../../../doctor/src/lab/until.ts';
import { portOf, stall } from '../../test/listen-servers.ts';
import { listen } from '../listen/mod.ts';
import { socketPool } from '../pool/mod.ts';
import { vitals } from './mod.ts';

const HERE = { host: '127.0.0.1', port: 0 } as const;

test('vitals() tells how listeners, sockets and pools stand', async () => {
  await using web = await listen(net.createServer(), { ...HERE, backlog: 60 });
  const port = portOf(web.address);
  await using pool = socketPool(Pool, { connect: { port, host: '127.0.0.1' } });
  const offloaded = {
    running: 1,
    queued: 2,
    pausedStreams: 3,
    done: 4,
    failed: 5,
    canceled: 6,
    refused: 7,
  };
  using monitor = vitals({
    listeners: { web },
    pools: { db: pool },
    offloads: { hash: { counters: () => offloaded } },
  });
  const before = await monitor.read();
  using _ = await pool.acquire();
  await until('the connection to be accepted', () => web.counters().open === 1);
  const now = await monitor.read();
  assert.partialDeepStrictEqual(now.listeners['web'], {
    waiting: 0,
    backlog: 60,
    open: 1,
    accepted: 1,
  });
  assert.partialDeepStrictEqual(now.pools['db'], { created: 1, open: 1 });
  assert.equal(now.sockets?.listen, 1);
  assert.equal(
    (now.sockets?.established ?? 0) - (before.sockets?.established ?? 0),
    2,
    'both ends',
  );
  const text = await monitor.prometheus();
  for (const line of [
    'tcpdoctor_kit_listener_waiting_connections{listener="web"} 0',
    'tcpdoctor_kit_listener_backlog_connections{listener="web"} 60',
    'tcpdoctor_kit_listener_shed_requests_total{listener="web",reason="late"} 0',
    'tcpdoctor_kit_pool_created_connections_total{pool="db"} 1',
    'tcpdoctor_kit_pool_closed_connections_total{pool="db",by="us"} 0',
    'tcpdoctor_kit_offload_tasks_total{offload="hash",outcome="refused"} 7',
    'tcpdoctor_kit_sockets{state="listen"} 1',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line}\nis not in\n${text}`);
  }
  const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  assert.equal(new Set(names).size, names.length, 'each name once');
  for (const name of names) assert.match(name ?? '', /^tcpdoctor_kit_[a-z_]+$/);
});

/** Connected by the kernel while our event loop does not run, so that nobody accepts them. */
function knock(count: number, port: number, host: string): void {
  const program = `require('node:net').connect(${port}, '${host}', () => process.exit(0));`;
  for (let n = 0; n < count; n += 1) {
    assert.equal(spawnSync(process.execPath, ['-e', program]).status, 0);
  }
}

test('vitals() sees who waits in the accept queue', async () => {
  await using web = await listen(net.createServer(), { ...HERE, backlog: 60 });
  using monitor = vitals({ listeners: { web }, sockets: false });
  knock(3, portOf(web.address), HERE.host);
  const { listeners, sockets } = await monitor.read();
  assert.equal(listeners['web']?.waiting, 3);
  assert.equal(sockets, undefined);
});

test('vitals() tells the queues of two listeners on one port apart', async () => {
  await using one = await listen(net.createServer(), HERE);
  const port = portOf(one.address);
  await using two = await listen(net.createServer(), { port, host: '127.0.0.2' });
  using monitor = vitals({ listeners: { one, two }, sockets: false });
  knock(2, port, '127.0.0.2');
  const { listeners } = await monitor.read();
  assert.deepEqual([listeners['one']?.waiting, listeners['two']?.waiting], [0, 2]);
});

test('vitals() tells nothing of the queue of another process on the port of a closed listener', async (t) => {
  const web = await listen(net.createServer(), HERE);
  const port = portOf(web.address);
  using monitor = vitals({ listeners: { web }, sockets: false });
  assert.equal((await monitor.read()).listeners['web']?.waiting, 0);
  await web.close();
  const program = `require('node:net').createServer().listen(${port}, '127.0.0.1', () => console.log());`;
  const other = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => other.kill());
  await once(other.stdout, 'data');
  assert.equal((await monitor.read()).listeners['web']?.waiting, undefined);
});

test('vitals() tells a stall of the event loop, and when it is over', async () => {
  using monitor = vitals({ sockets: false });
  const calmly = { everyMs: 100 };
  const seen = async (): Promise<boolean> => {
    stall(200);
    const { maxMs = 0, busyRatio } = (await monitor.read()).eventLoop;
    return maxMs > 150 && maxMs < 2_000 && busyRatio > 0.3;
  };
  await until('a stall to be seen', seen, calmly);
  const isQuiet = async (): Promise<boolean> =>
    ((await monitor.read()).eventLoop.maxMs ?? Infinity) < 100;
  await until('quiet', isQuiet, calmly);
});

test('vitals() does not keep the process alive', () => {
  const program = `import { vitals } from ${JSON.stringify(import.meta.resolve('./mod.ts'))}; vitals();`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    timeout: 10_000,
  });
  assert.equal(status, 0);
});

test('vitals() tells nothing of the queue of a Unix socket', async () => {
  const path = `\0tcpdoctor-kit-${process.pid}`;
  await using local = await listen(net.createServer(), { path });
  using monitor = vitals({ listeners: { local }, sockets: false });
  assert.equal((await monitor.read()).listeners['local']?.waiting, undefined);
  assert.ok(!(await monitor.prometheus()).includes('listener_waiting_connections'));
  const client = net.connect(path);
  await once(client, 'connect');
  client.destroy();
});
