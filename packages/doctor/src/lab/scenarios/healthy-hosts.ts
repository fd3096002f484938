/**
 * Hosts that are well although their numbers look alarming. Nothing of `warning` may be found on them.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import { until } from '../until.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const GIGABIT = 125_000_000;

/** Crowds and totals that frighten people, and are harmless. */
export const healthyHosts: readonly Scenario[] = [
  {
    id: 'healthy-bulk-reader',
    rule: 'receiver-app-slow',
    kind: 'look-alike',
    of: 'receiver-app-slow',
    families: BOTH,
    alone: true,
    story: {
      en: 'A healthy reader takes in 1 Gbit/s; now and then megabytes stand in its Recv-Q for an instant.',
      ko: '정상적인 수신 프로그램이 1 Gbit/s로 읽습니다. 순간적으로 Recv-Q에 수 MB가 쌓이기도 합니다.',
    },
    async play(stage) {
      const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      const reader = await server.serve({ listener, read: 'all' });
      const { sockets } = await client.connect({ to: stage.server.address, port: 80 });
      const [socket] = sockets;
      if (socket === undefined) throw new Error('Cannot connect the bulk flow');
      await client.stream({ socket, bytesPerSec: GIGABIT });
      await until('the flow to be under way', async () => {
        const { counts } = await server.report(reader);
        return (counts['bytesRead'] ?? 0) > GIGABIT / 10;
      });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'idle-with-keepalive',
    rule: 'half-open-risk',
    kind: 'look-alike',
    of: 'half-open-risk',
    families: BOTH,
    story: {
      en: '500 connections stand idle, every one of them with keepalive.',
      ko: '연결 500개가 모두 keepalive를 켠 채 유휴 상태로 있습니다.',
    },
    async play(stage) {
      const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
      const { listener } = await server.listen({ port: 80, backlog: 1_024 });
      await server.serve({ listener, options: { keepalive: true } });
      const to = stage.server.address;
      await client.connect({ to, port: 80, count: 500, keepalive: true });
      await until(
        '500 connections',
        async () => (await stage.states('server')).established === 500,
      );
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'huge-totals',
    rule: 'accept-queue-overflow',
    kind: 'look-alike',
    of: 'accept-queue-overflow',
    families: BOTH,
    story: {
      en: 'The counters hold hundreds of drops, resets and retransmissions from before; now all is well.',
      ko: '예전에 쌓인 드롭, 리셋, 재전송이 카운터에 수백 건 남아 있지만 지금은 정상입니다.',
    },
    async play(stage) {
      const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
      const to = stage.server.address;
      const { listener } = await server.listen({ port: 80, backlog: 2 });
      await client.connect({ to, port: 80, count: 300, timeoutMs: 50, inFlight: 300 });
      await client.connect({ to, port: 9, count: 300 });
      await client.close({ sockets: 'all', linger0: true });
      await server.accept({ listener, max: 10 });
      await server.close({ sockets: 'all' });
      const again = await server.listen({ port: 81, backlog: 128 });
      await server.serve({ listener: again.listener, closeAfter: 'request' });
      await client.load({
        to,
        port: 81,
        connectionsPerSec: 20,
        requestBytes: 100,
        closeFirst: false,
      });
      const counters = await stage.counters('server');
      const dropped = counters['TcpExt.ListenOverflows'] ?? 0n;
      if (dropped < 200n) throw new Error(`Cannot stage the history: ${dropped} drops`);
      await until('the last of the old connections to go', async () => {
        const { synSent, synRecv, closeWait } = await stage.states('client');
        const old = await stage.sockets('server');
        return (
          (synSent ?? 0) + (synRecv ?? 0) + (closeWait ?? 0) === 0 &&
          old.every(({ localPort }) => localPort !== 80)
        );
      });
    },
    expect: { server: [], client: [] },
  },
];
