/**
 * Uploads that nobody reads, and another service beside them: what takes the memory of TCP, and who
 * suffers from it. What the trials of a group's limit and of the machine's have in common.
 * @module
 */
import type { Figures, Measure } from '../../model/trial.ts';
import { pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Lever, Round } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { useless } from './useless.ts';

/** Each takes a few tens of kilobytes: far more than the limits together. */
const UPLOADS = 200;
/** 4 MB a second in all: a program that reads may be held up for a second before it reaches the limit. */
const PACE_BYTES_PER_SEC = 20_000;
/** What each must have written before the fault can stand: 6 MB in all; with small buffers no more fits. */
const WRITTEN_BYTES = { full: 32_000, small: 4_000 } as const;
/** As passed to SO_RCVBUF; 200 of these fit. */
const SMALL_RCVBUF = 4_096;
const REQUESTS = 40;

/** Segments of the server that its kernel received and threw away. */
const DISCARDED: Measure = {
  id: 'discarded',
  name: { en: 'segments received and thrown away', ko: '받은 뒤 버린 세그먼트' },
  unit: 'packets',
  better: 'lower',
};

/** The first is the one that counts. */
export const UNREAD_MEASURES = [DISCARDED, ANSWERED] as const;

/** A program that reads. */
export const READ: Lever = {
  id: 'read',
  kind: 'remedy',
  at: 'application',
  what: { en: 'a program that reads what arrives', ko: '도착한 데이터를 읽는 프로그램' },
  effect: { kind: 'better', times: 4 },
};

/** What people raise instead. */
export const IN_VAIN: readonly [Lever, Lever] = [
  useless('larger-buffers', 'net.ipv4.tcp_rmem="4096 1048576 67108864"', 2),
  useless('bbr', 'net.ipv4.tcp_congestion_control=bbr', 2),
];

/**
 * Pulls those levers that are no limit, and begins 200 uploads that nobody reads and another service.
 *
 * @param onServer Called with the server's process before it has a socket.
 */
export async function unreadUploads(
  stage: Stage,
  lever: string | undefined,
  onServer: (pid: number) => void = () => {},
): Promise<Round> {
  if (lever === 'larger-buffers') {
    await stage.sysctl('server', { 'net.ipv4.tcp_rmem': '4096 1048576 67108864' });
  }
  if (lever === 'bbr') await stage.sysctl('client', { 'net.ipv4.tcp_congestion_control': 'bbr' });
  const { server, client, to } = await pair(stage);
  onServer(server.pid);
  const options = lever === 'smaller-buffers' ? { rcvbuf: SMALL_RCVBUF } : {};
  const { listener } = await server.listen({ port: 80, backlog: 512, ...options });
  const { sockets } = await client.connect({ to, port: 80, count: UPLOADS, timeoutMs: 10_000 });
  const accepted = await server.accept({ listener, max: UPLOADS, timeoutMs: 10_000 });
  if (lever === 'read') await server.sink(accepted);
  const paced = { bytesPerSec: PACE_BYTES_PER_SEC, chunkBytes: 16_384 };
  const streams = await Promise.all(sockets.map((socket) => client.stream({ ...paced, socket })));
  const enough = WRITTEN_BYTES[lever === 'lower-maximum' ? 'small' : 'full'];
  await until('the uploads to be under way', async () => {
    const { counts } = await client.report(streams.at(-1) ?? { activity: 0 });
    return (counts['bytesSent'] ?? 0) >= enough;
  });
  const other = await server.listen({ port: 81, backlog: 64 });
  await server.serve({ ...other, requestBytes: 100_000, reply: { bytes: 100 } });
  const ask = { to, port: 81, requestBytes: 100_000, responseBytes: 100 };
  return {
    async figures(): Promise<Figures> {
      const { activity } = await client.load({ ...ask, count: REQUESTS, connectionsPerSec: 20 });
      const { counts } = await client.finish({ activity });
      const discarded = (await stage.counters('server'))['TcpExt.TCPRcvQDrop'] ?? 0n;
      return { [DISCARDED.id]: Number(discarded), [ANSWERED.id]: counts['ok'] ?? 0 };
    },
  };
}
