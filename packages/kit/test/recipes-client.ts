/**
 * A client of a proxy, on the same stage: requests, so many at a time, and their statuses.
 * @module
 */
import { say, settings } from './heartbeat-said.ts';

/** What to ask. */
export interface ClientSettings {
  readonly path: string;
  readonly count: number;
  readonly atATime: number;
}

const { path, count, atATime } = settings() as ClientSettings;
const statuses: Record<string, number> = {};
const tookMs: number[] = [];
let left = count;

async function ask(): Promise<void> {
  while (left > 0) {
    left -= 1;
    const startMs = performance.now();
    const response = await fetch(`http://127.0.0.1:8080${path}`);
    await response.text();
    tookMs.push(performance.now() - startMs);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
  }
}

await Promise.all(Array.from({ length: atATime }, ask));
say('done', { statuses, leastMs: Math.min(...tookMs), mostMs: Math.max(...tookMs) });
