/**
 * SYNs arrive, their answers do not.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'synack-lost';
const CLIENTS = 12;
/** Answers from port 80 are lost on the way back; SYNs get through. */
export const RETURN_PATH = ['tcp sport 80 drop'];

/** 12 clients of a server, who wait 200 ms for an answer. */
export async function clientsTo(stage: Stage, backlog = 128) {
  const cast = await pair(stage);
  const { listener } = await cast.server.listen({ port: 80, backlog });
  await cast.server.serve({ listener });
  const { ok } = await cast.client.connect({
    to: cast.to,
    port: 80,
    count: CLIENTS,
    timeoutMs: 200,
  });
  return { ...cast, ok };
}

/** Waits until so many SYN-ACKs have been sent again. */
export const untilRepeated = (stage: Stage, least: number): Promise<unknown> =>
  until('SYN-ACKs to be repeated', async () => {
    const counters = await stage.counters('server');
    return (counters['TcpExt.TCPSynRetrans'] ?? 0n) >= BigInt(least);
  });

/** A return path that drops, one that does not, and a scanner. */
export const synackLost: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'SYNs reach the server, its SYN-ACKs are dropped on the way back: both sides try again and again.',
      ko: 'SYN은 서버에 도착하지만 SYN-ACK가 돌아오는 길에 버려집니다. 양쪽 모두 계속 재전송합니다.',
    },
    async play(stage) {
      await stage.nft('client', RETURN_PATH);
      await clientsTo(stage);
      await untilRepeated(stage, CLIENTS);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'synack-lost-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same clients; answers come back.',
      ko: '같은 클라이언트이며, 응답이 정상적으로 돌아옵니다.',
    },
    async play(stage) {
      const { ok } = await clientsTo(stage);
      if (ok !== CLIENTS) throw new Error(`Cannot stage the crowd: ${ok} of ${CLIENTS} connected`);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'synack-lost-scanner',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: 'A scanner leaves two handshakes half open; clients connect as ever.',
      ko: '스캐너가 핸드셰이크 2건을 끝내지 않고 남겨 두었고, 클라이언트는 평소처럼 연결됩니다.',
    },
    async play(stage) {
      const { client, to } = await clientsTo(stage);
      for (const sourcePort of [40_001, 40_002]) {
        await client.handshake({ to, port: 80, sourcePort, complete: false });
      }
      await untilRepeated(stage, 1);
    },
    expect: { server: [], client: [] },
  },
];
