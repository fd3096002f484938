/**
 * The ports `connect()` may choose from, and how many there are.
 *
 * Source: net.ipv4.ip_local_port_range, net.ipv4.ip_local_reserved_ports, `__inet_hash_connect`. Both
 * keys hold for IPv6 too.
 * @module
 */
import type { Snapshot } from '../model/snapshot.ts';
import { sysctlNumbers } from './looks.ts';

/** First and last port, both included. */
export type PortSpan = readonly [from: number, to: number];

/** The ephemeral ports of one namespace. */
export interface Ports {
  readonly low: number;
  readonly high: number;
  /** Reserved ports within the range: `connect()` and `bind()` to port 0 pass them over. */
  readonly reserved: number;
  /** Ports left to choose from: the range without the reserved ones. */
  readonly available: number;
  /** Of these, with the parity of `low`: `connect()` tries all of them before any other. */
  readonly lowParity: number;
  readonly reservedSpans: readonly PortSpan[];
}

const MOST_PORT = 65_535;

/**
 * Parses a list such as `8080,9000-9010`, sorted and merged. Words that are no port are passed over:
 * the kernel has printed the list, or a file is being compared with it.
 */
export function parsePortList(text: string): PortSpan[] {
  const spans = text.split(/[\s,]+/).flatMap((word): PortSpan[] => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(word) ?? [];
    if (from === undefined) return [];
    const span: PortSpan = [Number(from), Number(to ?? from)];
    return span[0] <= span[1] && span[1] <= MOST_PORT ? [span] : [];
  });
  return merged(spans.toSorted((a, b) => a[0] - b[0]));
}

function merged(sorted: readonly PortSpan[]): PortSpan[] {
  const out: PortSpan[] = [];
  for (const [from, to] of sorted) {
    const before = out.at(-1);
    if (before !== undefined && from <= before[1] + 1) {
      out[out.length - 1] = [before[0], Math.max(before[1], to)];
    } else out.push([from, to]);
  }
  return out;
}

/** Ports as the kernel prints them: `8080,9000-9010`. */
export const portListText = (spans: readonly PortSpan[]): string =>
  spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');

/** The ephemeral ports of a look; `undefined` when its range could not be read. */
export function portsOf(look: Snapshot): Ports | undefined {
  const [low, high] = sysctlNumbers(look, 'net.ipv4.ip_local_port_range');
  if (low === undefined || high === undefined || low > high) return undefined;
  const reservedSpans = parsePortList(look.sysctls['net.ipv4.ip_local_reserved_ports'] ?? '');
  const inside = reservedSpans.flatMap(([from, to]): PortSpan[] =>
    to < low || from > high ? [] : [[Math.max(from, low), Math.min(to, high)]],
  );
  const reserved = inside.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const reservedLow = inside.reduce((sum, span) => sum + countParity(span, low), 0);
  return {
    low,
    high,
    reserved,
    available: high - low + 1 - reserved,
    lowParity: countParity([low, high], low) - reservedLow,
    reservedSpans,
  };
}

/** Ports of a span that are odd or even as `like` is. */
function countParity([from, to]: PortSpan, like: number): number {
  const start = from % 2 === like % 2 ? from : from + 1;
  return start > to ? 0 : Math.floor((to - start) / 2) + 1;
}

/** `connect()` may take this port as its own. */
export const isEphemeral = (ports: Ports, port: number): boolean =>
  port >= ports.low &&
  port <= ports.high &&
  !ports.reservedSpans.some(([from, to]) => port >= from && port <= to);

/** `::ffff:10.0.0.1` as `10.0.0.1`: such sockets share ports with those of IPv4. */
export const unmapped = (address: string): string =>
  /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;

/** 127.0.0.0/8 or ::1, mapped or not. */
export const isLoopback = (address: string): boolean =>
  address === '::1' || unmapped(address).startsWith('127.');
