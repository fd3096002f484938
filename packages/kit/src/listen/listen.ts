/**
 * Starts a server that takes the connections it can serve, and refuses the others politely.
 * @module
 */
import type { AddressInfo, ListenOptions as NetListenOptions, Server } from 'node:net';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { KitWarning, OnWarning } from '../warning.ts';
import { emitWarning } from '../warning.ts';
import { watchAcceptWait } from './accept-wait.ts';
import type { Backlog, BacklogWish } from './backlog.ts';
import { fitBacklog, somaxconn } from './backlog.ts';
import { busyMeter } from './busy-meter.ts';
import type { ListenCounters, ShedOptions } from './door.ts';
import { openDoor } from './door.ts';
import type { Drained } from './drain.ts';
import { drain } from './drain.ts';
import { armKeepAlive, NO_KEEP_ALIVE } from './keep-alive.ts';
import { watchLateness } from './loop-lateness.ts';
import { ownQueue } from './own-queue.ts';
import { postPorter } from './porter.ts';
import { start } from './start.ts';
import type { HttpTimeouts } from './timeouts.ts';
import { agreeTimeouts } from './timeouts.ts';

/** Where and how to listen: what `server.listen()` takes, and more. */
export interface ListenOptions extends Omit<NetListenOptions, 'backlog'> {
  /** How many connections may wait to be accepted. @default 'auto': 4,096, or what the kernel allows */
  readonly backlog?: BacklogWish;
  /** How long the proxy or client in front keeps idle HTTP/1 connections, ms. @default 60_000 */
  readonly proxyIdleMs?: number;
  /** First TCP keepalive probe on a quiet accepted connection, ms, after its first second; 0 for none. @default 60_000 */
  readonly keepAliveMs?: number;
  /** When to refuse work; `false` for never. @default when clients wait for half a second */
  readonly shed?: ShedOptions | false;
  /** How long `close()` waits for what is in progress, ms. @default 10_000 */
  readonly drainMs?: number;
  /** Who is told that the kernel has cut the backlog down. @default process.emitWarning */
  readonly onWarning?: OnWarning;
  /** @default the clock of the process */
  readonly clock?: Clock;
}

/** A server that listens. */
export interface Listening extends AsyncDisposable {
  /** As `server.address()` had it: of a TCP server its address and port, else the path. */
  readonly address: AddressInfo | string | null;
  readonly backlog: Backlog;
  /** Aborted as soon as `close()` is called: what should end of itself can listen to it. */
  readonly closing: AbortSignal;
  counters(): ListenCounters;
  /** Stops accepting, waits for what is in progress, cuts the rest. Calling it again changes nothing. */
  close(options?: { readonly deadlineMs?: number }): Promise<Drained>;
}

/** How often the event loop is looked at, ms, unless a limit asks for more. */
const LOOK_MS = 50;

/**
 * Listens with a backlog that fits, and sheds load above a measured limit.
 *
 * For servers of net, tls, http, https and http2, alone and in a worker of node:cluster.
 *
 * @throws {RangeError} When the backlog is not a positive number, or another number makes no sense.
 * @throws {Error} What `server.listen()` reports, such as EADDRINUSE; or that the server was closed, or
 * told to listen a second time, before it listened. The server is as it was.
 */
export async function listen(server: Server, options: ListenOptions = {}): Promise<Listening> {
  const { backlog: wish = 'auto', proxyIdleMs = 60_000, keepAliveMs = 60_000, shed = {} } = options;
  const { clock = systemClock, onWarning = emitWarning, drainMs = 10_000, ...place } = options;
  const backlog = fitBacklog(wish, somaxconn());
  const limits: ShedOptions =
    shed === false ? {} : { ...shed, maxDelayMs: shed.maxDelayMs ?? patienceOf(wish) };
  checkNumbers({ proxyIdleMs, keepAliveMs, drainMs, ...limits });
  const lookMs = Math.max(1, Math.min(LOOK_MS, (limits.maxDelayMs ?? Infinity) / 4));

  /** Not before it listens. */
  let own: ReturnType<typeof ownQueue> = undefined;
  const lateness = watchLateness(clock, lookMs);
  const queue = watchAcceptWait(clock, 2 * lookMs, {
    waiting: () => own?.(),
    alwaysBusy: busyMeter(),
  });
  const door = openDoor(lateness, queue, limits);
  const keepAlive = keepAliveMs > 0 ? armKeepAlive(clock, keepAliveMs) : NO_KEEP_ALIVE;
  const porter = postPorter(server, door, keepAlive);
  const dismiss = (): void => {
    for (const one of [porter, keepAlive, queue, lateness]) one[Symbol.dispose]();
  };
  try {
    await start(server, { ...place, backlog: backlog.wanted });
  } catch (error) {
    dismiss();
    throw error;
  }
  server.once('close', dismiss);
  own = ownQueue(server.address());
  try {
    if (backlog.capped === true) onWarning(cappedWarning(backlog));
  } catch (error) {
    server.close();
    throw error;
  }
  if (speaksHttp1(server)) Object.assign(server, agreeTimeouts(server, proxyIdleMs));

  const arrivals = { waiting: () => own?.(), accepted: () => door.counters().accepted };
  const closing = new AbortController();
  let ended: Promise<Drained> | undefined;
  const close: Listening['close'] = ({ deadlineMs = drainMs } = {}) => {
    closing.abort();
    ended ??= drain(server, porter, arrivals, clock, deadlineMs);
    return ended;
  };
  return {
    address: server.address(),
    backlog,
    closing: closing.signal,
    counters: () => ({
      ...door.counters(),
      ...(own === undefined && { worstAcceptWaitMs: undefined }),
    }),
    close,
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}

/** What must have an end. The others may be Infinity: no limit. */
const FINITE: readonly string[] = ['proxyIdleMs', 'keepAliveMs', 'retryAfterS'];

function checkNumbers(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== 'number') continue;
    if (value >= 0 && (value < Infinity || !FINITE.includes(name))) continue;
    throw new RangeError(`Cannot listen: ${name} makes no sense, it is ${value}`);
  }
}

const speaksHttp1 = (server: Server): server is Server & HttpTimeouts =>
  'keepAliveTimeout' in server && 'headersTimeout' in server && 'requestTimeout' in server;

/** Without another word: who tolerates so long a wait in the queue does so before the server has time for him, too. */
const patienceOf = (wish: BacklogWish): number =>
  typeof wish === 'object' ? wish.tolerableMs : 500;

const cappedWarning = ({ wanted, effective }: Backlog): KitWarning => ({
  code: 'TCPDOCTOR_BACKLOG_CAPPED',
  message:
    `The kernel has cut the backlog from ${wanted} to ${effective}: net.core.somaxconn of this ` +
    'network namespace. Raise it, then listen again; or ask for less.',
});
