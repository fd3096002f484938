/**
 * What one look at one network namespace found: plain data, aggregated while the sockets streamed past.
 * @module
 */
import type { Endpoint, Family, SocketFacts, State } from './socket.ts';

/** Protocol counters, `TcpExt.ListenOverflows` style. Monotonic since the namespace was made, but for gauges. */
export type Counters = Readonly<Record<string, bigint>>;

/** Something a look could not read: which source, and the errno or reason. */
export interface Missing {
  /** `sockets`, `listen limits`, `netstat`, `snmp`, `sockstat`, `conntrack`, `sysctls`, … */
  readonly source: string;
  /** Symbolic errno such as `EACCES`, or `interrupted`, `no netlink`. */
  readonly code: string;
}

/** One listening socket. */
export interface Listener {
  readonly cookie: string;
  readonly family: Family;
  readonly local: Endpoint;
  /** Connections in the accept queue now. */
  readonly waiting: number;
  /** Its limit, frozen at `listen()`; the queue is full at `limit + 1`. `undefined` without netlink. */
  readonly limit?: number;
  /** Connections this listener dropped since it was made. Kernel: `sk_drops`, since 4.7. */
  readonly drops?: number;
  readonly uid: number;
  readonly inode: number;
  readonly cgroupId?: string;
}

/** Everything on one listening port, of every address and family. */
export interface Service {
  readonly port: number;
  readonly established: number;
  readonly timeWait: number;
  /** Handshakes not finished, how many of them have repeated their SYN-ACK, and from how many addresses (counted up to 64). */
  readonly synRecv: number;
  readonly synRecvRetried: number;
  readonly synRecvPeers: number;
  /** The address here that one of them came to, one that has repeated its SYN-ACK if there is: several listeners may share a port. */
  readonly synRecvAddress?: string;
  /** Connections without an owner: no process has accepted them yet. */
  readonly unaccepted: number;
  /** Of these, given up by their client. */
  readonly unacceptedCloseWait: number;
  /** Longest time since the client last sent anything on an un-accepted connection, ms: it waits at least this long. */
  readonly oldestUnacceptedMs?: number;
}

/** Connections made from here to one destination: (source address, destination address and port). */
export interface Destination {
  readonly family: Family;
  readonly source: string;
  readonly remote: Endpoint;
  /** Local ports of the ephemeral range in use towards it; each socket holds one. */
  readonly ports: number;
  /** Of these, ports with the parity of the range's low end, which `connect()` tries first. */
  readonly lowParityPorts: number;
  readonly established: number;
  readonly timeWait: number;
  readonly closeWait: number;
  readonly synSent: number;
  /** SYN_SENT that have repeated their SYN at least once. */
  readonly synSentRetried: number;
  /** Every other state. */
  readonly other: number;
  /** Up to 2 inodes of sockets that have an owner. */
  readonly inodes: readonly number[];
}

/** A port outside the ephemeral range with connections on it and no listener: its service has gone. */
export interface AbandonedPort {
  readonly port: number;
  readonly timeWait: number;
  /** Connections in every other state. */
  readonly connections: number;
}

/** All outgoing ports of one source address, whatever the destination. */
export interface Source {
  readonly family: Family;
  readonly address: string;
  /** Different local ports of the ephemeral range in use. */
  readonly distinctPorts: number;
  /** Of these, with the parity that `bind()` to port 0 tries first, which is not that of `connect()`. */
  readonly bindParityPorts: number;
  /** Up to 3 inodes of sockets that have an owner. */
  readonly inodes: readonly number[];
}

/** Sockets in one condition that belong together: inbound by local port, outbound by remote end. */
export interface Group {
  readonly family: Family;
  readonly direction: 'inbound' | 'outbound';
  /** Inbound: the listening port. */
  readonly port?: number;
  /** Outbound: where they go. */
  readonly remote?: Endpoint;
  readonly count: number;
  /** Of these, with an owning process (inode above 0). */
  readonly owned: number;
  /** The oldest few, most telling first, at most 8; of `computing` the oldest and the youngest. */
  readonly examples: readonly SocketFacts[];
}

