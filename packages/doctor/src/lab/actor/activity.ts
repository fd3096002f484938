/**
 * Background activities: what they count, and how they are asked, awaited and stopped.
 * @module
 */
import type { ActivityId, Ops, Report } from './ops.ts';
import { refused } from './refused.ts';
import { Durations, Tallies } from './tally.ts';

/** A running activity, as its own code sees it. */
export interface Activity {
  readonly id: ActivityId;
  readonly counts: Tallies;
  readonly errors: Tallies;
  /** A named distribution, made on first use. */
  spread(name: string): Durations;
  /** Must be called once when the activity has come to its end. */
  end(): void;
}

interface Entry extends Activity {
  running: boolean;
  readonly ended: Promise<void>;
  stop: (close: boolean) => void;
  readonly spreads: Map<string, Durations>;
}

const activities = new Map<ActivityId, Entry>();

/**
 * Starts an activity.
 *
 * @param run Sets it going and answers how to stop it; `close` asks to close its sockets too.
 */
export function begin(run: (activity: Activity) => (close: boolean) => void): {
  activity: ActivityId;
} {
  const id = activities.size + 1;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const spreads = new Map<string, Durations>();
  const entry: Entry = {
    id,
    counts: new Tallies(),
    errors: new Tallies(),
    spreads,
    running: true,
    ended,
    spread: (name) => {
      const durations = spreads.get(name) ?? new Durations();
      spreads.set(name, durations);
      return durations;
    },
    end: () => ((entry.running = false), resolve()),
    stop: () => {},
  };
  activities.set(id, entry);
  entry.stop = run(entry);
  return { activity: id };
}

function find(id: ActivityId): Entry {
  const entry = activities.get(id);
  if (entry === undefined) throw refused(`find activity ${id}`, 'ESRCH');
  return entry;
}

/** `report`. */
export function report({ activity }: Ops['report']['args']): Report {
  const { running, counts, errors, spreads } = find(activity);
  return {
    running,
    counts: counts.read(),
    errors: errors.read(),
    spreads: Object.fromEntries([...spreads].map(([name, times]) => [name, times.spread()])),
  };
}

/** `finish`. */
export async function finish(args: Ops['finish']['args']): Promise<Report> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => (timer = setTimeout(done, args.timeoutMs ?? 60_000)));
  await Promise.race([find(args.activity).ended, late]);
  clearTimeout(timer);
  return report(args);
}

/** `halt`. */
export function halt(args: Ops['halt']['args']): Report {
  const entry = find(args.activity);
  if (entry.running || args.close === true) entry.stop(args.close ?? false);
  if (entry.running) entry.end();
  return report(args);
}
