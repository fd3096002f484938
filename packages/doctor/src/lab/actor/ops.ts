/**
 * The actor's contract: every operation, what it takes and what it answers. This is the page to read
 * before writing a scenario.
 *
 * An actor is a process inside one namespace of a stage. It does what a program with sockets does,
 * exactly as told: an operation that answers a `socket` or `sockets` holds them open until `close`.
 * Operations that answer an `activity` go on in the background, also while the stage is examined;
 * ask them with `report`, wait for their end with `finish`, stop them with `halt`.
 *
 * Times are ms, sizes bytes, rates per second. A refused system call rejects with its errno as
 * `code`; bulk operations count errnos instead.
 * @module
 */

/** A socket held by an actor (its file descriptor there). */
export type SocketId = number;
/** A background activity of an actor. */
export type ActivityId = number;
/** How often each errno was seen: `{ ECONNREFUSED: 3 }`. */
export type Tally = Readonly<Record<string, number>>;

/** A distribution of durations, ms. All zero when there were none. */
export interface Spread {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Options any TCP socket may be given; absent means left at the kernel's default. */
export interface SocketOptions {
  /** SO_RCVBUF as passed; the kernel doubles it and stops autotuning. */
  readonly rcvbuf?: number;
  /** SO_SNDBUF as passed; the kernel doubles it and stops autotuning. */
  readonly sndbuf?: number;
  /** TCP_NODELAY. */
  readonly nodelay?: boolean;
  /** SO_KEEPALIVE: `true` with the sysctls' times, an object with its own (seconds), `false` off. */
  readonly keepalive?:
    | boolean
    | { readonly idleS: number; readonly intervalS: number; readonly probes: number };
  /** SO_MAX_PACING_RATE. */
  readonly maxPacingBytesPerSec?: number;
  /** TCP_USER_TIMEOUT, ms. */
  readonly userTimeoutMs?: number;
  /** TCP_CONGESTION: `reno`, `bbr`, `cubic`. */
  readonly congestion?: string;
  /** TCP_MAXSEG. */
  readonly mssBytes?: number;
  /** TCP_CORK. */
  readonly cork?: boolean;
  /** TCP_QUICKACK (not sticky in the kernel). */
  readonly quickack?: boolean;
  /** TCP_WINDOW_CLAMP. */
  readonly windowClampBytes?: number;
  /** SO_LINGER {1, 0}: close() sends RST and throws away what is unsent. */
  readonly linger0?: boolean;
  /** SO_LINGER {1, so many}, seconds: close() waits so long for the peer to take everything. */
  readonly lingerS?: number;
}

/** `listen`: a listening socket. Nobody accepts from it until `accept` or `serve`. */
export interface ListenArgs extends SocketOptions {
  readonly port: number;
  readonly backlog: number;
  /** @default the actor's own stage address; `0.0.0.0` or `::` for all */
  readonly address?: string;
  /** SO_REUSEPORT. */
  readonly reuseport?: boolean;
  /** SO_REUSEADDR. @default true */
  readonly reuseaddr?: boolean;
  /** IPV6_V6ONLY; `false` with address `::` is a dual-stack listener. */
  readonly v6only?: boolean;
  /** TCP_DEFER_ACCEPT, seconds. */
  readonly deferAcceptS?: number;
}

/** `connect`: opens `count` connections and waits for each to be established, refused or late. */
export interface ConnectArgs extends SocketOptions {
  readonly to: string;
  readonly port: number;
  /** @default 1 */
  readonly count?: number;
  /** How long to wait for each, ms. Those still waiting are `pending`. @default 1_000 */
  readonly timeoutMs?: number;
  /** Handshakes under way at once. @default 256 */
  readonly inFlight?: number;
  /** Pause between two connects, ms. @default 0 */
  readonly everyMs?: number;
  readonly bindAddress?: string;
  /** IP_BIND_ADDRESS_NO_PORT before bind. */
  readonly bindNoPort?: boolean;
  /** SO_REUSEADDR before bind. */
  readonly reuseaddr?: boolean;
  /** Fixed source port (first of `count` in a row). */
  readonly sourcePort?: number;
  /** Keep sockets, the pending ones too; `false` closes all. @default true */
  readonly hold?: boolean;
}

/** What `connect` came to. `ok + pending + sum(failed) = count`. */
export interface ConnectResult {
  readonly ok: number;
  /** Still in SYN_SENT when their time was up. */
  readonly pending: number;
  readonly failed: Tally;
  /** Time from connect() to established. */
  readonly connectMs: Spread;
  readonly sockets: readonly SocketId[];
  readonly pendingSockets: readonly SocketId[];
}

/** `serve`: accepts from a listener and treats each connection as told. */
export interface ServeArgs {
  readonly listener: SocketId;
  /** @default as fast as they come */
  readonly acceptPerSec?: number;
  /** Everything (and thrown away), nothing, or so many bytes per second per connection. @default 'all' */
  readonly read?: 'all' | 'none' | number;
  /** Bytes that make one request. @default any bytes read at once */
  readonly requestBytes?: number;
  /** Sent for each request, `afterMs` later. */
  readonly reply?: { readonly bytes: number; readonly afterMs?: number };
  /** Requests worked on at once, for `reply.afterMs` each; meanwhile no other is read. @default no limit */
  readonly workers?: number;
  /** Close of our own accord: right after accept, after the first reply (or request). @default never */
  readonly closeAfter?: 'accept' | 'request';
  /** What to do when the peer has closed: close too, or keep the socket (CLOSE_WAIT). @default 'close' */
  readonly onEof?: 'close' | 'keep';
  /** Stop accepting after so many. */
  readonly maxConnections?: number;
  /**
   * Keeps one descriptor back. When no other is left it gives that up, accepts, closes at once (counted
   * as `turnedAway`) and takes it again. @default false
   */
  readonly reserve?: boolean;
  /** Options for accepted sockets. */
  readonly options?: SocketOptions;
}

/** `load`: a client loop of connect, write, read, close. */
export interface LoadArgs {
  readonly to: string;
  readonly port: number;
  /** Open loop: start so many per second, come what may. One of this and `concurrency`. */
  readonly connectionsPerSec?: number;
  /** Open loop in bursts: those of so many ms all at once. @default evenly */
  readonly burstEveryMs?: number;
  /** Closed loop: so many at once, the next when one ends. */
  readonly concurrency?: number;
  /** Ends after this time, ms (requests under way are let finish). */
  readonly forMs?: number;
  /** Ends after so many connections. */
  readonly count?: number;
  /** @default 0: nothing is written; meaningless bytes, unless there is a `requestText` */
  readonly requestBytes?: number;
  /** What a real server understands, in place of `requestBytes`; at most a few hundred bytes. */
  readonly requestText?: string;
  /** Reads so many before it goes on. @default 0: nothing is read */
  readonly responseBytes?: number;
  /** Requests one after the other on a connection. @default 1 */
  readonly requests?: number;
  /** Who closes first: the client at once, or the client after the server's FIN. @default true */
  readonly closeFirst?: boolean;
  /** Per connection, ms; then it is closed and counted as `TIMEOUT`. @default 1_000 */
  readonly timeoutMs?: number;
  /** Connections open at once at most; more are counted as `SKIPPED`. @default 8_000 */
  readonly maxOpen?: number;
  readonly bindAddress?: string;
  readonly bindNoPort?: boolean;
  readonly options?: SocketOptions;
}

/** `stream`: keeps a socket's send buffer busy. */
export interface StreamArgs {
  readonly socket: SocketId;
  /** @default as fast as it goes */
  readonly bytesPerSec?: number;
  /** Bytes per send(). @default 65_536 */
  readonly chunkBytes?: number;
  /** With a rate: gathers until there is enough for a whole chunk. @default false */
  readonly wholeChunks?: boolean;
  /** Ends after so many. */
  readonly totalBytes?: number;
  /** Closes with RST, and counts `TIMEOUT`, when the socket has taken nothing for so long, ms. @default never */
  readonly stallMs?: number;
  /** Instead: write, write, wait for the reply, as a program that trips over Nagle does. */
  readonly writeWriteRead?: {
    readonly first: number;
    readonly second: number;
    readonly replyBytes: number;
    /** Pause between two exchanges, ms. @default 0 */
    readonly pauseMs?: number;
  };
}

/** `flood`: SYN segments from addresses nobody has (10.77.0.0/16, fd09:77::/64), by a raw socket. */
export interface FloodArgs {
  readonly to: string;
  readonly port: number;
  readonly count: number;
  readonly perSec: number;
  /** First of the source addresses, to tell floods apart. @default 1 */
  readonly firstSource?: number;
  /** Different source addresses. @default count */
  readonly sources?: number;
}

/** `track`: entries of connections that stand, from addresses nobody has, in the own namespace's table. */
export interface TrackArgs {
  /** Where these connections seem to go. */
  readonly to: string;
  readonly port: number;
  readonly count: number;
  /** How long they last, seconds. */
  readonly timeoutS: number;
}

/** One hand-made TCP segment. */
export interface Segment {
  /** Relative to the flow: 0 is the first byte after the SYN. @default what comes next */
  readonly seq?: number;
  /** @default everything the peer sent */
  readonly ack?: number;
  /** Any of `S A F R P`. @default 'PA' */
  readonly flags?: string;
  /** Timestamp value; absent: the last one plus 1. */
  readonly tsVal?: number;
  /** Window field, not scaled. @default 65_535 */
  readonly window?: number;
  readonly bytes?: number;
  /** Send it so many times. @default 1 */
  readonly times?: number;
}

/** A hand-made connection, from an address nobody has. */
export interface HandshakeArgs {
  readonly to: string;
  readonly port: number;
  readonly sourcePort: number;
  /** @default 10.77.0.9 or fd09:77::9 */
  readonly from?: string;
  /** Initial sequence number. @default 1_000 */
  readonly seq?: number;
  /** Timestamp value of the SYN; `0` for none. @default 100_000 */
  readonly tsVal?: number;
  /** Window of the SYN and the ACK, not scaled. @default 65_535 */
  readonly window?: number;
  /** Window scale. @default 7 */
  readonly wscale?: number;
  /** How long to wait for the SYN-ACK, ms. @default 1_000 */
  readonly timeoutMs?: number;
  /** Send the third segment of the handshake. @default true */
  readonly complete?: boolean;
}

/** State and counts of a background activity. */
export interface Report {
  readonly running: boolean;
  /** Such as `accepted`, `requests`, `bytesRead`, `bytesSent`, `ok`, `open`. */
  readonly counts: Readonly<Record<string, number>>;
  /** errno name, `TIMEOUT`, `SKIPPED` to how often. */
  readonly errors: Tally;
  /** Such as `connectMs`, `totalMs` of those that went well, `decidedMs` of all, however they ended. */
  readonly spreads: Readonly<Record<string, Spread>>;
}

/** How handshakes go at this moment, in all of an actor. */
export interface Pulse {
  /** How long those took that were established within the last 2 s, ms; the latest 200. */
  readonly connectMs: readonly number[];
  /** How long the oldest that is still under way has been waiting, ms; 0 when none is. */
  readonly waitingMs: number;
}

interface Sockets {
  readonly sockets: readonly SocketId[];
}
interface Activity {
  readonly activity: ActivityId;
}
interface Bulk {
  /** Sockets it worked for. */
  readonly ok: number;
  readonly failed: Tally;
}

/** Every operation: `args` in, `result` out. */
export interface Ops {
  listen: { args: ListenArgs; result: { readonly listener: SocketId } };
  /** listen() again on the same socket, with another backlog. */
  relisten: { args: { readonly listener: SocketId; readonly backlog: number }; result: object };
  /** Takes up to `max` waiting connections, waiting up to `timeoutMs` (default 0) for that many. */
  accept: {
    args: { readonly listener: SocketId; readonly max: number; readonly timeoutMs?: number };
    result: Sockets & { readonly failed: Tally };
  };
  connect: { args: ConnectArgs; result: ConnectResult };
  /** One send() per socket. `bytes` is what the kernels' buffers took in all. */
  send: {
    args: Sockets & { readonly bytes: number };
    result: Bulk & { readonly bytes: number };
  };
  /** Reads up to `max` bytes per socket, without waiting unless `timeoutMs` is given. */
  recv: {
    args: Sockets & { readonly max: number; readonly timeoutMs?: number };
    result: Bulk & { readonly bytes: number; readonly eof: number };
  };
  shutdown: { args: Sockets & { readonly how?: 'read' | 'write' | 'both' }; result: Bulk };
  /** `linger0`: with RST. `'all'` closes every socket held. */
  close: {
    args: { readonly sockets: readonly SocketId[] | 'all'; readonly linger0?: boolean };
    result: Bulk;
  };
  setsockopt: { args: Sockets & { readonly options: SocketOptions }; result: Bulk };
  /** SO_ERROR, local port and tcp_info state (1 ESTABLISHED, 2 SYN_SENT, 7 CLOSE, 8 CLOSE_WAIT) of each. */
  inspect: {
    args: Sockets;
    result: {
      readonly sockets: readonly {
        readonly socket: SocketId;
        readonly error: string | undefined;
        readonly localPort: number;
        readonly state: number;
      }[];
    };
  };
  /** Who the actor is and how many descriptors it has. */
  status: {
    args: object;
    result: { readonly pid: number; readonly fds: number; readonly held: number };
  };
  /** Soft limit on descriptors: `to` in all, or `spare` more than are open now. */
  limitFds: {
    args: { readonly to: number } | { readonly spare: number };
    result: { readonly limit: number; readonly open: number };
  };
  /** How long connects take right now. Sends nothing. */
  pulse: { args: object; result: Pulse };
  serve: { args: ServeArgs; result: Activity };
  load: { args: LoadArgs; result: Activity };
  stream: { args: StreamArgs; result: Activity };
  /** Reads and throws away, as fast as it comes or so many bytes per second. Keeps the socket at EOF. */
  sink: {
    args: Sockets & { readonly bytesPerSec?: number };
    result: Activity;
  };
  flood: { args: FloodArgs; result: Activity };
  /** Needs a rule that tracks connections. Beyond the table's limit entries are refused silently. */
  track: { args: TrackArgs; result: { readonly asked: number } };
  /** A hand-made handshake; `undefined` flow when no SYN-ACK came. */
  handshake: {
    args: HandshakeArgs;
    result: { readonly flow: number | undefined; readonly flags: string };
  };
  /** Sends one segment on a hand-made flow and answers the flags of what came back within `waitMs`. */
  segment: {
    args: { readonly flow: number; readonly waitMs?: number } & Segment;
    result: { readonly replies: readonly string[] };
  };
  report: { args: Activity; result: Report };
  /** Waits for the end of an activity, `timeoutMs` at most (default 60_000); then `running` is still true. */
  finish: { args: Activity & { readonly timeoutMs?: number }; result: Report };
  /** Stops an activity. Its sockets stay open unless `close`. */
  halt: { args: Activity & { readonly close?: boolean }; result: Report };
}

/** Name of an operation. */
export type OpName = keyof Ops;

/** All names, for the proxy and for the test of the refusal. */
export const OP_NAMES = [
  'listen',
  'relisten',
  'accept',
  'connect',
  'send',
  'recv',
  'shutdown',
  'close',
  'setsockopt',
  'inspect',
  'status',
  'limitFds',
  'pulse',
  'serve',
  'load',
  'stream',
  'sink',
  'flood',
  'track',
  'handshake',
  'segment',
  'report',
  'finish',
  'halt',
] as const satisfies readonly OpName[];

/** What the actor implements: a function per operation. */
export type Handlers = {
  readonly [K in OpName]: (args: Ops[K]['args']) => Ops[K]['result'] | Promise<Ops[K]['result']>;
};
