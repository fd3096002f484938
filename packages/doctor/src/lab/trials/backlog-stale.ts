/**
 * net.core.somaxconn was raised after a program had called listen(). Only another listen() gives it
 * a longer queue, its own or that of a restart; a still higher sysctl does not.
 * @module
 */
import type { SocketId } from '../actor/ops.ts';
import { listenedTooEarly, NGINX } from '../scenarios/backlog-stale.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { CONNECT_P50, CONNECTED } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'backlog-stale';
/** More than twice the 129 that the old queue holds, fewer than the new one does. */
const CLIENTS = 300;
const CLIENTS_PER_SEC = 500;
/** Past the last of them, and over before the first repeated SYN, at 1 s. */
const PAUSE_MS = 800;

/** A SYN is repeated every second: on a busy machine a later one gets in. */
const NOISE = 1.5;
/** Longer than any of them waits. */
const PATIENCE_MS = 10_000;

interface Service {
  readonly server: Actor;
  readonly listener: SocketId;
}

async function pull(stage: Stage, lever: string | undefined, old: Service): Promise<Service> {
  if (lever === 'somaxconn-alone') await stage.sysctl('server', { 'net.core.somaxconn': 65_535 });
  if (lever === 'listen-again') await old.server.relisten({ ...old, backlog: NGINX });
  if (lever !== 'restart') return old;
  await old.server.kill();
  const server = await stage.actor('server', 'nginx');
  return { server, ...(await server.listen({ port: 80, backlog: NGINX })) };
}

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const { client, to, ...old } = await listenedTooEarly(stage);
  const { server, listener } = await pull(stage, lever, old);
  await server.serve({ listener });
  server.freeze();
  setTimeout(server.resume, PAUSE_MS);
  const crowd = { count: CLIENTS, connectionsPerSec: CLIENTS_PER_SEC, timeoutMs: PATIENCE_MS };
  const { activity } = await client.load({ to, port: 80, ...crowd });
  return {
    async figures() {
      const { counts, spreads } = await client.finish({ activity });
      return {
        [CONNECT_P50.id]: spreads['connectMs']?.p50 ?? PATIENCE_MS,
        [CONNECTED.id]: counts['ok'] ?? 0,
      };
    },
  };
}

/** A queue from before the change. */
export const backlogStale: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  story: {
    en: 'nginx listened while net.core.somaxconn was 128; then it was raised to 4,096. 300 clients come while accepting pauses for 0.8 s.',
    ko: 'net.core.somaxconn이 128일 때 nginx가 listen()을 호출했고, 이후 4,096으로 올렸습니다. accept가 0.8초 멈춘 사이 클라이언트 300개가 접속합니다.',
  },
  crowd: {
    en: '300 clients while accepting pauses for 0.8 s',
    ko: 'accept가 0.8초 멈춘 사이 클라이언트 300개',
  },
  measures: [CONNECT_P50, CONNECTED],
  rounds: 5,
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'listen-again',
      kind: 'remedy',
      at: 'application',
      what: { en: 'listen() again, by a reload', ko: '리로드를 통한 listen() 재호출' },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'restart',
      kind: 'remedy',
      at: 'process',
      what: { en: 'a restart of the program', ko: '프로그램 재시작' },
      effect: { kind: 'better', times: 10 },
    },
    useless('somaxconn-alone', 'net.core.somaxconn=65535', NOISE),
  ],
  begin,
};
