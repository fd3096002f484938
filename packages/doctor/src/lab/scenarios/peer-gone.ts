/**
 * A peer that has vanished while data was on its way, and silences that prove nothing.
 * @module
 */
import type { SocketOptions } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, openFlow, PORT } from './open-flow.ts';
import { BOTH } from './pair.ts';

const OF = 'peer-gone';
const ANSWER = 1_000;
const KEEPALIVE: SocketOptions = { keepalive: { idleS: 1, intervalS: 1, probes: 9 } };

/** The client's host hears nothing any more. */
const vanish = (stage: Stage): Promise<void> => stage.nft('client', ['meta l4proto tcp drop']);

const repeated = (stage: Stage, times: number): Promise<unknown> =>
  until(
    `${times} retransmissions in vain`,
    async () => (await counted(stage, 'server', 'TcpExt.TCPTimeouts')) >= times,
  );

/**
 * Clients vanish from the network while the server sends each 1000 bytes.
 *
 * @param options Of the server's connections.
 */
export async function vanishWhileSending(
  stage: Stage,
  count: number,
  options?: SocketOptions,
): Promise<void> {
  const { server, accepted } = await openFlow(stage, { count });
  if (options !== undefined) await server.setsockopt({ sockets: accepted, options });
  await server.send({ sockets: accepted, bytes: ANSWER });
  await vanish(stage);
  await server.send({ sockets: accepted, bytes: ANSWER });
}

/** The faults. */
const faults: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A client vanishes from the network while the server sends it 1000 bytes.',
      ko: '서버가 1000바이트를 보내는 동안 클라이언트가 네트워크에서 사라집니다.',
    },
    async play(stage) {
      await vanishWhileSending(stage, 1);
      await repeated(stage, 3);
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: 'server-gone',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'The server vanishes from the network while two clients send to it.',
      ko: '클라이언트 2개가 보내는 동안 서버가 네트워크에서 사라집니다.',
    },
    async play(stage) {
      const { client, connected } = await openFlow(stage, { count: 2 });
      await stage.nft('server', ['meta l4proto tcp drop']);
      await client.send({ sockets: connected, bytes: ANSWER });
      await until(
        'retransmissions in vain',
        async () => (await counted(stage, 'client', 'TcpExt.TCPTimeouts')) >= 6,
      );
    },
    expect: { server: [], client: [OF] },
  },
  {
    id: 'peer-gone-events',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server sends small events all the time; its client vanishes, and they gather to more than a segment.',
      ko: '서버가 작은 이벤트를 계속 보내는데 클라이언트가 사라져, 보낼 이벤트가 세그먼트 하나보다 많이 쌓입니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage);
      await client.sink({ sockets: connected });
      await server.setsockopt({ sockets: accepted, options: { nodelay: true } });
      await server.stream({ socket: accepted[0], bytesPerSec: 2_000, chunkBytes: 100 });
      await until(
        'events to arrive',
        async () => (await counted(stage, 'client', 'Tcp.InSegs')) >= 20,
      );
      await vanish(stage);
      await repeated(stage, 4);
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: 'peer-gone-with-closed-window',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A peer closes its window and then vanishes: nobody answers the window probes.',
      ko: '상대가 윈도를 닫은 뒤 사라져, 윈도 프로브에 아무도 응답하지 않습니다.',
    },
    async play(stage) {
      const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
      const { listener } = await server.listen({ port: PORT, backlog: 128 });
      await server.serve({ listener, requestBytes: 100, reply: { bytes: ANSWER } });
      const wish = { to: stage.server.address, port: PORT, sourcePort: 5_000 };
      const { flow } = await client.handshake(wish);
      if (flow === undefined) throw new Error('Cannot open the flow by hand');
      await client.segment({ flow, bytes: 100, window: 0 });
      await until(
        'probes in vain',
        async () => (await counted(stage, 'server', 'TcpExt.TCPWinProbe')) >= 3,
      );
    },
    expect: { server: [OF], client: [] },
  },
];

/** The same crowd with a client that is there, and silences from which nothing can be told. */
const harmless: readonly Scenario[] = [
  {
    id: 'peer-gone-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    story: {
      en: 'The same 1000 bytes; the client is there.',
      ko: '같은 1000바이트이며, 클라이언트가 그대로 있습니다.',
    },
    async play(stage) {
      const { server, accepted } = await openFlow(stage);
      await server.send({ sockets: accepted, bytes: ANSWER });
      await server.send({ sockets: accepted, bytes: ANSWER });
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'peer-gone-while-idle',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Clients of idle connections have vanished. Nobody can know: nothing is on its way.',
      ko: '유휴 연결의 클라이언트가 사라졌습니다. 전송 중인 데이터가 없어 아무도 알 수 없습니다.',
    },
    async play(stage) {
      await openFlow(stage, { count: 5 });
      await vanish(stage);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'keepalive-probes-answered',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Idle connections probe their peers every second, and are answered.',
      ko: '유휴 연결이 매초 keepalive 프로브를 보내고, 응답을 받고 있습니다.',
    },
    async play(stage) {
      const { server, accepted } = await openFlow(stage, { count: 5 });
      await server.setsockopt({ sockets: accepted, options: KEEPALIVE });
      await until(
        'probes',
        async () => (await counted(stage, 'server', 'TcpExt.TCPKeepAlive')) >= 5,
      );
    },
    expect: { server: [], client: [] },
  },
];

/** A peer that is gone, its twin and look-alikes. */
export const peerGone: readonly Scenario[] = [...faults, ...harmless];
