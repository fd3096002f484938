/**
 * Half-closed connections whose peer does not close: only close() gives the descriptors back.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../../model/trial.ts';
import { openFlow } from '../scenarios/open-flow.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { useless } from './useless.ts';

const ID = 'fin-wait2-held';
const HELD = 20;
/** Closed rather than held: they show that the sysctl is at work. */
const CLOSED = 15;
const LIMIT_MS = 1_000;
const WATCH_MS = 2_500;

const DESCRIPTORS: Measure = {
  id: 'descriptors',
  name: { en: 'descriptors still taken', ko: '여전히 점유된 디스크립터' },
  unit: 'descriptors',
  better: 'lower',
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  if (lever === 'fin-timeout') await stage.sysctl('client', { 'net.ipv4.tcp_fin_timeout': 1 });
  const { client, connected } = await openFlow(stage, { count: HELD + CLOSED });
  const held = connected.slice(0, HELD);
  await client.shutdown({ sockets: held });
  await client.close({ sockets: connected.slice(HELD) });
  await until('FIN_WAIT2', async () => (await owned(stage)) === HELD);
  return {
    async figures() {
      if (lever === 'limit') {
        const { eof } = await client.recv({ sockets: held, max: 1, timeoutMs: LIMIT_MS });
        if (eof === 0) await client.close({ sockets: held });
      } else await pause(WATCH_MS);
      if (lever === 'fin-timeout') await untilOrphansGone(stage);
      return { [DESCRIPTORS.id]: await owned(stage) };
    },
  };
}

const inFinWait2 = async (stage: Stage) =>
  (await stage.sockets('client')).filter(({ state }) => state === 'finWait2');

const owned = async (stage: Stage): Promise<number> =>
  (await inFinWait2(stage)).filter(({ inode }) => inode > 0).length;

const untilOrphansGone = (stage: Stage) =>
  until('the closed ones to go', async () =>
    (await inFinWait2(stage)).every(({ inode }) => inode > 0),
  );

/** Half-closed connections that a program holds. */
export const finWait2Held: Trial = {
  id: ID,
  rule: ID,
  families: BOTH,
  story: {
    en: 'A client calls shutdown() on 20 connections and waits; the server never closes. 15 others it has closed.',
    ko: '클라이언트가 연결 20개에 shutdown()을 호출하고 기다리지만 서버는 닫지 않습니다. 다른 15개는 close()했습니다.',
  },
  crowd: {
    en: '20 connections after shutdown(), whose peer does not close',
    ko: 'shutdown() 후 상대가 닫지 않는 연결 20개',
  },
  measures: [DESCRIPTORS],
  levers: [
    {
      id: 'limit',
      kind: 'remedy',
      at: 'application',
      what: { en: 'close() after a limit of 1 s', ko: '1초 제한 후 close()' },
      effect: { kind: 'better', times: 20 },
    },
    useless('fin-timeout', 'net.ipv4.tcp_fin_timeout=1'),
  ],
  begin,
};
