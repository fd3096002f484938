/**
 * Connections that the peer has closed and the program has not, and some that it is about to close.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { untilAged, untilQueued } from './listen-state.ts';
import { BOTH, pair } from './pair.ts';

const RULE = 'close-wait-leak';
const LEAKED = 15;
/** With a window of 3 s the connections are 12 s old at the last look. */
const AGE_MS = 9_000;

/** Waits until so many are closed by their peer only. */
export const untilCloseWait = (stage: Stage, side: 'server' | 'client', count: number) =>
  until(
    `${count} connections in CLOSE_WAIT`,
    async () => (await stage.states(side)).closeWait >= count,
  );

/** A server and a pool that forget to close, a leak that eats descriptors; the twin; slow but honest closers. */
export const closeWaitLeak: readonly Scenario[] = [
  {
    id: RULE,
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: '15 clients have closed; the server never closes its side.',
      ko: '클라이언트 15개가 연결을 닫았지만 서버가 자기 쪽을 닫지 않습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener, onEof: 'keep' });
      const { sockets } = await client.connect({ to, port: 80, count: LEAKED });
      await client.close({ sockets });
      await untilCloseWait(stage, 'server', LEAKED);
      await untilAged(AGE_MS);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'close-wait-leak-twin',
    rule: RULE,
    kind: 'twin',
    of: RULE,
    families: BOTH,
    story: {
      en: 'The same clients; the server closes when they have.',
      ko: '같은 클라이언트이며, 클라이언트가 닫으면 서버도 닫습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener });
      const { sockets } = await client.connect({ to, port: 80, count: LEAKED });
      await client.close({ sockets });
      await until(
        'all to be closed',
        async () => (await stage.states('client')).timeWait === LEAKED,
      );
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'close-wait-leak-pool',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server has closed 15 idle connections; the pool of its client keeps them.',
      ko: '서버가 유휴 연결 15개를 닫았지만 클라이언트의 커넥션 풀이 그대로 들고 있습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener, closeAfter: 'accept' });
      await client.connect({ to, port: 80, count: LEAKED });
      await untilCloseWait(stage, 'client', LEAKED);
      await untilAged(AGE_MS);
    },
    expect: { server: [], client: [RULE] },
  },
  {
    id: 'close-wait-leak-descriptors',
    rule: RULE,
    kind: 'fault',
    families: BOTH,
    story: {
      en: 'A server that never closes has used up its descriptors with 60 dead connections; new clients wait.',
      ko: '닫지 않는 서버가 죽은 연결 60개로 디스크립터를 다 써 버렸고, 새 클라이언트는 기다립니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener, onEof: 'keep' });
      await server.limitFds({ spare: 60 });
      const { sockets } = await client.connect({ to, port: 80, count: 60 });
      await client.close({ sockets });
      await untilCloseWait(stage, 'server', 60);
      await client.connect({ to, port: 80, count: 10 });
      await untilQueued(stage, 10);
      await untilAged(AGE_MS);
    },
    expect: { server: [RULE], client: [] },
  },
  {
    id: 'close-wait-short',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: '20 clients a second ask and close; the server works on each for a second, then closes.',
      ko: '초당 20개의 클라이언트가 요청하고 닫습니다. 서버는 각각 1초쯤 처리한 뒤 닫습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener, read: 100 });
      await client.load({ to, port: 80, connectionsPerSec: 20, forMs: 60_000, requestBytes: 100 });
      await untilCloseWait(stage, 'server', 10);
    },
    expect: { server: [], client: [] },
  },
  {
    id: 'close-wait-draining',
    rule: RULE,
    kind: 'look-alike',
    of: RULE,
    families: BOTH,
    story: {
      en: '15 clients sent 30 kB each and closed; the server still reads it, 2 kB a second.',
      ko: '클라이언트 15개가 각각 30kB를 보내고 닫았습니다. 서버는 초당 2kB씩 아직 읽고 있습니다.',
    },
    async play(stage) {
      const { server, client, to } = await pair(stage);
      const { listener } = await server.listen({ port: 80, backlog: 128 });
      await server.serve({ listener, read: 2_000 });
      const { sockets } = await client.connect({ to, port: 80, count: LEAKED });
      await client.send({ sockets, bytes: 30_000 });
      await client.close({ sockets });
      await untilCloseWait(stage, 'server', LEAKED);
    },
    expect: { server: [], client: [] },
  },
];
