/**
 * Where each field of `struct tcp_info` lies, for whoever writes one. `SocketView` reads the same
 * offsets, spelled out in its getters.
 *
 * Source: include/uapi/linux/tcp.h.
 * @module
 */
import type { TcpInfo } from '../model/socket.ts';

/** A field's offset and width in bytes. */
export interface InfoField {
  readonly at: number;
  readonly bytes: 1 | 4 | 8;
}

/**
 * Bytes of `struct tcp_info` by the kernel that brought that size. Measured: 232 on 5.10 and 6.1, 248 on
 * 6.12, 280 on 6.18 and 7.2.
 */
export const TCP_INFO_BYTES = {
  '2.6': 104,
  '4.10': 192,
  '4.19': 224,
  '5.4': 232,
  '6.2': 240,
  '6.7': 248,
  '6.18': 280,
} as const;

/** Every number of `TcpInfo`. `appLimited` is the lowest bit of byte 7. */
export const TCP_INFO_FIELDS = {
  caState: { at: 1, bytes: 1 },
  retransmits: { at: 2, bytes: 1 },
  probes: { at: 3, bytes: 1 },
  backoff: { at: 4, bytes: 1 },
  options: { at: 5, bytes: 1 },
  rtoUs: { at: 8, bytes: 4 },
  atoUs: { at: 12, bytes: 4 },
  sndMssBytes: { at: 16, bytes: 4 },
  rcvMssBytes: { at: 20, bytes: 4 },
  unackedSegs: { at: 24, bytes: 4 },
  lostSegs: { at: 32, bytes: 4 },
  retransSegs: { at: 36, bytes: 4 },
  lastDataSentMs: { at: 44, bytes: 4 },
  lastDataRecvMs: { at: 52, bytes: 4 },
  lastAckRecvMs: { at: 56, bytes: 4 },
  pmtuBytes: { at: 60, bytes: 4 },
  rttUs: { at: 68, bytes: 4 },
  ssthreshSegs: { at: 76, bytes: 4 },
  cwndSegs: { at: 80, bytes: 4 },
  rcvRttUs: { at: 92, bytes: 4 },
  rcvSpaceBytes: { at: 96, bytes: 4 },
  totalRetransSegs: { at: 100, bytes: 4 },
  bytesAcked: { at: 120, bytes: 8 },
  bytesReceived: { at: 128, bytes: 8 },
  segsOut: { at: 136, bytes: 4 },
  segsIn: { at: 140, bytes: 4 },
  notSentBytes: { at: 144, bytes: 4 },
  minRttUs: { at: 148, bytes: 4 },
  dataSegsIn: { at: 152, bytes: 4 },
  dataSegsOut: { at: 156, bytes: 4 },
  deliveryRateBytesPerSec: { at: 160, bytes: 8 },
  busyUs: { at: 168, bytes: 8 },
  rwndLimitedUs: { at: 176, bytes: 8 },
  sndbufLimitedUs: { at: 184, bytes: 8 },
  bytesSent: { at: 200, bytes: 8 },
  bytesRetrans: { at: 208, bytes: 8 },
  dsackDups: { at: 216, bytes: 4 },
  reordSeen: { at: 220, bytes: 4 },
  sndWndBytes: { at: 228, bytes: 4 },
  rcvWndBytes: { at: 232, bytes: 4 },
} as const satisfies Readonly<Record<Exclude<keyof TcpInfo, 'appLimited'>, InfoField>>;
