/**
 * Tells a quiet connection from a dead one, from inside the application, on any `Line`.
 *
 * TCP alone cannot: with nothing on its way it notices a vanished host only with SO_KEEPALIVE, and a
 * hung program never, because the peer's kernel answers for it.
 * @module
 */
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { causeOf, endOf } from './death.ts';
import type { Death } from './death.ts';
import { timesOf } from './heartbeat-options.ts';
import type { Heartbeat, HeartbeatOptions, HeartbeatStatus } from './heartbeat-options.ts';
import type { Blindness, Line } from './line.ts';
import { hostState } from './send-queue.ts';
import type { SendQueue } from './send-queue.ts';

/**
 * Starts to ping, and to listen for any sign of life.
 *
 * Bytes are counted when a timer fires, never by listening to data: it disturbs no reader. A byte
 * counts as heard when it is counted, so a peer is dead between `deadAfterMs` and `everyMs` later.
 *
 * @throws {RangeError} When a peer would be dead before it had the time to answer a ping, or a timer
 *   cannot go so far.
 */
export const heartbeat = (line: Line, options: HeartbeatOptions = {}): Heartbeat =>
  heartbeatSince((options.clock ?? systemClock).nowMs(), line, options);

/**
 * The same for a line that was there before, since `sinceMs` of the clock: a byte that has come
 * meanwhile counts as heard now.
 */
export const heartbeatSince = (sinceMs: number, line: Line, options: HeartbeatOptions): Heartbeat =>
  new Beat(sinceMs, line, options);

class Beat implements Heartbeat {
  readonly #line: Line;
  readonly #clock: Clock;
  readonly #options: HeartbeatOptions;
  readonly #everyMs: number;
  readonly #deadAfterMs: number;
  readonly #stopListening: () => void;
  #state: 'beating' | 'dead' | 'stopped' = 'beating';
  #timer: Disposable | undefined;
  #heardAtMs: number;
  #receivedBytes: number;
  #nextPingAtMs: number;
  #plannedAtMs = 0;
  #blind: Blindness | undefined;
  #leaving = false;
  /** Where the last ping ends among all bytes handed to the kernel. */
  #pingEndsAtBytes = Infinity;
  /** The kernel was asked last, and the ping was still on its way. */
  #underway = false;
  #pings = 0;
  #skippedPings = 0;

  constructor(sinceMs: number, line: Line, options: HeartbeatOptions) {
    const { everyMs, deadAfterMs } = timesOf(options.everyMs, options.deadAfterMs);
    this.#line = line;
    this.#clock = options.clock ?? systemClock;
    this.#options = options;
    this.#everyMs = everyMs;
    this.#deadAfterMs = deadAfterMs;
    this.#receivedBytes = line.receivedBytes();
    this.#heardAtMs = this.#receivedBytes > 0 ? this.#clock.nowMs() : sinceMs;
    this.#nextPingAtMs = sinceMs + everyMs;
    this.#stopListening = line.onClose((error) => this.#closed(error));
    this.#plan();
  }

  status(): HeartbeatStatus {
    const blind = this.#state === 'beating' ? this.#line.blindness() : undefined;
    return {
      state: blind === undefined ? this.#state : 'cannot-tell',
      because: blind,
      silentMs: this.#clock.nowMs() - this.#heardAtMs,
      pings: this.#pings,
      skippedPings: this.#skippedPings,
    };
  }

  [Symbol.dispose](): void {
    if (this.#state === 'beating') this.#stop('stopped');
  }

  #stop(state: 'dead' | 'stopped'): void {
    this.#state = state;
    this.#timer?.[Symbol.dispose]();
    this.#stopListening();
  }

  #plan(): void {
    const deadAtMs = this.#heardAtMs + this.#deadAfterMs;
    this.#wakeAt(Math.min(this.#nextPingAtMs, deadAtMs));
  }

  #wakeAt(atMs: number): void {
    this.#plannedAtMs = atMs;
    const inMs = Math.max(0, Math.ceil(atMs - this.#clock.nowMs()));
    this.#timer = this.#clock.after(inMs, () => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.nowMs();
    const lateMs = now - this.#plannedAtMs;
    // This process stood still and asked nothing: the peer is not to blame for that silence.
    if (lateMs > this.#everyMs) this.#heardAtMs += lateMs;
    this.#listen(now);
    // No ping now: one that has just left could not be told from one that nobody acknowledges.
    if (this.#isSilent(now)) return void this.#doubt();
    const due = now >= this.#nextPingAtMs;
    if (due) this.#nextPingAtMs = now + this.#everyMs;
    // First: the ping is the user's code, which may throw, and may dispose of this.
    this.#plan();
    if (due) this.#ping();
  }

  #listen(now: number): void {
    const received = this.#line.receivedBytes();
    const blind = this.#line.blindness();
    const seesAgain = this.#blind !== undefined && blind === undefined;
    if (received !== this.#receivedBytes || seesAgain) {
      this.#heardAtMs = now;
      this.#underway = false;
    }
    this.#receivedBytes = received;
    this.#blind = blind;
  }

  #isSilent(now: number): boolean {
    return now - this.#heardAtMs >= this.#deadAfterMs;
  }

  #ping(): void {
    if (this.#leaving) {
      this.#skippedPings += 1;
      return;
    }
    this.#leaving = true;
    this.#pingEndsAtBytes = Infinity;
    this.#pings += 1;
    try {
      this.#line.ping(() => {
        this.#leaving = false;
        this.#pingEndsAtBytes = this.#line.flushedBytes();
      });
    } catch (error) {
      this.#leaving = false;
      throw error;
    }
  }

  /** Silence for too long: what does the kernel say? */
  async #doubt(): Promise<void> {
    const queue = await this.#line.sendQueue();
    if (this.#state === 'beating') this.#decide(queue);
  }

  #decide(queue: SendQueue | undefined): void {
    const now = this.#clock.nowMs();
    this.#listen(now);
    if (!this.#isSilent(now)) return this.#plan();
    const host = hostState(queue, this.#line.flushedBytes() - this.#pingEndsAtBytes);
    // Our bytes are being acknowledged and the ping is still among them: the peer was not asked yet.
    // When it has been at last, it gets the time to answer.
    const arrived = this.#underway && host === 'answers';
    this.#underway = host === 'moving';
    if (this.#underway || arrived) return this.#wakeAt(now + this.#everyMs);
    if (this.#blind !== undefined && host !== 'gone') {
      this.#heardAtMs = now;
      return this.#plan();
    }
    const reason =
      this.#blind !== undefined
        ? 'unacknowledged'
        : this.#line.unsentBytes() > 0
          ? 'write-stalled'
          : 'silent';
    try {
      this.#die({ reason, cause: causeOf(host), sendQueue: queue, code: undefined });
    } finally {
      if (this.#options.reset !== false) this.#line.reset();
    }
  }

  #closed(error: Error | undefined): void {
    const end = endOf(error);
    if (end === undefined) return this.#stop('stopped');
    this.#die({ ...end, sendQueue: undefined });
  }

  #die(end: Omit<Death, 'silentMs' | 'pings'>): void {
    this.#stop('dead');
    const silentMs = this.#clock.nowMs() - this.#heardAtMs;
    this.#options.onDead?.({ ...end, silentMs, pings: this.#pings });
  }
}
