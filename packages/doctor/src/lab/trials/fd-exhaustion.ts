/**
 * A server without a descriptor left. A higher limit serves those who wait, a descriptor in reserve
 * tells them at once; a longer queue only gives them more room to wait in.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import { crowded } from '../scenarios/fd-exhaustion.ts';
import { untilQueued } from '../scenarios/listen-state.ts';
import { BOTH } from '../scenarios/pair.ts';
import type { Stage } from '../stage.ts';
import type { Round, Trial } from '../trial.ts';
import { backlogFor, hugeBacklog } from './huge-backlog.ts';
import { ANSWERED } from './measures.ts';

const RULE = 'fd-exhaustion';
const SPARE = 10;
const SHORT = 16;
const ENOUGH = 400;
const CLIENTS = 20;
const PATIENCE_MS = 1_000;

/** How long half of the clients do not know where they stand, ms. */
const DECIDED_P50: Measure = {
  id: 'decidedP50',
  name: { en: 'median time until served or told', ko: '응답 또는 종료까지 걸린 시간 중앙값' },
  unit: 'ms',
  better: 'lower',
};

async function begin(stage: Stage, lever: string | undefined): Promise<Round> {
  const reserve = lever === 'reserve-descriptor';
  const backlog = await backlogFor(stage, lever, SHORT);
  const { server, client, to } = await crowded(stage, { backlog, spare: SPARE, reserve });
  if (!reserve) await untilQueued(stage, SHORT);
  if (lever === 'raise-limit') await server.limitFds({ to: ENOUGH });
  const { activity } = await client.load({
    to,
    port: 80,
    count: CLIENTS,
    connectionsPerSec: 100,
    requestBytes: 100,
    responseBytes: 100,
    timeoutMs: PATIENCE_MS,
  });
  return {
    async figures() {
      const { counts, spreads } = await client.finish({ activity });
      return {
        [DECIDED_P50.id]: spreads['decidedMs']?.p50 ?? PATIENCE_MS,
        [ANSWERED.id]: counts['ok'] ?? 0,
      };
    },
  };
}

/** A process at its limit. */
export const fdExhaustion: Trial = {
  id: RULE,
  rule: RULE,
  families: BOTH,
  story: {
    en: 'A server may open 10 more descriptors and 40 clients stay. 20 more ask, each waits 1 s.',
    ko: '서버가 열 수 있는 디스크립터는 10개뿐인데 클라이언트 40개가 연결을 유지합니다. 20개가 더 요청하고 각각 1초 동안 기다립니다.',
  },
  crowd: {
    en: '20 clients of a server without a descriptor left, each waits 1 s',
    ko: '디스크립터가 고갈된 서버의 클라이언트 20개, 대기 1초',
  },
  measures: [DECIDED_P50, ANSWERED],
  rounds: 5,
  finds: { side: 'server', rule: RULE },
  levers: [
    {
      id: 'raise-limit',
      kind: 'remedy',
      at: 'process',
      what: { en: 'a limit of 400', ko: '디스크립터 한도 400' },
      effect: { kind: 'better', times: 20 },
    },
    {
      id: 'reserve-descriptor',
      kind: 'remedy',
      at: 'application',
      what: { en: 'a descriptor in reserve', ko: '예비 디스크립터' },
      effect: { kind: 'better', times: 20 },
      // They are told; the descriptors are used up as before.
      afterwards: 'either',
    },
    hugeBacklog({ kind: 'none', within: 1.2 }),
  ],
  begin,
};
