/**
 * Receive buffers filled by the overhead of tiny segments, and the same bytes in larger segments.
 * @module
 */
import type { SocketOptions } from '../actor/ops.ts';
import type { Link } from '../link.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, openFlow } from './open-flow.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
const OF = 'receive-buffer-prune';
/**
 * A hole that no packet is large enough for makes it the emulator, whose packets come in a buffer of
 * their own each, as from a network card: the kernel cannot merge them the cheap way.
 */
const LINK: Link = { delayMs: 1, mtuHoleBytes: 9_000 };
/** Bytes per second, written and read alike. */
const SPEED = 20_000;
/** Bytes that the reader is behind, of a buffer of 128 KB. */
const BEHIND = 50_000;
const RCVBUF = 65_536;

/** Bytes of one write. */
const TINY = 100;

/** Six programs that write 100 bytes at a time, and a reader that is this far behind all of them. */
async function write(stage: Stage, behind: number, connect: SocketOptions): Promise<void> {
  const wish = { count: 6, listen: { rcvbuf: RCVBUF }, connect };
  const { server, client, accepted, connected } = await openFlow(stage, wish);
  for (const socket of connected) {
    await client.stream({ socket, bytesPerSec: 4 * BEHIND, chunkBytes: TINY, totalBytes: behind });
  }
  await until('the reader to be behind', async () => {
    const rows = await stage.sockets('server');
    return rows.filter(({ recvQueue }) => recvQueue >= 0.9 * behind).length === 6;
  });
  for (const socket of connected)
    await client.stream({ socket, bytesPerSec: SPEED, chunkBytes: TINY });
  await server.sink({ sockets: accepted, bytesPerSec: SPEED });
}

/** Tiny segments, their twin and look-alike. */
export const receiveBufferPrune: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'Clients write 100 bytes at a time without Nagle; the reader keeps up, but the overhead fills its buffer.',
      ko: '클라이언트가 Nagle 없이 100바이트씩 씁니다. 서버는 같은 속도로 읽지만 오버헤드가 수신 버퍼를 채웁니다.',
    },
    async play(stage) {
      await write(stage, BEHIND, { nodelay: true });
      await until(
        'the queues to be squeezed',
        async () => (await counted(stage, 'server', 'TcpExt.PruneCalled')) >= 10,
      );
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: 'receive-buffer-prune-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'The same 100 bytes at a time; the reader is hardly behind, and there is room.',
      ko: '똑같이 100바이트씩 쓰지만, 읽기가 거의 밀리지 않아 버퍼에 여유가 있습니다.',
    },
    play: (stage) => write(stage, 2_000, { nodelay: true }),
    expect: { server: [], client: [] },
  },
  {
    id: 'reader-behind-in-large-segments',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    link: LINK,
    alone: true,
    story: {
      en: 'The reader is as far behind, but TCP_CORK puts the bytes into large segments, and there is room.',
      ko: '읽기가 똑같이 밀려 있지만 TCP_CORK로 큰 세그먼트가 되어 도착하므로 버퍼에 여유가 있습니다.',
    },
    play: (stage) => write(stage, BEHIND, { cork: true }),
    expect: { server: [], client: [] },
  },
];
