/**
 * Refused connections: what makes the service reachable, and what a client does while it is not.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../../model/trial.ts';
import { BOTH, pair } from '../scenarios/pair.ts';
import type { Actor } from '../spawn-actor.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { attempts } from './attempts.ts';
import { CONNECTED } from './measures.ts';
import { useless } from './useless.ts';

const ID = 'connect-refused';

/** A service that listens where nobody asks for it, and its clients. */
async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const longer = lever === 'longer-queue';
  if (longer) await stage.sysctl('server', { 'net.core.somaxconn': 65_535 });
  if (lever === 'more-syn-retries') await moreSynRetries(stage);
  const cast = await pair(stage);
  const { server, to } = cast;
  const loopback = stage.family === 'ipv4' ? '127.0.0.1' : '::1';
  const address = lever === 'listen-where-asked' ? to : loopback;
  const { listener } = await server.listen({ port: 80, address, backlog: longer ? 65_535 : 128 });
  await server.serve({ listener });
  return attempts(cast);
}

const moreSynRetries = (stage: Stage) => stage.sysctl('client', { 'net.ipv4.tcp_syn_retries': 10 });

const STARTS_AFTER_MS = 2_000;
const FIRST_WAIT_MS = 100;
const EAGER_PER_SECOND = 100;

const REFUSED: Measure = {
  id: 'refused',
  name: { en: 'attempts refused until the service is back', ko: '서비스 복구 전까지 거부된 시도' },
  unit: 'connections',
  better: 'lower',
};
const WAITED: Measure = {
  id: 'waitedMs',
  name: { en: 'time until connected', ko: '연결까지 걸린 시간' },
  unit: 'ms',
  better: 'lower',
};

/** A client that tries until the service, which starts meanwhile, answers. */
async function retry(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever === 'more-syn-retries') await moreSynRetries(stage);
  const { server, client, to } = await pair(stage);
  const starting = pause(STARTS_AFTER_MS).then(() => server.listen({ port: 80, backlog: 128 }));
  return {
    async figures() {
      const startedAt = performance.now();
      const trying = lever === 'back-off' ? backOff(client, to) : insist(client, to);
      const [refused] = await Promise.all([trying, starting]);
      return { [REFUSED.id]: refused, [WAITED.id]: performance.now() - startedAt };
    },
  };
}

/** How often it is refused when it tries again at once. */
async function insist(client: Actor, to: string): Promise<number> {
  const trying = await client.load({ to, port: 80, connectionsPerSec: EAGER_PER_SECOND });
  await until('the service', async () => ((await client.report(trying)).counts['ok'] ?? 0) > 0, {
    deadlineMs: 10 * STARTS_AFTER_MS,
  });
  return (await client.halt(trying)).errors['ECONNREFUSED'] ?? 0;
}

/** How often it is refused when it waits twice as long after each refusal. */
async function backOff(client: Actor, to: string): Promise<number> {
  const deadline = performance.now() + 10 * STARTS_AFTER_MS;
  for (let refused = 0; performance.now() < deadline; refused += 1) {
    const { ok } = await client.connect({ to, port: 80, hold: false });
    if (ok === 1) return refused;
    await pause(FIRST_WAIT_MS * 2 ** refused);
  }
  throw new Error('Waited in vain for the service');
}

/** A service that is not where it is asked for, and one that is not there yet. */
export const connectRefused: readonly [Trial, Trial] = [
  {
    id: ID,
    rule: ID,
    families: BOTH,
    story: {
      en: 'A service listens on the loopback address only; a client asks for it over the network 20 times a second.',
      ko: '서비스가 루프백 주소에서만 리스닝하는데, 클라이언트가 네트워크로 초당 20번 접속을 시도합니다.',
    },
    crowd: {
      en: '80 attempts at a service that listens on loopback',
      ko: '루프백에서만 리스닝하는 서비스에 80회 접속 시도',
    },
    measures: [CONNECTED],
    finds: { side: 'client', rule: ID },
    levers: [
      {
        id: 'listen-where-asked',
        kind: 'remedy',
        at: 'application',
        what: { en: 'the address that is asked for', ko: '요청받는 주소에 바인드' },
        effect: { kind: 'better', times: 10 },
      },
      useless('longer-queue', 'net.core.somaxconn=65535, listen(65535)'),
      useless('more-syn-retries', 'net.ipv4.tcp_syn_retries=10'),
    ],
    begin,
  },
  {
    id: 'refused-while-starting',
    rule: ID,
    families: BOTH,
    story: {
      en: 'A service starts 2 s late; its client tries again after each refusal.',
      ko: '서비스가 2초 늦게 시작되고, 클라이언트는 거부될 때마다 다시 시도합니다.',
    },
    crowd: {
      en: 'a client that retries 100 times a second while its service starts, 2 s',
      ko: '서비스가 시작되는 2초 동안 초당 100번 재시도하는 클라이언트',
    },
    measures: [REFUSED, WAITED],
    levers: [
      {
        id: 'back-off',
        kind: 'remedy',
        at: 'application',
        what: { en: 'twice the pause after each refusal', ko: '거부될 때마다 두 배로 늘린 간격' },
        effect: { kind: 'better', times: 5 },
      },
      useless('more-syn-retries', 'net.ipv4.tcp_syn_retries=10', 2),
    ],
    begin: retry,
  },
];
