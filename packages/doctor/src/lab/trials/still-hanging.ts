/**
 * How many connections still hang after a while: what trials of time limits measure.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { Stage } from '../stage.ts';
import { within } from './within.ts';

/** Connections that still hang, so many seconds after it began. */
export const hangingAfter = (seconds: number): Measure => ({
  id: 'hanging',
  name: {
    en: `connections hanging after ${seconds} s`,
    ko: `${seconds}초 뒤 멈춰 있는 연결`,
  },
  unit: 'connections',
  better: 'lower',
});

/** How long a program waits until it is told, watched for so many seconds. */
export const toldAfter = (seconds: number): Measure => ({
  id: 'told',
  name: {
    en: `wait for an error (${seconds} s watched)`,
    ko: `오류를 받기까지 걸린 시간 (최대 ${seconds}초 관찰)`,
  },
  unit: 'ms',
  better: 'lower',
});

/** How it ended. */
export interface Hanging {
  /** Connections of the server's that were still there at the end of the watch. */
  readonly hanging: number;
  /** When half of them had ended, ms; the whole watch when they had not. */
  readonly toldMs: number;
}

/** Watches the server's connections, all of which hang from now on, until they end or the time is up. */
export function watchHanging(stage: Stage, count: number, watchMs: number): Promise<Hanging> {
  const watched = watch(stage, count, watchMs);
  watched.catch(() => {}); // whoever awaits it hears of it; a stage that ends early is no news
  return watched;
}

async function watch(stage: Stage, count: number, watchMs: number): Promise<Hanging> {
  const since = performance.now();
  const established = async (): Promise<number> => (await stage.states('server')).established;
  let toldMs = watchMs;
  await within(watchMs, async () => {
    const left = await established();
    if (left <= count / 2) toldMs = Math.min(toldMs, performance.now() - since);
    return left === 0;
  });
  return { hanging: await established(), toldMs };
}
