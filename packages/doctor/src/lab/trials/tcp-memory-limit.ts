/**
 * A control group whose limit on TCP memory is used up by data that nobody reads: the kernel throws
 * segments away though every socket has room, also those of the services beside it.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { bytes } from '../../model/text.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { ANSWERED } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'tcp-memory-limit';
const LIMIT_BYTES = 4_000_000;
const RAISED_BYTES = 256_000_000;
/** Each takes a few tens of kilobytes: far more than the limit together. */
const UPLOADS = 200;
/** 4 MB a second in all: a program that reads may be held up for a second before it reaches the limit. */
const PACE_BYTES_PER_SEC = 20_000;
/** What each must have written before the fault can stand: 6 MB in all. */
const WRITTEN_BYTES = 32_000;
/** As passed to SO_RCVBUF; 200 of these fit. */
const SMALL_RCVBUF = 4_096;
const REQUESTS = 40;

const DISCARDED: Measure = {
  id: 'discarded',
  name: { en: 'segments received and thrown away', ko: '받은 뒤 버린 세그먼트' },
  unit: 'packets',
  better: 'lower',
};

/** 200 uploads that nobody reads, and another service in the same group. */
async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever === 'larger-buffers') {
    await stage.sysctl('server', { 'net.ipv4.tcp_rmem': '4096 1048576 67108864' });
  }
  if (lever === 'bbr') await stage.sysctl('client', { 'net.ipv4.tcp_congestion_control': 'bbr' });
  const group = stage.memoryGroup();
  group.limit(lever === 'higher-limit' ? RAISED_BYTES : LIMIT_BYTES);
  const { server, client, to } = await pair(stage);
  group.add(server.pid);
  const options = lever === 'smaller-buffers' ? { rcvbuf: SMALL_RCVBUF } : {};
  const { listener } = await server.listen({ port: 80, backlog: 512, ...options });
  const { sockets } = await client.connect({ to, port: 80, count: UPLOADS, timeoutMs: 10_000 });
  const accepted = await server.accept({ listener, max: UPLOADS, timeoutMs: 10_000 });
  if (lever === 'read') await server.sink(accepted);
  const paced = { bytesPerSec: PACE_BYTES_PER_SEC, chunkBytes: 16_384 };
  const streams = await Promise.all(sockets.map((socket) => client.stream({ ...paced, socket })));
  await until('the uploads to be under way', async () => {
    const { counts } = await client.report(streams.at(-1) ?? { activity: 0 });
    return (counts['bytesSent'] ?? 0) >= WRITTEN_BYTES;
  });
  const other = await server.listen({ port: 81, backlog: 64 });
  await server.serve({ ...other, requestBytes: 100_000, reply: { bytes: 100 } });
  const ask = { to, port: 81, requestBytes: 100_000, responseBytes: 100 };
  return {
    async figures() {
      const { activity } = await client.load({ ...ask, count: REQUESTS, connectionsPerSec: 20 });
      const { counts } = await client.finish({ activity });
      const discarded = (await stage.counters('server'))['TcpExt.TCPRcvQDrop'] ?? 0n;
      return { [DISCARDED.id]: Number(discarded), [ANSWERED.id]: counts['ok'] ?? 0 };
    },
  };
}

/** A common limit, reached. */
export const tcpMemoryLimit: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  needs: ['memory-group'],
  story: {
    en: 'A server may use 4 MB for TCP (a memory control group) and does not read 200 uploads. 40 clients send 100 KB each to another service of the same group.',
    ko: 'TCP 메모리 한도가 4MB인 컨트롤 그룹에서 서버가 업로드 200개를 읽지 않습니다. 같은 그룹의 다른 서비스에 클라이언트 40개가 100KB씩 보냅니다.',
  },
  crowd: {
    en: '200 unread uploads in a control group with 4 MB for TCP',
    ko: 'TCP 메모리 한도 4MB인 컨트롤 그룹에서 읽지 않은 업로드 200개',
  },
  measures: [DISCARDED, ANSWERED],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'read',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a program that reads what arrives', ko: '도착한 데이터를 읽는 프로그램' },
      effect: { kind: 'better', times: 4 },
    },
    {
      id: 'higher-limit',
      kind: 'remedy',
      at: 'process',
      what: {
        en: `a limit of ${bytes(RAISED_BYTES)} for the group`,
        ko: `그룹의 한도 ${bytes(RAISED_BYTES)}`,
      },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'smaller-buffers',
      kind: 'remedy',
      at: 'application',
      what: { en: 'SO_RCVBUF of 4 KB', ko: 'SO_RCVBUF 4KB' },
      effect: { kind: 'better', times: 10 },
    },
    useless('larger-buffers', 'net.ipv4.tcp_rmem="4096 1048576 67108864"', 2),
    useless('bbr', 'net.ipv4.tcp_congestion_control=bbr', 2),
  ],
  begin,
};
