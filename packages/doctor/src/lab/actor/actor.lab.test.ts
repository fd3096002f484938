import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../needs.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import { openStage } from '../stage.ts';
import { until } from '../until.ts';
import type { ConnectArgs, ListenArgs, ServeArgs } from './ops.ts';

const NEEDS = needs('root', 'ip');
const FAMILIES = ['ipv4', 'ipv6'] as const;

interface Cast {
  readonly stage: Stage;
  readonly server: Actor;
  readonly client: Actor;
  readonly to: string;
  readonly listen: (more?: Partial<ListenArgs>) => Promise<number>;
  readonly serve: (more?: Partial<ServeArgs>) => Promise<number>;
  readonly connect: (more?: Partial<ConnectArgs>) => Promise<readonly number[]>;
}

/** Opens a stage with one actor on each side and plays `act` on it. */
async function onStage(family: 'ipv4' | 'ipv6', act: (cast: Cast) => Promise<void>): Promise<void> {
  await using stage = await openStage({ family });
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const to = stage.server.address;
  const listen = async (more: Partial<ListenArgs> = {}) =>
    (await server.listen({ port: 80, backlog: 100, ...more })).listener;
  await act({
    stage,
    server,
    client,
    to,
    listen,
    serve: async (more = {}) =>
      (await server.serve({ listener: await listen(), ...more })).activity,
    connect: async (more = {}) => (await client.connect({ to, port: 80, ...more })).sockets,
  });
}

const play = (what: string, act: (cast: Cast) => Promise<void>): void => {
  for (const family of FAMILIES) test(`${what}, ${family}`, NEEDS, () => onStage(family, act));
};

play('listen() refuses a port that is taken', async ({ listen }) => {
  await listen();
  await assert.rejects(listen(), { code: 'EADDRINUSE' });
});

play('listen() with reuseport shares a port', async ({ listen }) => {
  await listen({ reuseport: true });
  await listen({ reuseport: true });
});

play('connect() counts who refuses and who is silent', async ({ client, to }) => {
  const refused = await client.connect({ to, port: 81, count: 3 });
  assert.deepEqual([refused.ok, refused.pending, refused.failed], [0, 0, { ECONNREFUSED: 3 }]);
});

play('connect() uses the source it is told', async ({ client, listen, connect, stage }) => {
  await listen();
  const sockets = await connect({ sourcePort: 5_001, bindAddress: stage.client.address, count: 2 });
  const ports = (await client.inspect({ sockets })).sockets.map((each) => each.localPort);
  assert.deepEqual(ports, [5_001, 5_002]);
});

play('send() and recv() carry bytes; close() is seen as the end', async (cast) => {
  const { server, client, listen, connect } = cast;
  const listener = await listen();
  const sockets = await connect({ count: 2 });
  const peers = await server.accept({ listener, max: 2, timeoutMs: 1_000 });
  assert.deepEqual(await server.recv({ sockets: peers.sockets, max: 10 }), {
    ok: 0,
    failed: { EAGAIN: 2 },
    bytes: 0,
    eof: 0,
  });
  assert.equal((await client.send({ sockets, bytes: 700 })).bytes, 1_400);
  const read = await server.recv({ sockets: peers.sockets, max: 700, timeoutMs: 1_000 });
  assert.deepEqual([read.bytes, read.ok], [1_400, 2]);
  await client.close({ sockets });
  assert.equal((await server.recv({ sockets: peers.sockets, max: 1, timeoutMs: 1_000 })).eof, 2);
});

play('close() with linger0 resets', async ({ server, client, listen, connect }) => {
  const listener = await listen();
  const sockets = await connect();
  const peers = await server.accept({ listener, max: 1, timeoutMs: 1_000 });
  await client.close({ sockets, linger0: true });
  const { failed } = await server.recv({ sockets: peers.sockets, max: 1, timeoutMs: 1_000 });
  assert.deepEqual(failed, { ECONNRESET: 1 });
});

play('an actor only touches sockets it holds', async ({ client }) => {
  await assert.rejects(client.send({ sockets: [0], bytes: 1 }), { code: 'EBADF' });
});

