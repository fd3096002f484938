/**
 * Connections that hang, as they were measured, for the tests of the rules about them.
 * @module
 */
import { sender } from './sender-sample.ts';
import type { SenderSample } from './sender-sample.ts';
import type { SocketAt } from './trail-sample.ts';

/** The 1st retransmission timeout after 200 ms, doubled twice, three times, three times. */
const BACKOFF = [2, 3, 3] as const;

/** Retransmits since 1, 2, 3 s without an answer; 12 full segments after a small request. */
export const hole =
  (more: SenderSample['info'] = {}, sample: SenderSample = {}): SocketAt =>
  (n) =>
    sender({
      bytesPerSec: 0,
      sendQueue: 80_000,
      timer: 'retransmit',
      ...sample,
      info: {
        backoff: BACKOFF[n] ?? 0,
        rtoUs: 200_000 * 2 ** (BACKOFF[n] ?? 0),
        unackedSegs: 12,
        lostSegs: 12,
        totalRetransSegs: 3 + n,
        dataSegsOut: 16 + n,
        bytesAcked: 301,
        bytesReceived: 0,
        segsIn: 3,
        lastAckRecvMs: 1_000 + n * 1_000,
        lastDataRecvMs: 1_000_000,
        sndMssBytes: 1_448,
        pmtuBytes: 1_500,
        ...more,
      },
    })(n);

/** A heartbeat of 100 bytes on a connection that had carried full segments. */
export const gone = (more: SenderSample['info'] = {}, sample: SenderSample = {}): SocketAt =>
  hole(
    { unackedSegs: 1, lostSegs: 1, bytesAcked: 5_000_000, dataSegsOut: 4_000, ...more },
    { sendQueue: 100, ...sample },
  );
