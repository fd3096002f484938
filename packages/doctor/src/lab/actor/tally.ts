/**
 * Counting errnos and times.
 * @module
 */
import type { Spread } from './ops.ts';

/** How often each name was counted. */
export class Tallies {
  readonly counts: Record<string, number> = {};

  /** Counts `name` once more, or `by` more. */
  add(name: string, by = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + by;
  }

  /** A copy, safe to hand out. */
  read(): Record<string, number> {
    return { ...this.counts };
  }
}

/** Samples kept for a spread: enough for a steady p99, bounded for long runs. */
const KEEP = 20_000;

/** Durations of the last 20,000 events, and how many there were in all. */
export class Durations {
  private readonly kept: number[] = [];
  private total = 0;

  /** Takes one duration, ms. */
  add(ms: number): void {
    this.kept[this.total % KEEP] = ms;
    this.total += 1;
  }

  /** Their distribution. */
  spread(): Spread {
    const sorted = this.kept.toSorted((a, b) => a - b);
    const at = (q: number): number =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0) * 1e3) /
      1e3;
    return { count: this.total, min: at(0), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
  }
}