play('serve() answers; load() counts and times', async ({ server, client, serve, to }) => {
  const served = await serve({ requestBytes: 100, reply: { bytes: 5_000, afterMs: 30 } });
  const { activity } = await client.load({
    to,
    port: 80,
    concurrency: 4,
    count: 40,
    requests: 2,
    requestBytes: 100,
    responseBytes: 5_000,
  });
  const { counts, errors, spreads } = await client.finish({ activity });
  assert.deepEqual([counts['ok'], errors], [40, {}]);
  assert.equal(spreads['requestMs']?.count, 80);
  assert.ok((spreads['requestMs']?.min ?? 0) >= 29, 'the reply waits 30 ms');
  const report = await server.report({ activity: served });
  assert.deepEqual([report.counts['requests'], report.counts['bytesSent']], [80, 400_000]);
});

play('load() keeps its pace', async ({ client, serve, to }) => {
  await serve();
  const { activity } = await client.load({ to, port: 80, connectionsPerSec: 200, forMs: 1_000 });
  const { counts } = await client.finish({ activity });
  assert.ok((counts['ok'] ?? 0) > 150 && (counts['ok'] ?? 0) <= 201, `${counts['ok']}`);
});

play(
  'load() with a time ends in the middle of a connection',
  async ({ server, client, serve, to }) => {
    const activity = await serve({ requestBytes: 100, reply: { bytes: 100 } });
    const ask = {
      requestBytes: 100,
      responseBytes: 100,
      requests: 1_000_000_000,
      timeoutMs: 60_000,
    };
    const load = await client.load({ to, port: 80, concurrency: 2, forMs: 200, ...ask });
    const { running, counts, errors } = await client.finish({ ...load, timeoutMs: 5_000 });
    assert.deepEqual([running, counts, errors], [false, { ok: 2 }, {}]);
    assert.ok(((await server.report({ activity })).counts['requests'] ?? 0) > 10);
  },
);

play('serve() accepts at the rate it is told', async ({ server, client, listen, to }) => {
  const { activity } = await server.serve({ listener: await listen(), acceptPerSec: 50 });
  const startedAt = performance.now();
  await client.connect({ to, port: 80, count: 60 });
  await until('30 to be accepted', async () => {
    const { counts } = await server.report({ activity });
    return (counts['accepted'] ?? 0) >= 30;
  });
  assert.ok(performance.now() - startedAt >= 500, '30 at 50 per second take 600 ms');
});

play(
  'serve() that keeps at the end leaves CLOSE_WAIT',
  async ({ stage, client, serve, connect }) => {
    await serve({ onEof: 'keep' });
    await client.close({ sockets: await connect({ count: 5 }) });
    await until('CLOSE_WAIT', async () => (await stage.states('server')).closeWait === 5);
    await until('FIN_WAIT2', async () => (await stage.states('client')).finWait2 === 5);
  },
);

play('serve() that closes first keeps TIME_WAIT', async ({ stage, client, serve, to }) => {
  await serve({ closeAfter: 'request' });
  const load = { to, port: 80, concurrency: 2, count: 10, requestBytes: 10, closeFirst: false };
  const { counts } = await client.finish(await client.load(load));
  assert.equal(counts['ok'], 10);
  await until('TIME_WAIT', async () => (await stage.states('server')).timeWait === 10);
});

play('serve() that reads nothing fills the sender', async ({ stage, client, serve, connect }) => {
  await serve({ read: 'none' });
  const [socket = -1] = await connect();
  await client.stream({ socket });
  await until('both queues to fill', async () => {
    const unread = (await stage.sockets('server')).some((row) => row.recvQueue > 60_000);
    const unsent = (await stage.sockets('client')).some((row) => row.sendQueue > 60_000);
    return unread && unsent;
  });
});

play('serve() reads at the rate it is told', async ({ server, client, serve, connect }) => {
  const activity = await serve({ read: 100_000 });
  const [socket = -1] = await connect();
  const startedAt = performance.now();
  await client.stream({ socket });
  await until('100,000 bytes', async () => {
    const { counts } = await server.report({ activity });
    return (counts['bytesRead'] ?? 0) >= 100_000;
  });
  assert.ok(performance.now() - startedAt >= 900, '100,000 at 100,000 per second take a second');
});

