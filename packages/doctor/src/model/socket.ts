/**
 * One TCP socket, as plain data with the kernel's own names plus units.
 *
 * Source: include/uapi/linux/inet_diag.h, include/uapi/linux/tcp.h.
 * @module
 */

/** TCP states in the kernel's numbering, from 1. Source: include/net/tcp_states.h. */
export const STATES = [
  'established',
  'synSent',
  'synRecv',
  'finWait1',
  'finWait2',
  'timeWait',
  'close',
  'closeWait',
  'lastAck',
  'listen',
  'closing',
  'newSynRecv',
] as const;

/** A TCP state's name. `newSynRecv` is shown as SYN-RECV by every tool, and counted as `synRecv` here. */
export type State = (typeof STATES)[number];

/** Address family. A v4-mapped IPv6 socket is `ipv6` with an address like `::ffff:10.0.0.1`. */
export type Family = 'ipv4' | 'ipv6';

/** One end of a connection. */
export interface Endpoint {
  /** Numeric address without brackets, in canonical text form. */
  readonly address: string;
  readonly port: number;
}

/**
 * Which kernel timer is pending: `off`, `retransmit` (RTO or loss probe), `keepalive`,
 * `timeWait`, `probe` (zero window). Kernel: `idiag_timer` 0 to 4.
 */
export type Timer = 'off' | 'retransmit' | 'keepalive' | 'timeWait' | 'probe';

/** A socket worth remembering between two looks. Optional parts are absent where the kernel sends none. */
export interface SocketFacts {
  /** Unique while the socket lives, decimal. Kernel: `idiag_cookie`. */
  readonly cookie: string;
  readonly family: Family;
  readonly state: State;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Bytes received and not read (a FIN counts 1). Listener: connections waiting. Kernel: `idiag_rqueue`. */
  readonly recvQueue: number;
  /** Bytes written and not acknowledged. Listener: limit of the accept queue. Kernel: `idiag_wqueue`. */
  readonly sendQueue: number;
  readonly timer: Timer;
  /** Times the pending timer has fired in a row. Kernel: `idiag_retrans`. */
  readonly timerRetries: number;
  /** Until the timer fires, ms. Kernel: `idiag_expires`. */
  readonly timerMs: number;
  readonly uid: number;
  /** 0: no process owns it (not accepted yet, orphaned, or a mini socket). Kernel: `idiag_inode`. */
  readonly inode: number;
  /** Receive and send memory in use and its limits, bytes of truesize. Kernel: `SK_MEMINFO_*`. */
  readonly memory?: SocketMemory;
  /** Congestion control, such as `cubic`. Kernel: `INET_DIAG_CONG`. */
  readonly congestion?: string;
  /** Bit 0 receiving, bit 1 sending is shut down. Kernel: `sk_shutdown`. */
  readonly shutdown?: number;
  /** cgroup v2 id, decimal. Kernel: `INET_DIAG_CGROUP_ID`, since 5.9. */
  readonly cgroupId?: string;
  readonly info?: TcpInfo;
}

/** Kernel: `SKMEMINFO`, all bytes but `drops`. */
export interface SocketMemory {
  readonly rmemBytes: number;
  readonly rcvbufBytes: number;
  readonly wmemBytes: number;
  readonly sndbufBytes: number;
  /**
   * Written and not acknowledged, with the overhead of its packets: what `sndbufBytes` limits. Captures of
   * earlier versions lack it. Kernel: `SK_MEMINFO_WMEM_QUEUED`.
   */
  readonly wmemQueuedBytes?: number;
  /** Packets dropped by this socket; on a listener, connections dropped since it was made. Kernel: `sk_drops`. */
  readonly drops: number;
}

/**
 * `struct tcp_info`, the fields rules use. The struct grows at its end: a field an older kernel does
 * not send is `undefined`, never 0. 64-bit values are numbers, exact up to 2^53.
 */
export interface TcpInfo {
  /** 0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss. Kernel: `tcpi_ca_state`. */
  readonly caState: number;
  /** Retransmissions in a row without an answer. Kernel: `tcpi_retransmits`. */
  readonly retransmits: number;
  /** Unanswered keepalive or zero-window probes. Kernel: `tcpi_probes`. */
  readonly probes: number;
  /** Doublings of the retransmission timeout. Kernel: `tcpi_backoff`. */
  readonly backoff: number;
  /** Bits 1 timestamps, 2 SACK, 4 window scaling, 8 ECN. Kernel: `tcpi_options`. */
  readonly options: number;
  /** The sender is limited by what the application writes. Kernel: `tcpi_delivery_rate_app_limited`. */
  readonly appLimited: boolean;
  readonly rtoUs: number;
  /** Delayed-ACK timeout. Kernel: `tcpi_ato`. */
  readonly atoUs: number;
  readonly sndMssBytes: number;
  readonly rcvMssBytes: number;
  /** Segments sent and not acknowledged. */
  readonly unackedSegs: number;
  readonly lostSegs: number;
  /** Segments being retransmitted now. Kernel: `tcpi_retrans`. */
  readonly retransSegs: number;
  /** Since data was last sent, data last received, and an ACK last received, ms. */
  readonly lastDataSentMs: number;
  readonly lastDataRecvMs: number;
  readonly lastAckRecvMs: number;
  readonly pmtuBytes: number;
  readonly rttUs: number;
  readonly ssthreshSegs: number;
  readonly cwndSegs: number;
  readonly rcvRttUs: number;
  readonly rcvSpaceBytes: number;
  readonly totalRetransSegs: number;
  /** Since 4.1. */
  readonly bytesAcked?: number;
  readonly bytesReceived?: number;
  /** Since 4.2. */
  readonly segsOut?: number;
  readonly segsIn?: number;
  /** Written and not yet sent. Since 4.6. */
  readonly notSentBytes?: number;
  readonly minRttUs?: number;
  readonly dataSegsIn?: number;
  readonly dataSegsOut?: number;
  /** Bytes per second. Since 4.9. */
  readonly deliveryRateBytesPerSec?: number;
  /** Time with data in flight or waiting, and the parts of it held back by the peer's window and by
   * the send buffer. Since 4.10. */
  readonly busyUs?: number;
  readonly rwndLimitedUs?: number;
  readonly sndbufLimitedUs?: number;
  /** Since 4.19. */
  readonly bytesSent?: number;
  readonly bytesRetrans?: number;
  readonly dsackDups?: number;
  readonly reordSeen?: number;
  /** Since 5.4. The peer's advertised window, bytes; 0 is a closed window. */
  readonly sndWndBytes?: number;
  /** Since 6.2. */
  readonly rcvWndBytes?: number;
}
