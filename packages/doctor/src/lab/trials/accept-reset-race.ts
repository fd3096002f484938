/**
 * Clients are connected and reset at once, because tcp_abort_on_overflow=1 answers the last packet of
 * their handshake so when the queue is full. Without it, or with room, nobody is.
 * @module
 */
import { LINK, raceForPlaces } from '../scenarios/accept-reset-race.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { until } from '../until.ts';
import { RESET } from './measures.ts';
import { useless } from './useless.ts';

const RULE = 'accept-reset-race';
const ABORT = 'net.ipv4.tcp_abort_on_overflow';
/** The queue of 32 fills within a second, and then they race. */
const RACE = { forMs: 4_000, timeoutMs: 1_500 };
const HAVE_COME = 40;

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  await stage.sysctl('server', { [ABORT]: lever === 'stop-aborting' ? 0 : 1 });
  if (lever === 'synack-retries')
    await stage.sysctl('server', { 'net.ipv4.tcp_synack_retries': 10 });
  const { client, load } = await raceForPlaces(stage, {
    ...RACE,
    ...(lever === 'longer-queue' ? { backlog: 512 } : {}),
  });
  await until('the queue to fill', async () => {
    const { spreads } = await client.report(load);
    return (spreads['connectMs']?.count ?? 0) >= HAVE_COME;
  });
  return {
    async figures() {
      const { errors } = await client.finish(load);
      return { [RESET.id]: errors['ECONNRESET'] ?? 0 };
    },
  };
}

/** A race for the last places. */
export const acceptResetRace: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  link: LINK,
  story: {
    en: '60 clients a second come from 50 ms away to a server that accepts 20 and has a backlog of 32, with tcp_abort_on_overflow=1.',
    ko: 'tcp_abort_on_overflow=1이고 백로그가 32인 서버가 초당 20건을 accept하는데, 50ms 거리에서 초당 60건이 접속합니다.',
  },
  crowd: {
    en: '60 clients a second for 4 s, 20 a second accepted',
    ko: '4초 동안 초당 60건 접속, 초당 20건 accept',
  },
  measures: [RESET],
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'stop-aborting',
      kind: 'remedy',
      at: 'kernel',
      what: { en: `${ABORT}=0`, ko: `${ABORT}=0` },
      effect: { kind: 'better', times: 10 },
    },
    {
      id: 'longer-queue',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a backlog of 512', ko: '백로그 512' },
      effect: { kind: 'better', times: 10 },
    },
    useless('synack-retries', 'net.ipv4.tcp_synack_retries=10', 2),
  ],
  begin,
};
