/**
 * How much of the ephemeral range each destination uses, how fast that grows, and when it will end.
 *
 * One (source address, destination address and port) can have as many connections as there are ports.
 * No counter moves when they are gone; only the sockets show it.
 * @module
 */
import type { Destination, Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Severity } from '../model/verdict.ts';
import { ENOUGH_LOOKS, last } from './looks.ts';
import { once } from './once.ts';
import { portsOf, unmapped } from './ports.ts';
import type { Ports } from './ports.ts';

/** Measured on Linux 6.18: `connect()` costs 16 to 19 us below half of the range, 396 us above. */
export const KNEE_RATIO = 0.5;
/** The last warning before `connect()` fails. */
export const FULL_RATIO = 0.9;
/** Below this a forecast says nothing: any start of a program looks like it. */
export const FORECAST_RATIO = 0.25;
/** From this share of TIME_WAIT on, waiting is what uses up the ports, not connections in use. */
export const TIME_WAIT_RATIO = 0.8;
/** TCP_TIMEWAIT_LEN, seconds: compiled into the kernel, no sysctl changes it. */
export const TIME_WAIT_SECONDS = 60;
/** A forecast further away than this is not worth a word, seconds. */
const FORECAST_SECONDS = 600;

/** One destination's use of the range over the window. */
export interface PortUse {
  /** As of the last look. */
  readonly at: Destination;
  readonly first: Destination;
  readonly ports: Ports;
  /** Ports in use of those available, in the last look. May exceed 1 when the range was narrowed. */
  readonly fill: number;
  /** The lowest such share of any look. */
  readonly leastFill: number;
  /** Ports per second, of the slowest step between two looks; 0 when it did not grow in every step. */
  readonly growthPerSecond: number;
  /** Until the first `EADDRNOTAVAIL` at that growth, seconds; `undefined`: not in sight. */
  readonly secondsLeft?: number;
}

/** Every destination that was there in every look, most ports first; `undefined`: range unknown. */
export const portUses = once((namespace): readonly PortUse[] | undefined => {
  const ports = portsOf(last(namespace));
  if (ports === undefined || ports.available <= 0) return undefined;
  const looks = namespace.looks.map(byTuple);
  return [...(looks.at(-1) ?? new Map<string, Destination>())].flatMap(([key]) => {
    const [head, ...rest] = looks.map((look) => look.get(key));
    return head !== undefined && rest.every((there) => there !== undefined)
      ? [useOf(namespace, [head, ...rest], ports)]
      : [];
  });
});

type Trail = readonly [Destination, ...Destination[]];

/** Destinations by what must be unique; IPv4 and mapped sockets to the same place are one. */
function byTuple(look: Snapshot): Map<string, Destination> {
  const tuples = new Map<string, Destination>();
  for (const at of look.destinations) {
    const key = `${unmapped(at.source)} ${unmapped(at.remote.address)} ${at.remote.port}`;
    const same = tuples.get(key);
    tuples.set(key, same === undefined ? at : sum(same, at));
  }
  return tuples;
}

const sum = (a: Destination, b: Destination): Destination => ({
  ...a,
  ports: a.ports + b.ports,
  lowParityPorts: a.lowParityPorts + b.lowParityPorts,
  established: a.established + b.established,
  timeWait: a.timeWait + b.timeWait,
  closeWait: a.closeWait + b.closeWait,
  synSent: a.synSent + b.synSent,
  synSentRetried: a.synSentRetried + b.synSentRetried,
  other: a.other + b.other,
  inodes: [...a.inodes, ...b.inodes].slice(0, 3),
});

function useOf(namespace: NamespaceSurvey, trail: Trail, ports: Ports): PortUse {
  const at = trail.at(-1) ?? trail[0];
  const growthPerSecond = slowestGrowth(namespace, trail);
  const use = {
    at,
    first: trail[0],
    ports,
    fill: at.ports / ports.available,
    leastFill: Math.min(...trail.map((there) => there.ports)) / ports.available,
    growthPerSecond,
  };
  const secondsLeft = forecast(at, ports, growthPerSecond);
  return secondsLeft === undefined ? use : { ...use, secondsLeft };
}

function slowestGrowth(namespace: NamespaceSurvey, trail: Trail): number {
  if (trail.length < ENOUGH_LOOKS) return 0;
  const marks = trail.map((there, n) => ({
    ports: there.ports,
    atMs: namespace.looks[n]?.atMs ?? 0,
  }));
  const steps = marks.slice(1).map((is, n) => {
    const was = marks[n] ?? is;
    return is.atMs > was.atMs ? ((is.ports - was.ports) * 1_000) / (is.atMs - was.atMs) : 0;
  });
  return Math.max(0, Math.min(...steps));
}

/**
 * Connections that end give their port back after 60 s, so they fill the range only when 60 s of them
 * are more than it holds. Connections that stay give nothing back.
 */
function forecast(at: Destination, ports: Ports, growthPerSecond: number): number | undefined {
  if (growthPerSecond <= 0) return undefined;
  const left = Math.max(0, ports.available - at.ports);
  const staying = Math.max(0, at.ports - at.timeWait);
  const settles = isTimeWait(at) && staying + growthPerSecond * TIME_WAIT_SECONDS < ports.available;
  const seconds = left / growthPerSecond;
  return settles || seconds > FORECAST_SECONDS ? undefined : seconds;
}

/** TIME_WAIT is what holds the ports. */
export function isTimeWait(at: Destination): boolean {
  const all = at.established + at.timeWait + at.closeWait + at.synSent + at.other;
  return all > 0 && at.timeWait / all >= TIME_WAIT_RATIO;
}

/**
 * How bad it is, or `undefined` when it is not. `critical` from 90 %, `warning` from the knee or when
 * the end is less than a minute away, `notice` when it is less than ten minutes away.
 */
export function pressure(use: PortUse): Severity | undefined {
  const left = use.fill >= FORECAST_RATIO ? use.secondsLeft : undefined;
  if (use.leastFill >= FULL_RATIO) return 'critical';
  if (left !== undefined && use.fill >= FULL_RATIO) return 'critical';
  if (use.leastFill >= KNEE_RATIO) return 'warning';
  if (left === undefined) return undefined;
  return left <= TIME_WAIT_SECONDS ? 'warning' : 'notice';
}
