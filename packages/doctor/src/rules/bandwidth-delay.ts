/**
 * How much must be in flight for a wanted speed: bandwidth times round trip.
 * @module
 */
import { bytes, duration, num } from '../model/text.ts';
import type { Text } from '../model/text.ts';

/** What buffers cost beyond the bytes they carry: the kernel counts whole packets. */
const OVERHEAD = 2;
/** 1 Gbit/s, bytes per second: no advice reaches further. */
const MOST_BYTES_PER_SEC = 125e6;
/** Advice aims at this many times the speed that was measured. */
const WISH = 10;

/** Bytes in flight at this speed and round trip. */
export const inFlightBytes = (bytesPerSec: number, rttUs: number): number =>
  (bytesPerSec * rttUs) / 1e6;

/** A speed as networks count it: `16 Mbit/s`. The same in every language. */
export function bitRate(bytesPerSec: number): string {
  const bits = bytesPerSec * 8;
  if (bits < 1e6) return `${num(bits / 1e3)} kbit/s`;
  return bits < 1e9 ? `${num(bits / 1e6)} Mbit/s` : `${num(bits / 1e9)} Gbit/s`;
}

/** A speed worth wishing for: ten times the measured one, at most 1 Gbit/s. */
export const wishedBytesPerSec = (bytesPerSec: number): number =>
  Math.min(MOST_BYTES_PER_SEC, bytesPerSec * WISH);

/** A socket buffer for this speed and round trip, bytes, rounded up to 64 KB: twice what is in flight. */
export const bufferBytes = (bytesPerSec: number, rttUs: number): number =>
  Math.ceil((OVERHEAD * inFlightBytes(bytesPerSec, rttUs)) / 65_536) * 65_536;

/** `160 Mbit/s over 40 ms need 800 KB in flight`. */
export function arithmetic(bytesPerSec: number, rttUs: number): Text {
  const speed = bitRate(bytesPerSec);
  const inFlight = bytes(inFlightBytes(bytesPerSec, rttUs));
  const rtt = duration(rttUs / 1_000);
  return {
    en: `${speed} over a round trip of ${rtt.en} needs ${inFlight} in flight`,
    ko: `왕복 ${rtt.ko} 경로에서 ${speed}를 내려면 ${inFlight}가 전송 중이어야 합니다`,
  };
}
