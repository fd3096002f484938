/**
 * One direction of an emulated link: a bottleneck with a drop-tail queue, then a delay.
 * @module
 */
import { read, write } from '../actor/libc.ts';
import type { DirectionStats, FullLink } from './link-wish.ts';

/** Longest packet of a TUN device with the default MTU. */
const SLOT_BYTES = 1_600;
/** Packets on their way at most; more are dropped. 16,384 is 200 Mbit/s for a second. */
const SLOTS = 16_384;
/** Packets taken from the kernel before the other direction gets its turn. */
const BATCH = 64;

/** One direction of a link. */
export interface Direction {
  /** Takes what the sender's namespace has sent. */
  take(): void;
  /** Hands over what is due; answers when the next one is, ms on `performance.now()`, or Infinity. */
  deliver(nowMs: number): number;
  change(link: FullLink): void;
  stats(): DirectionStats;
}

/** Packets read from descriptor `from` are written to `to`. */
export function direction(from: number, to: number, link: FullLink, seed: number): Direction {
  const slots = Array.from({ length: SLOTS }, () => Buffer.alloc(0));
  const lengths = new Uint16Array(SLOTS);
  const dueMs = new Float64Array(SLOTS);
  const random = randomFrom(seed);
  const done = { packets: 0, tailDrops: 0, randomDrops: 0, holeDrops: 0, overtaking: 0 };
  const early = overtakers(to);
  let wish = link;
  let head = 0;
  let tail = 0;
  let freeAtMs = 0;

  /** When the packet has left the bottleneck, or `undefined` when the queue has no room for it. */
  const departure = (bytes: number, nowMs: number): number | undefined => {
    if (wish.bitsPerSec === null) return nowMs;
    const startMs = Math.max(freeAtMs, nowMs);
    const bytesPerMs = wish.bitsPerSec / 8_000;
    const queued = (startMs - nowMs) * bytesPerMs;
    return queued + bytes > wish.bufferBytes ? undefined : startMs + bytes / bytesPerMs;
  };

  const admit = (slot: number, bytes: number): void => {
    const nowMs = performance.now();
    done.packets += 1;
    if (wish.mtuHoleBytes !== null && bytes > wish.mtuHoleBytes) return void (done.holeDrops += 1);
    if (wish.lossRatio > 0 && random() < wish.lossRatio) return void (done.randomDrops += 1);
    const leavesMs = departure(bytes, nowMs);
    if (leavesMs === undefined || head - tail >= SLOTS - 1) return void (done.tailDrops += 1);
    freeAtMs = leavesMs;
    if (wish.reorderRatio > 0 && random() < wish.reorderRatio) {
      done.overtaking += 1;
      return early.admit(leavesMs, Buffer.from(slots[slot]?.subarray(0, bytes) ?? []));
    }
    lengths[slot] = bytes;
    dueMs[slot] = leavesMs + wish.delayMs;
    head += 1;
  };

  return {
    take: () => {
      for (let n = 0; n < BATCH; n++) {
        const slot = head % SLOTS;
        if (slots[slot]?.length === 0) slots[slot] = Buffer.allocUnsafeSlow(SLOT_BYTES);
        const bytes = read(from, slots[slot] ?? null, SLOT_BYTES);
        if (bytes <= 0) return;
        admit(slot, bytes);
      }
    },
    deliver: (nowMs) => {
      const earlyMs = early.deliver(nowMs);
      while (tail !== head) {
        const slot = tail % SLOTS;
        const due = dueMs[slot] ?? 0;
        if (due > nowMs) return Math.min(due, earlyMs);
        write(to, slots[slot] ?? null, lengths[slot] ?? 0); // a full receiver loses it, as a wire would
        tail += 1;
      }
      return earlyMs;
    },
    change: (changed) => void (wish = changed),
    stats: () => ({ ...done }),
  };
}

/** Packets that are not delayed, and so overtake those that are. */
function overtakers(to: number) {
  const packets: { readonly dueMs: number; readonly packet: Buffer }[] = [];
  return {
    admit: (dueMs: number, packet: Buffer): void => void packets.push({ dueMs, packet }),
    /** Hands over those that are due; answers when the next one is, or Infinity. */
    deliver(nowMs: number): number {
      for (let first = packets[0]; first !== undefined; first = packets[0]) {
        if (first.dueMs > nowMs) return first.dueMs;
        write(to, first.packet, first.packet.length);
        packets.shift();
      }
      return Infinity;
    },
  };
}

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
