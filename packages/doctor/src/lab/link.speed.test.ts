import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link } from './link.ts';
import { needs } from './needs.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import { until } from './until.ts';
import type { Actor } from './spawn-actor.ts';

const FAMILIES = ['ipv4', 'ipv6'] as const;
const NEEDS = needs('root', 'ip', 'tun');
/** What "right" means for delay and rate. */
const TOLERANCE = 0.05;

interface Pair {
  readonly stage: Stage;
  readonly server: Actor;
  readonly client: Actor;
  readonly listener: number;
}

async function onLink(
  family: 'ipv4' | 'ipv6',
  link: Link,
  work: (pair: Pair) => Promise<void>,
): Promise<void> {
  await using stage = await openStage({ family, link });
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener } = await server.listen({ port: 80, backlog: 100 });
  await work({ stage, server, client, listener });
}

for (const family of FAMILIES) {
  test(`a link delays by what it says, ${family}`, NEEDS, () =>
    onLink(family, { delayMs: 25 }, async ({ stage, client }) => {
      // One after the other; the fastest is the one the machine itself did not hold up.
      const to = stage.server.address;
      const { connectMs } = await client.connect({ to, port: 80, count: 30, inFlight: 1 });
      assert.ok(connectMs.min >= 50, `${connectMs.min} ms`);
      assert.ok(connectMs.min <= 50 * (1 + TOLERANCE), `${connectMs.min} ms`);
    }),
  );

  test(`a link carries the rate it says, ${family}`, { ...NEEDS, timeout: 60_000 }, () =>
    onLink(
      family,
      { delayMs: 2, bitsPerSec: 50e6 },
      async ({ stage, server, client, listener }) => {
        const { activity } = await server.serve({ listener });
        // Reno keeps the queue filled, so that what arrives is what the link carries (bbr pauses to probe).
        const to = stage.server.address;
        const { sockets } = await client.connect({ to, port: 80, congestion: 'reno' });
        const [socket = -1] = sockets;
        await client.stream({ socket });
        const read = async () => ({
          bytes: (await server.report({ activity })).counts['bytesRead'] ?? 0,
          atMs: performance.now(),
        });
        const reached = (bytes: number) =>
          until(
            `${bytes} bytes`,
            async () => ((await read()).bytes >= bytes ? read() : undefined),
            {
              deadlineMs: 30_000,
            },
          );
        const start = await reached(5e6);
        const end = await reached(start.bytes + 10e6);
        const goodput = ((end.bytes - start.bytes) * 8_000) / (end.atMs - start.atMs);
        // 1,500 bytes of IP carry 1,448 of data over IPv4, 1,428 over IPv6 (timestamps on).
        const rate = (goodput * 1_500) / (family === 'ipv4' ? 1_448 : 1_428);
        assert.ok(Math.abs(rate / 50e6 - 1) <= TOLERANCE, `${(rate / 1e6).toFixed(1)} Mbit/s`);
      },
    ),
  );
}

test('a link loses the share it says, and says what it lost', NEEDS, () =>
  onLink('ipv4', { lossRatio: 0.2, seed: 7 }, async ({ stage, client }) => {
    const { activity } = await client.flood({
      to: stage.server.address,
      port: 80,
      count: 3_000,
      perSec: 20_000,
    });
    await client.finish({ activity });
    const { fromClient } = await until('all packets', async () => {
      const stats = await stage.relink({ lossRatio: 0.2 });
      return stats.fromClient.packets >= 3_000 ? stats : undefined;
    });
    const share = fromClient.randomDrops / fromClient.packets;
    assert.ok(Math.abs(share - 0.2) < 0.03, `${share}`); // four standard deviations of 3,000 draws
  }),
);

test('a link with a hole swallows long packets only', NEEDS, () =>
  onLink('ipv4', { mtuHoleBytes: 1_200 }, async ({ stage, server, client, listener }) => {
    const { sockets } = await client.connect({ to: stage.server.address, port: 80 });
    const accepted = await server.accept({ listener, max: 1, timeoutMs: 1_000 });
    await client.send({ sockets, bytes: 300 });
    const small = await server.recv({ sockets: accepted.sockets, max: 300, timeoutMs: 1_000 });
    assert.equal(small.bytes, 300);
    await client.send({ sockets, bytes: 80_000 });
    await until('a long packet to vanish', async () => {
      const stats = await stage.relink({ mtuHoleBytes: 1_200 });
      return stats.fromClient.holeDrops > 0;
    });
    // Full segments only: Nagle may let the short tail through, which cannot be delivered in order.
    const big = await server.recv({ sockets: accepted.sockets, max: 80_000, timeoutMs: 300 });
    assert.equal(big.bytes, 0);
  }),
);

test('a link lets the share it says overtake, and loses none of it', NEEDS, () =>
  onLink(
    'ipv4',
    { delayMs: 10, reorderRatio: 0.1 },
    async ({ stage, server, client, listener }) => {
      const { activity } = await server.serve({ listener });
      const { sockets } = await client.connect({ to: stage.server.address, port: 80 });
      const [socket = -1] = sockets;
      await client.stream({ socket, totalBytes: 3_000_000 });
      await until('all bytes', async () => {
        const { counts } = await server.report({ activity });
        return (counts['bytesRead'] ?? 0) >= 3_000_000;
      });
      const { fromClient } = await stage.relink({ delayMs: 10 });
      // netem does not count them; of the emulator's there are about 2,100 packets.
      const share = (fromClient.overtaking ?? 0.1 * fromClient.packets) / fromClient.packets;
      assert.ok(Math.abs(share - 0.1) < 0.05, `${share}`);
      assert.equal(fromClient.randomDrops + fromClient.tailDrops, 0);
      const { 'TcpExt.TCPOFOQueue': outOfOrder = 0n } = await stage.counters('server');
      assert.ok(outOfOrder > 0n, 'the receiver saw segments out of order');
    },
  ),
);

test('a link without a rate carries 400 Mbit/s of 1,500-byte packets', NEEDS, () =>
  onLink('ipv4', { delayMs: 1 }, async ({ stage, server, client, listener }) => {
    const { activity } = await server.serve({ listener });
    const { sockets } = await client.connect({ to: stage.server.address, port: 80 });
    const [socket = -1] = sockets;
    await client.stream({ socket });
    const bytesRead = async () => (await server.report({ activity })).counts['bytesRead'] ?? 0;
    // The best of some stretches: others may need the CPUs at times, the link must be able to.
    const mbits = await until(
      '400 Mbit/s',
      async () => {
        const [atMs, before] = [performance.now(), await bytesRead()];
        const after = await until('10 MB more', async () => {
          const bytes = await bytesRead();
          return bytes >= before + 10e6 ? bytes : undefined;
        });
        const rate = ((after - before) * 8) / (performance.now() - atMs) / 1_000;
        return rate >= 400 ? rate : undefined;
      },
      { deadlineMs: 20_000 },
    );
    assert.ok(mbits >= 400);
  }),
);

test('relink() changes a link that is up', NEEDS, () =>
  onLink('ipv4', {}, async ({ stage, client }) => {
    await stage.relink({ delayMs: 20 });
    const { connectMs } = await client.connect({
      to: stage.server.address,
      port: 80,
      count: 5,
      inFlight: 1,
    });
    assert.ok(connectMs.min >= 40, `${connectMs.min} ms`);
  }),
);
