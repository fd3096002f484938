/**
 * A peer that does not read what the server sends to it, out of sight of the checkup.
 * @module
 */
import type { SocketOptions, StreamArgs } from '../actor/ops.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, openFlow } from './open-flow.ts';
import { BOTH } from './pair.ts';

const OF = 'peer-not-reading';
/** Bytes per second of a download. */
const DOWNLOAD = 5_000_000;

/**
 * Downloads by clients on another host, out of sight, that read nothing; returns when window probes go
 * out.
 *
 * @param how The server writes, and options of its connections.
 */
export async function streamUnread(
  stage: Stage,
  count: number,
  how: Omit<StreamArgs, 'socket'> & { readonly options?: SocketOptions } = {},
): Promise<void> {
  const { options, ...stream } = how;
  const { server, accepted } = await openFlow(stage, { from: 'router', count });
  if (options !== undefined) await server.setsockopt({ sockets: accepted, options });
  for (const socket of accepted) await server.stream({ ...stream, socket });
  await until(
    'window probes',
    async () => (await counted(stage, 'server', 'TcpExt.TCPWinProbe')) >= 2 * count,
  );
}

/** A peer that does not read, and its twin. */
export const peerNotReading: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    router: true,
    story: {
      en: 'The server sends to a peer on another host that reads nothing.',
      ko: '서버가 다른 호스트의 상대에게 데이터를 보내지만 상대가 전혀 읽지 않습니다.',
    },
    async play(stage) {
      await streamUnread(stage, 1);
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: 'peer-not-reading-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    router: true,
    alone: true,
    story: {
      en: 'The same download; the peer reads.',
      ko: '같은 다운로드이며, 상대가 읽습니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage, { from: 'router' });
      await client.sink({ sockets: connected });
      await server.stream({ socket: accepted[0], bytesPerSec: DOWNLOAD });
      await until('data', async () => (await counted(stage, 'server', 'Tcp.OutSegs')) > 100);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'one-slow-client-of-many',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    router: true,
    story: {
      en: 'One client elsewhere does not read; nineteen others have their answers: a notice, no more.',
      ko: '다른 호스트의 클라이언트 하나만 읽지 않고 나머지 19개는 응답을 받았습니다. 참고 수준이면 충분합니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage, {
        count: 20,
        from: 'router',
      });
      await client.sink({ sockets: connected.slice(1) });
      for (const socket of accepted) await server.stream({ socket, totalBytes: 1_000_000 });
      await until(
        'window probes',
        async () => (await counted(stage, 'server', 'TcpExt.TCPWinProbe')) >= 2,
      );
    },
    expect: { server: [OF], client: [] },
  },
];
