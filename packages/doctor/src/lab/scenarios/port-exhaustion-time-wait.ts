/**
 * TIME_WAIT fills the ephemeral ports of a client that closes first; and the same load where the
 * server closes first.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { narrowRange, PORTS } from './narrow-range.ts';

/** A server that answers, and a client with 64 ports that asks 200 times a second. */
async function ask(stage: Stage, closesFirst: 'client' | 'server'): Promise<void> {
  await narrowRange(stage);
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  const { listener } = await server.listen({ port: 80, backlog: 512 });
  const byServer = closesFirst === 'server' ? { closeAfter: 'request' as const } : {};
  await server.serve({ listener, requestBytes: 100, reply: { bytes: 1_000 }, ...byServer });
  const { activity } = await client.load({
    to: stage.server.address,
    port: 80,
    connectionsPerSec: 200,
    forMs: 60_000,
    requestBytes: 100,
    responseBytes: 1_000,
    closeFirst: closesFirst === 'client',
  });
  await until(
    '64 requests',
    async () => ((await client.report({ activity })).counts['ok'] ?? 0) >= PORTS,
  );
}

/** Ports full of TIME_WAIT, and its twin. */
export const portExhaustionTimeWait: readonly Scenario[] = [
  {
    id: 'port-exhaustion-time-wait',
    rule: 'port-exhaustion-time-wait',
    kind: 'fault',
    families: ['ipv4', 'ipv6'],
    story: {
      en: 'A client with 64 ephemeral ports closes first; each port stays in TIME_WAIT for a minute.',
      ko: '임시 포트가 64개인 클라이언트가 먼저 연결을 닫아, 포트마다 1분간 TIME_WAIT로 남습니다.',
    },
    async play(stage) {
      await ask(stage, 'client');
      await until(
        'the ports to be full',
        async () => (await stage.states('client')).timeWait >= PORTS,
      );
    },
    expect: { client: ['port-exhaustion-time-wait'], server: [] },
  },
  {
    id: 'port-exhaustion-time-wait-twin',
    rule: 'port-exhaustion-time-wait',
    kind: 'twin',
    of: 'port-exhaustion-time-wait',
    families: ['ipv4', 'ipv6'],
    story: {
      en: 'The same load with 64 ports; the server closes first and TIME_WAIT is on its side.',
      ko: '포트 64개, 같은 부하이지만 서버가 먼저 닫아 TIME_WAIT가 서버 쪽에 남습니다.',
    },
    play: (stage) => ask(stage, 'server'),
    expect: { client: [], server: [] },
    allow: { server: ['time-wait-harmless'] },
  },
];