/** The conditions by which sockets are grouped. */
export type GroupKind =
  /** CLOSE_WAIT: the peer has closed, the local application has not. */
  | 'closeWait'
  /** FIN_WAIT2 with an owner: closed halfway by the local application. */
  | 'finWait2'
  /** FIN_WAIT1, LAST_ACK, CLOSING without an owner: closed with data or FIN still to deliver. */
  | 'orphan'
  /** Established, no timer, nothing queued, silent for an hour both ways. */
  | 'silent'
  /** Established inbound: a request was read more than a second ago, nothing was sent since. */
  | 'computing';

/** The conditions for which single sockets are kept, the worst first. */
export type Watch =
  /** Bytes in the receive queue. Worst: most bytes. */
  | 'unread'
  /** Bytes in the send queue with the peer's window closed or the send held back by it. */
  | 'unsent'
  /** At least two timer-driven retransmissions in a row without an answer. */
  | 'backoff'
  /** Sent within the last 3 s and has retransmitted. Worst: highest share of bytes. */
  | 'retransmitting'
  /** Sent within the last 3 s and was held back by the peer's window or its own send buffer. */
  | 'limited'
  /** Less than a segment waits while another is unacknowledged: what Nagle holds back. */
  | 'nagle';

/** The worst few of a kind, and how many there were in all. */
export interface Kept {
  readonly total: number;
  /** At most 64. */
  readonly sockets: readonly SocketFacts[];
}

/** Connection tracking of the namespace. Source: /proc/sys/net/netfilter, /proc/net/stat/nf_conntrack. */
export interface Conntrack {
  readonly count: number;
  readonly max: number;
  /** Packets dropped since boot because no entry could be made, over all CPUs; `undefined`: not readable. */
  readonly drops?: bigint;
  /** Unanswered entries evicted to make room for a new one, since boot, over all CPUs. */
  readonly earlyDrops?: bigint;
}

/** Of /proc/net/sockstat and sockstat6: `inuse` and `tw` are per namespace, the rest is the whole kernel's. */
export interface Sockstat {
  readonly inUse: number;
  readonly timeWait: number;
  readonly hostOrphans: number;
  readonly hostAllocated: number;
  readonly hostMemPages: number;
}

/** One reading of one network namespace at one moment. */
export interface Snapshot {
  /** Monotonic, ms. Only differences mean anything. */
  readonly atMs: number;
  readonly counters: Counters;
  readonly sockstat?: Sockstat;
  readonly conntrack?: Conntrack;
  /** Dotted name to text as read, such as `net.core.somaxconn` to `4096`. Absent: the namespace has none. */
  readonly sysctls: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<State, number>>;
  /** At most 4,096. */
  readonly listeners: readonly Listener[];
  /** One per listening port. */
  readonly services: readonly Service[];
  /** TIME_WAIT sockets by where they stand: on a listening port, or made here towards others. */
  readonly timeWaitInbound: number;
  readonly timeWaitOutbound: number;
  /** Outgoing connections, most ports first, at most 64. */
  readonly destinations: readonly Destination[];
  /** How many destinations there are in all. */
  readonly destinationsTotal: number;
  /** Most ports first, at most 16. */
  readonly sources: readonly Source[];
  /** Most sockets first, at most 16. */
  readonly abandoned: readonly AbandonedPort[];
  readonly groups: Readonly<Record<GroupKind, readonly Group[]>>;
  readonly kept: Readonly<Record<Watch, Kept>>;
  readonly missing: readonly Missing[];
  /** `/proc/net/tcp` instead of netlink: no accept limits, no `tcp_info`, no drops per socket. */
  readonly withoutNetlink?: boolean;
}

/** One CPU's packet queue. Source: /proc/net/softnet_stat. Since boot. */
export interface SoftnetCpu {
  readonly processed: number;
  readonly dropped: number;
  readonly timeSqueezed: number;
}

/** What belongs to the whole machine, read once per look. Absent: could not be read. */
export interface HostLook {
  readonly atMs: number;
  readonly softnet?: readonly SoftnetCpu[];
  /** Low, pressure, high, pages. Source: net.ipv4.tcp_mem, initial namespace only. */
  readonly tcpMemPages?: readonly [number, number, number];
  readonly maxOrphans?: number;
  /** Open files and their limit, the whole machine. Source: fs.file-nr. */
  readonly fileNr?: { readonly open: number; readonly max: number };
}
