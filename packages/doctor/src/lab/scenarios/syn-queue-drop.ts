/**
 * SYNs dropped because cookies are off, and a setting that is ignored while they are on.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilCounted } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'syn-queue-drop';
const COOKIES = 'net.ipv4.tcp_syncookies';
const MAX_SYN_BACKLOG = 'net.ipv4.tcp_max_syn_backlog';

/** A server that serves, 5 clients a second, and SYNs from addresses nobody has. */
async function flooded(stage: Stage, backlog: number, flood: { count: number; perSec: number }) {
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog });
  await server.serve({ listener });
  await client.load({ to, port: 80, connectionsPerSec: 5, forMs: 60_000, timeoutMs: 4_000 });
  if (flood.count > 0) await client.flood({ to, port: 80, ...flood });
}

/** Drops by a full queue and by three quarters of tcp_max_syn_backlog; without flood; with cookies. */
export const synQueueDrop: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Cookies are off, and 300 forged SYNs a second fill a backlog of 64: real clients are dropped.',
      ko: 'SYN 쿠키가 꺼져 있고 위조된 SYN이 초당 300개씩 백로그 64를 채웁니다. 실제 클라이언트의 SYN이 버려집니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [COOKIES]: 0 });
      await flooded(stage, 64, { count: 18_000, perSec: 300 });
      await untilCounted(stage, 'TCPReqQFullDrop', 50);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'syn-queue-drop-silent',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Cookies are off and tcp_max_syn_backlog is 64: the kernel drops from 49 half-open handshakes on, with no counter but ListenDrops.',
      ko: 'SYN 쿠키가 꺼져 있고 tcp_max_syn_backlog가 64입니다. 끝나지 않은 핸드셰이크가 49건이 되면 커널이 ListenDrops 외에는 아무 기록 없이 SYN을 버립니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [COOKIES]: 0, [MAX_SYN_BACKLOG]: 64 });
      await flooded(stage, 1_024, { count: 18_000, perSec: 300 });
      await untilCounted(stage, 'ListenDrops', 50);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'syn-queue-drop-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'Cookies are off, and nobody floods.',
      ko: 'SYN 쿠키가 꺼져 있지만 공격은 없습니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [COOKIES]: 0 });
      await flooded(stage, 64, { count: 0, perSec: 0 });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'syn-backlog-ignored',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'tcp_max_syn_backlog is 16 and 200 handshakes are half open; cookies are on, so the setting is ignored and nothing is dropped.',
      ko: 'tcp_max_syn_backlog는 16이고 끝나지 않은 핸드셰이크가 200건입니다. SYN 쿠키가 켜져 있어 이 설정은 무시되고 버려지는 SYN은 없습니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [COOKIES]: 1, [MAX_SYN_BACKLOG]: 16 });
      await flooded(stage, 1_024, { count: 200, perSec: 1_000 });
      await until(
        '200 half-open handshakes',
        async () => (await stage.states('server')).synRecv >= 200,
      );
    },
    expect: { server: [], client: [] },
  },
];