play('serve() with one worker reads a request when it is done with the last', async (cast) => {
  const { client, serve, connect } = cast;
  await serve({ requestBytes: 100, reply: { bytes: 10, afterMs: 200 }, workers: 1 });
  const sockets = await connect({ count: 3 });
  const since = performance.now();
  await client.send({ sockets, bytes: 100 });
  const { bytes } = await client.recv({ sockets, max: 10, timeoutMs: 5_000 });
  assert.equal(bytes, 30);
  assert.ok(performance.now() - since >= 590, 'three times 200 ms, one after the other');
});

play('stream() gives up on a peer that takes nothing', async (cast) => {
  const { stage, client, serve, connect } = cast;
  await serve({ read: 'none' });
  const [socket = -1] = await connect();
  const { errors } = await client.finish(await client.stream({ socket, stallMs: 200 }));
  assert.deepEqual(errors, { TIMEOUT: 1 });
  await until('the reset', async () => (await stage.states('server')).established === 0);
});

play('stream() gathers whole chunks', async ({ server, client, listen, connect }) => {
  const listener = await listen();
  const [socket = -1] = await connect();
  const { sockets } = await server.accept({ listener, max: 1, timeoutMs: 1_000 });
  await client.stream({ socket, bytesPerSec: 10_000, chunkBytes: 2_000, wholeChunks: true });
  const { bytes } = await server.recv({ sockets, max: 1, timeoutMs: 2_000 });
  assert.equal(bytes, 1);
  assert.equal((await server.recv({ sockets, max: 100_000 })).bytes, 1_999);
});

play('a socket keeps to SO_MAX_PACING_RATE', async ({ server, client, serve, connect }) => {
  const activity = await serve();
  const [socket = -1] = await connect({ maxPacingBytesPerSec: 200_000 });
  const since = performance.now();
  await client.stream({ socket });
  await until('200 KB', async () => {
    const { counts } = await server.report({ activity });
    return (counts['bytesRead'] ?? 0) >= 200_000;
  });
  assert.ok(performance.now() - since >= 500, 'the first few segments go out at once');
});

play('stream() and sink() move what they are told', async ({ server, client, listen, connect }) => {
  const listener = await listen();
  const [socket = -1] = await connect();
  const peers = await server.accept({ listener, max: 1, timeoutMs: 1_000 });
  const sink = await server.sink({ sockets: peers.sockets });
  await client.finish(await client.stream({ socket, totalBytes: 3_000_000 }));
  await until(
    'all bytes',
    async () => (await server.report(sink)).counts['bytesRead'] === 3_000_000,
  );
});

play('write, write, read waits for the delayed ACK, not with TCP_NODELAY', async (cast) => {
  const { client, serve, connect } = cast;
  await serve({ requestBytes: 200, reply: { bytes: 50 } });
  const p50 = async (nodelay: boolean): Promise<number> => {
    const [socket = -1] = await connect({ nodelay });
    const writeWriteRead = { first: 100, second: 100, replyBytes: 50 };
    const wwr = await client.stream({ socket, writeWriteRead });
    await until('20 exchanges', async () => ((await client.report(wwr)).counts['ok'] ?? 0) >= 20);
    return (await client.halt({ ...wwr, close: true })).spreads['requestMs']?.p50 ?? -1;
  };
  const slow = await p50(false);
  const fast = await p50(true);
  assert.ok(slow >= 39 && slow < 80, `${slow} ms`); // TCP_DELACK_MIN is 40 ms
  assert.ok(fast < 20, `${fast} ms`);
});

play('flood() leaves half-open connections', async ({ stage, client, listen, to }) => {
  await listen({ backlog: 1_000 });
  const { activity } = await client.flood({ to, port: 80, count: 300, perSec: 3_000 });
  assert.equal((await client.finish({ activity })).counts['sent'], 300);
  await until('300 in SYN_RECV', async () => (await stage.states('server')).synRecv === 300);
});

play('handshake() and segment() speak TCP, and old timestamps are dropped', async (cast) => {
  const { stage, server, client, listen, to } = cast;
  const listener = await listen();
  const { flow } = await client.handshake({ to, port: 80, sourcePort: 5_000 });
  assert.ok(flow !== undefined);
  const peers = await server.accept({ listener, max: 1, timeoutMs: 1_000 });
  const rejected = async () => (await stage.counters('server'))['TcpExt.PAWSEstab'];
  assert.deepEqual((await client.segment({ flow, bytes: 10 })).replies, ['A']);
  assert.equal(await rejected(), 0n);
  await client.segment({ flow, bytes: 10, tsVal: 5 });
  assert.equal(await rejected(), 1n);
  const { bytes } = await server.recv({ sockets: peers.sockets, max: 100, timeoutMs: 100 });
  assert.equal(bytes, 10, 'only the good segment arrived');
});

