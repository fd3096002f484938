/**
 * A server program that does not read, or reads too slowly; and receivers that only look like it.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { counted, openFlow, PORT } from './open-flow.ts';
import { BOTH } from './pair.ts';
import { slowReader } from './slow-reader.ts';

const OF = 'receiver-app-slow';
/** Bytes per second: 160 Mbit/s from a client that could send more. */
const UPLOAD = 20_000_000;
const zeroWindows = (stage: Stage, count: number): Promise<unknown> =>
  until(
    `${count} closed windows`,
    async () => (await counted(stage, 'server', 'TcpExt.TCPToZeroWindowAdv')) >= count,
  );

/** The faults. */
const faults: readonly Scenario[] = [
  {
    id: OF,
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Three clients upload; the server has accepted the connections and reads nothing.',
      ko: '클라이언트 3개가 업로드하지만, 서버는 연결을 accept한 뒤 아무것도 읽지 않습니다.',
    },
    async play(stage) {
      const { client, connected } = await openFlow(stage, { count: 3 });
      for (const socket of connected) await client.stream({ socket });
      await zeroWindows(stage, 3);
      await until(
        'window probes',
        async () => (await counted(stage, 'client', 'TcpExt.TCPWinProbe')) >= 3,
      );
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: 'receiver-app-trickle',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A client uploads 4 MB/s; one worker works for 20 ms on each 20 KB and gets 1 MB/s done.',
      ko: '클라이언트가 초당 4MB를 업로드하지만, 워커 하나가 20KB마다 20ms씩 처리하여 초당 1MB만 읽습니다.',
    },
    async play(stage) {
      await slowReader(stage, { workers: 1 });
      await zeroWindows(stage, 2);
    },
    expect: { server: [OF], client: [] },
  },
  {
    id: 'receiver-app-frozen',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A worker hangs: a request of 100 bytes lies unread while its client waits.',
      ko: '워커가 멈춰 100바이트 요청이 읽히지 않은 채 클라이언트가 기다립니다.',
    },
    async play(stage) {
      const { server, client, connected } = await openFlow(stage);
      server.freeze();
      await client.send({ sockets: connected, bytes: 100 });
      await until('the request to arrive', async () =>
        (await stage.sockets('server')).some(
          ({ recvQueue, inode }) => recvQueue === 100 && inode > 0,
        ),
      );
    },
    expect: { server: [OF], client: [] },
  },
];

/** Faults of a program that reads what it asked for too slowly: a client. */
const atTheClient: readonly Scenario[] = [
  {
    id: 'download-not-read',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Two clients ask for downloads and read nothing of them; the server has more to send.',
      ko: '클라이언트 2개가 다운로드를 요청해 놓고 전혀 읽지 않습니다. 서버에는 보낼 데이터가 남아 있습니다.',
    },
    async play(stage) {
      const { server, accepted } = await openFlow(stage, { count: 2 });
      for (const socket of accepted) await server.stream({ socket });
      await until(
        'window probes',
        async () => (await counted(stage, 'server', 'TcpExt.TCPWinProbe')) >= 2,
      );
    },
    expect: { server: [], client: [OF] },
  },
  {
    id: 'answers-not-read-and-closed',
    rule: OF,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'Twenty clients do not read their answers; the server has written them all and closed.',
      ko: '클라이언트 20개가 응답을 읽지 않습니다. 서버는 응답을 모두 쓰고 이미 닫았습니다.',
    },
    async play(stage) {
      const wish = { count: 20, listen: { sndbuf: 400_000 } };
      const { server, accepted } = await openFlow(stage, wish);
      await server.send({ sockets: accepted, bytes: 400_000 });
      await server.close({ sockets: accepted });
      await until(
        'window probes',
        async () => (await counted(stage, 'server', 'TcpExt.TCPWinProbe')) >= 20,
      );
    },
    expect: { server: [], client: [OF] },
  },
];

/** The same crowd with a server that reads, and other receivers that are well. */
const harmless: readonly Scenario[] = [
  {
    id: 'receiver-app-slow-twin',
    rule: OF,
    kind: 'twin',
    of: OF,
    families: BOTH,
    alone: true,
    story: {
      en: 'The same three uploads; the server reads what comes.',
      ko: '같은 업로드 3개이며, 서버는 오는 대로 읽습니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage, { count: 3 });
      await server.sink({ sockets: accepted });
      for (const socket of connected) await client.stream({ socket, bytesPerSec: UPLOAD });
      await until('data', async () => (await counted(stage, 'server', 'Tcp.InSegs')) > 100);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'closed-window-of-the-past',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    alone: true,
    story: {
      en: 'A reader was late, its window closed; it has caught up, and reads on.',
      ko: '읽기가 늦어 윈도가 닫혔던 프로그램이 밀린 데이터를 모두 읽고 정상 수신 중입니다.',
    },
    async play(stage) {
      const { server, client, accepted, connected } = await openFlow(stage);
      await client.stream({ socket: connected[0], bytesPerSec: UPLOAD });
      await zeroWindows(stage, 1);
      await server.sink({ sockets: accepted });
      await until('the reader to catch up', async () =>
        (await stage.sockets('client')).every(({ sendQueue }) => sendQueue < 1_000_000),
      );
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'closed-window-for-an-instant',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Uploads of 300 KB meet a reader of 2 MB/s: each closes the window for an instant and is soon done.',
      ko: '300KB 업로드를 초당 2MB로 읽습니다. 매번 윈도가 잠깐 닫히지만 곧 끝납니다.',
    },
    async play(stage) {
      const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
      const { listener } = await server.listen({ port: PORT, backlog: 128 });
      const reply = { bytes: 100 };
      await server.serve({ listener, read: 2_000_000, requestBytes: 300_000, reply });
      await client.load({
        to: stage.server.address,
        port: PORT,
        connectionsPerSec: 5,
        requestBytes: 300_000,
        responseBytes: 100,
      });
      await zeroWindows(stage, 3);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'unread-fin',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Two clients have just closed: Recv-Q 1 in CLOSE_WAIT is their FIN, not data.',
      ko: '클라이언트 2개가 방금 닫았습니다. CLOSE_WAIT의 Recv-Q 1은 데이터가 아니라 FIN입니다.',
    },
    async play(stage) {
      const { client, connected } = await openFlow(stage, { count: 2 });
      await client.close({ sockets: connected });
      await until('CLOSE_WAIT', async () => (await stage.states('server')).closeWait === 2);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'unread-leftover',
    rule: OF,
    kind: 'look-alike',
    of: OF,
    families: BOTH,
    story: {
      en: 'Idle pooled connections hold 500 bytes that no client will read: session tickets. Nobody waits.',
      ko: '풀의 유휴 연결마다 세션 티켓 500바이트가 읽히지 않은 채 남아 있지만 기다리는 쪽이 없습니다.',
    },
    async play(stage) {
      const { server, accepted } = await openFlow(stage, { count: 20 });
      await server.send({ sockets: accepted, bytes: 500 });
      await until('the leftovers', async () => {
        const rows = await stage.sockets('client');
        return rows.filter(({ recvQueue }) => recvQueue === 500).length === 20;
      });
    },
    expect: { server: [], client: [] },
  },
];

/** A program that does not read, its twin and look-alikes. */
export const receiverAppSlow: readonly Scenario[] = [...faults, ...atTheClient, ...harmless];
