/**
 * Sending connections over 40 ms as they were measured, for the tests of the rules about senders.
 * @module
 */
import type { TcpInfo } from '../model/socket.ts';
import { socketWith } from './trail-sample.ts';
import type { SocketAt } from './trail-sample.ts';

/** Growth per second of a busy sender, and what stands still. */
export interface SenderSample {
  /** Parts of busy time, 0 to 1. */
  readonly rwnd?: number;
  readonly sndbuf?: number;
  readonly busy?: number;
  readonly bytesPerSec?: number;
  readonly windows?: readonly [number, number, number];
  readonly sendQueue?: number;
  readonly sndbufBytes?: number;
  /** What the buffer holds, with the overhead of packets; unless given: the kernel does not tell. */
  readonly queuedBytes?: number;
  readonly timer?: 'off' | 'retransmit' | 'probe';
  readonly info?: Partial<TcpInfo>;
  readonly inode?: number;
  readonly family?: 'ipv4' | 'ipv6';
}

/** A connection from here to 10.9.1.2:5201, seen three times. */
export const sender =
  (sample: SenderSample, cookie = 'sender'): SocketAt =>
  (n) => {
    const busyUs = n * 1e6 * (sample.busy ?? 1);
    return socketWith(
      {
        cookie,
        family: sample.family ?? 'ipv4',
        local: { address: '10.9.1.1', port: 41_000 },
        remote: { address: '10.9.1.2', port: 5_201 },
        sendQueue: sample.sendQueue ?? 800_000,
        timer: sample.timer ?? 'retransmit',
        inode: sample.inode ?? 9_000,
        memory: {
          rmemBytes: 0,
          rcvbufBytes: 131_072,
          wmemBytes: sample.sendQueue ?? 800_000,
          sndbufBytes: sample.sndbufBytes ?? 1_188_864,
          ...(sample.queuedBytes !== undefined && { wmemQueuedBytes: sample.queuedBytes }),
          drops: 0,
        },
      },
      {
        busyUs: 1e6 + busyUs,
        rwndLimitedUs: 2e5 + busyUs * (sample.rwnd ?? 0),
        sndbufLimitedUs: busyUs * (sample.sndbuf ?? 0),
        bytesAcked: 1_000 + n * (sample.busy ?? 1) * (sample.bytesPerSec ?? 2_000_000),
        bytesSent: 1_000 + n * (sample.busy ?? 1) * (sample.bytesPerSec ?? 2_000_000),
        sndWndBytes: sample.windows?.[n] ?? 80_480,
        rttUs: 40_500,
        minRttUs: 40_254,
        unackedSegs: 55,
        segsIn: 20 + n * 100,
        lastAckRecvMs: 4,
        lastDataSentMs: 4,
        ...sample.info,
      },
    );
  };
