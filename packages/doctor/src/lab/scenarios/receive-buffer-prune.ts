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
import { BOTH } from './pair.ts';

const OF = 'receive-buffer-prune';
/**
 * A hole that no packet is large enough for makes it the emulator, whose packets come in a buffer of
 * their own each, as from a network card: the kernel cannot merge them the cheap way.
 */
export const LINK: Link = { delayMs: 1, mtuHoleBytes: 9_000 };
/** Bytes per second, written and read alike. */
const SPEED = 20_000;
/** Bytes that the reader is behind, of a buffer of 128 KB. */
export const BEHIND = 50_000;
/** As passed to SO_RCVBUF; the kernel doubles it. */
const RCVBUF = 65_536;

/** Bytes of one write. */
const TINY = 100;

/** Who writes how, into what. */
export interface SmallWish {
  /** Bytes the reader is behind all of the writers. */
  readonly behind: number;
  /** Options of the writers' sockets. */
  readonly connect: SocketOptions;
  /** Bytes of one write. @default 100 */
  readonly chunkBytes?: number;
  /** SO_RCVBUF of the listener; 0 leaves it to the kernel. @default 65_536 */
  readonly rcvbuf?: number;
}

/** Six programs that write a little at a time, and a reader that is behind all of them and keeps pace. */
export async function writeSmall(stage: Stage, wish: SmallWish): Promise<void> {
  const { behind, connect, chunkBytes = TINY, rcvbuf = RCVBUF } = wish;
  const listen = rcvbuf === 0 ? {} : { rcvbuf };
  const writes = { chunkBytes, wholeChunks: true };
  const { server, client, accepted, connected } = await openFlow(stage, {
    count: 6,
    listen,
    connect,
  });
  for (const socket of connected) {
    await client.stream({ ...writes, socket, bytesPerSec: 4 * BEHIND, totalBytes: behind });
  }
  await until('the reader to be behind', async () => {
    const rows = await stage.sockets('server');
    return rows.filter(({ recvQueue }) => recvQueue >= 0.9 * behind).length === 6;
  });
  for (const socket of connected) await client.stream({ ...writes, socket, bytesPerSec: SPEED });
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
      await writeSmall(stage, { behind: BEHIND, connect: { nodelay: true } });
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
    play: (stage) => writeSmall(stage, { behind: 2_000, connect: { nodelay: true } }),
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
    play: (stage) => writeSmall(stage, { behind: BEHIND, connect: { cork: true } }),
    expect: { server: [], client: [] },
  },
];
