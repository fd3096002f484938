/**
 * Handshakes that find the accept queue full at their last step.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilCounted } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'accept-reset-race';
const ABORT = 'net.ipv4.tcp_abort_on_overflow';
/** Handshakes are under way long enough to overtake the server. */
export const LINK = { delayMs: 50 };

/** What may differ from the fault. */
interface Race {
  /** @default 20 */
  readonly acceptPerSec?: number;
  /** @default 32 */
  readonly backlog?: number;
  /** How long clients come, ms. @default 60_000 */
  readonly forMs?: number;
  /** How long each of them waits, ms. @default 4_000 */
  readonly timeoutMs?: number;
}

/** 60 a second come to a server that accepts 20 a second: the queue is full, and always about to be. */
export async function raceForPlaces(stage: Stage, race: Race = {}) {
  const { acceptPerSec = 20, backlog = 32, forMs = 60_000, timeoutMs = 4_000 } = race;
  const { server, client, to } = await pair(stage);
  const { listener } = await server.listen({ port: 80, backlog });
  const { activity } = await server.serve({ listener, acceptPerSec, closeAfter: 'accept' });
  const load = await client.load({
    to,
    port: 80,
    connectionsPerSec: 60,
    forMs,
    responseBytes: 1,
    timeoutMs,
  });
  return { server, client, activity, load };
}

/** Races with and without resets, the twin, and a program that resets of its own accord. */
export const acceptResetRace: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    link: LINK,
    story: {
      en: 'With tcp_abort_on_overflow=1 clients of an overloaded server connect and are reset at once.',
      ko: 'tcp_abort_on_overflow=1이어서, 과부하된 서버의 클라이언트가 연결되자마자 리셋됩니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [ABORT]: 1 });
      await raceForPlaces(stage);
      await untilCounted(stage, 'EmbryonicRsts', 5);
    },
    expect: { server: ['accept-queue-overflow', RULE], client: [] },
  },
  {
    id: 'accept-reset-race-silent',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    link: LINK,
    story: {
      en: 'The same race without that setting: clients believe to be connected and see SYN-ACKs again and again. The full queue is the cause.',
      ko: '같은 경합이지만 그 설정이 없습니다. 클라이언트는 연결된 줄 알고 SYN-ACK를 반복해서 받습니다. 원인은 가득 찬 큐입니다.',
    },
    async play(stage) {
      await raceForPlaces(stage);
      await until('clients to see a SYN-ACK twice', async () => {
        const counters = await stage.counters('client');
        return (counters['TcpExt.TCPSYNChallenge'] ?? 0n) >= 5n;
      });
    },
    expect: { server: ['accept-queue-overflow'], client: [] },
  },
  {
    id: 'accept-reset-race-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    link: LINK,
    story: {
      en: 'The same clients and settings; the server accepts faster than they come.',
      ko: '같은 클라이언트와 설정이지만 서버가 들어오는 속도보다 빠르게 accept합니다.',
    },
    async play(stage) {
      await stage.sysctl('server', { [ABORT]: 1 });
      const { server, activity } = await raceForPlaces(stage, { acceptPerSec: 400 });
      await until('20 to be accepted', async () => {
        const { counts } = await server.report({ activity });
        return (counts['accepted'] ?? 0) >= 20;
      });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'application-resets',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'A program closes every connection with a reset right after accept(); no queue is full.',
      ko: '프로그램이 accept() 직후 모든 연결을 리셋으로 닫습니다. 가득 찬 큐는 없습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener, closeAfter: 'accept', options: { linger0: true } });
      await client.load({ to, port: 80, connectionsPerSec: 30, forMs: 60_000, responseBytes: 1 });
      await until('resets', async () => {
        const counters = await stage.counters('server');
        return (counters['Tcp.OutRsts'] ?? 0n) >= 10n;
      });
    },
    expect: { server: ['linger-reset'], client: [] },
  },
];
