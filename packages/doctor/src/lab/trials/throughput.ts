/**
 * How fast an upload is, as the program that reads it sees it.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../../model/trial.ts';
import type { Upload } from '../scenarios/bulk-upload.ts';
import type { Lever, Round } from '../trial.ts';
import { useless } from './useless.ts';

/** What the receiving program reads, Mbit/s. */
export const SPEED: Measure = {
  id: 'speed',
  name: { en: 'throughput', ko: '전송 속도' },
  unit: 'Mbit/s',
  better: 'higher',
};

/** Over so many ms: 25 round trips of 40 ms. */
const MEASURED_MS = 1_000;

/** How much two rounds may differ beside other trials, where a lever does nothing. */
const NOISE = 1.5;

/** A sysctl that makes nothing faster. */
export const uselessForSpeed = (id: string, setting: string): Lever => useless(id, setting, NOISE);

/** The rest of a round whose upload is under way. */
export const speedRound = (upload: Upload): Round => ({
  figures: async () => ({ [SPEED.id]: await mbitPerSec(upload) }),
});

/** Speed from now on, Mbit/s, over a second or as long as is said. */
export async function mbitPerSec(
  { readBytes }: Pick<Upload, 'readBytes'>,
  measuredMs = MEASURED_MS,
): Promise<number> {
  const since = performance.now();
  const before = await readBytes();
  await pause(measuredMs);
  const read = (await readBytes()) - before;
  return (read * 8) / 1_000 / (performance.now() - since);
}