play('close() with a linger waits for a peer that takes nothing', async (cast) => {
  const { server, stage, listen, connect } = cast;
  const listener = await listen();
  const clients = await connect({ rcvbuf: 2_048 });
  assert.equal(clients.length, 1);
  const { sockets } = await server.accept({ listener, max: 1, timeoutMs: 1_000 });
  await server.send({ sockets, bytes: 100_000 });
  await server.setsockopt({ sockets, options: { lingerS: 1 } });
  const startedAt = performance.now();
  await server.close({ sockets });
  assert.ok(performance.now() - startedAt >= 900, 'close() took its second');
  const rows = await stage.sockets('server');
  assert.ok(rows.some(({ state, inode }) => state === 'finWait1' && inode === 0));
});

test('track() fills the table with entries that stay', needs('root', 'ip', 'nft'), async () => {
  for (const family of FAMILIES) {
    await onStage(family, async ({ stage, server, to }) => {
      const rule = ['ct state established accept'];
      await stage.nft('server', rule);
      await server.track({ to, port: 80, count: 1_001, timeoutS: 60 });
      const entries = await stage.readSysctl('server', 'net.netfilter.nf_conntrack_count');
      assert.equal(Number(entries), 1_001);
    });
  }
});

play('limitFds() makes accept() fail with EMFILE, and stops when raised', async (cast) => {
  const { server, listen, connect } = cast;
  const listener = await listen();
  const { limit } = await server.limitFds({ spare: 3 });
  const { activity } = await server.serve({ listener });
  await connect({ count: 8 });
  await until(
    'EMFILE',
    async () => ((await server.report({ activity })).errors['EMFILE'] ?? 0) > 0,
  );
  assert.equal((await server.report({ activity })).counts['accepted'], 3);
  await server.limitFds({ to: limit + 20 });
  await until('all', async () => (await server.report({ activity })).counts['accepted'] === 8);
});

play('serve() with a descriptor in reserve closes whom it cannot keep, at once', async (cast) => {
  const { server, client, to, listen, connect } = cast;
  const listener = await listen();
  await server.limitFds({ spare: 3 });
  const { activity } = await server.serve({ listener, reserve: true });
  await connect({ count: 2 });
  const turned = { to, port: 80, count: 5, concurrency: 1, responseBytes: 1, timeoutMs: 5_000 };
  const { errors, spreads } = await client.finish(await client.load(turned));
  assert.deepEqual(errors, { EOF: 5 });
  assert.ok((spreads['decidedMs']?.max ?? Infinity) < 4_000, 'told, not timed out');
  const { counts } = await server.report({ activity });
  assert.deepEqual([counts['accepted'], counts['turnedAway']], [2, 5]);
});

play(
  'freeze() hangs a program and resume() lets it go on',
  async ({ server, serve, client, to }) => {
    await serve({ requestBytes: 1, reply: { bytes: 1 } });
    server.freeze();
    const ask = { to, port: 80, count: 1, concurrency: 1, requestBytes: 1, responseBytes: 1 };
    const hung = await client.finish(await client.load({ ...ask, timeoutMs: 200 }));
    assert.deepEqual(hung.errors, { TIMEOUT: 1 });
    server.resume();
    const served = await client.finish(await client.load({ ...ask, timeoutMs: 5_000 }));
    assert.deepEqual(served.counts, { ok: 1 });
  },
);

play('kill() resets nothing by itself: the kernel closes the sockets', async (cast) => {
  const { server, listen, connect, client, stage } = cast;
  await listen();
  await connect();
  await server.kill();
  await assert.rejects(server.status({}), { code: 'SIGKILL' });
  await until('the listener to go', async () => (await stage.states('server')).listen === 0);
  const again = await client.connect({ to: stage.server.address, port: 80 });
  assert.deepEqual(again.failed, { ECONNREFUSED: 1 });
});
