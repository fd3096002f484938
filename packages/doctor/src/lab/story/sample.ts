/**
 * A trial and its outcomes, made up, for tests.
 * @module
 */
import type { Finding } from '../../model/verdict.ts';
import type { LeverOutcome, TrialOutcome } from '../run-trial.ts';
import type { Lever, Trial } from '../trial.ts';

/** A lever that helps 100 times. */
export const sampleLever = (more: Partial<Lever> = {}): Lever => ({
  id: 'longer-queue',
  kind: 'remedy',
  at: 'application',
  what: { en: 'a backlog of 512', ko: '백로그 512' },
  effect: { kind: 'better', times: 100 },
  ...more,
});

/** Never to be begun. */
export const sampleTrial: Trial = {
  id: 'accept-queue-overflow',
  rule: 'accept-queue-overflow',
  story: { en: '100 clients meet a pause.', ko: 'accept가 멈춘 사이 클라이언트 100개가 옵니다.' },
  crowd: { en: '100 clients', ko: '클라이언트 100개' },
  families: ['ipv4'],
  measures: [
    {
      id: 'connectP50',
      name: { en: 'median connect time', ko: '연결 시간 중앙값' },
      unit: 'ms',
      better: 'lower',
    },
  ],
  finds: { side: 'server', rule: 'accept-queue-overflow' },
  levers: [sampleLever()],
  begin: () => Promise.reject(new Error('Cannot play a sample')),
};

/** Rounds of `connectP50`, ms, in ascending order. */
export const sampleOutcome = (
  lever: Lever | undefined,
  rounds: readonly [number, ...number[]],
  found?: readonly Finding[],
): LeverOutcome => ({
  ...(lever === undefined ? {} : { lever }),
  rounds: rounds.map((connectP50) => ({ connectP50 })),
  figures: {
    connectP50: {
      low: rounds[0],
      median: rounds[rounds.length >> 1] ?? rounds[0],
      high: rounds.at(-1) ?? rounds[0],
    },
  },
  ...(found === undefined ? {} : { found }),
});

/** 2 s without, 0.2 ms with the lever. */
export const sampleTrialOutcome = (wrong: readonly string[] = []): TrialOutcome => ({
  trial: sampleTrial,
  family: 'ipv4',
  levers: [sampleOutcome(undefined, [1_900, 2_000, 2_100]), sampleOutcome(sampleLever(), [0.2])],
  wrong,
  tookMs: 1_000,
});
