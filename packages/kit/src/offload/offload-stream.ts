/**
 * Messages of one connection in, results out, with backpressure both ways.
 * @module
 */
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import type { Desk, Job } from './desk.ts';

/** How one connection's messages are worked on. */
export interface StreamOptions<Task, Result> {
  /** Results come out in the order of their messages. @default true */
  readonly ordered?: boolean;
  /** Messages of this connection in work or waiting at a time. @default 2 */
  readonly inFlight?: number;
  /** What to answer when a task has failed. @default the stream is destroyed with the error */
  readonly onFailure?: (error: unknown, message: Task) => Result;
}

interface Slot<Task, Result> {
  readonly job: Job<Task, Result>;
  outcome: { readonly result: Result } | undefined;
}

/**
 * While there is no room at the desk, it takes no message; `pipeline()` then stops reading the socket,
 * and TCP tells the sender. It holds `inFlight` messages and at most two more.
 */
export class OffloadStream<Task, Result> extends Transform {
  readonly #desk: Desk<Task, Result>;
  readonly #options: StreamOptions<Task, Result>;
  readonly #inFlight: number;
  /** In the order of their messages. */
  readonly #slots = new Set<Slot<Task, Result>>();
  #next: (() => void) | undefined;
  #leaveDoor: () => void = () => {};

  constructor(desk: Desk<Task, Result>, options: StreamOptions<Task, Result>) {
    super({ objectMode: true, highWaterMark: 1 });
    const { inFlight = 2 } = options;
    if (!(inFlight >= 1)) throw new RangeError(`Cannot work on ${inFlight} messages at a time`);
    this.#desk = desk;
    this.#options = options;
    this.#inFlight = inFlight;
  }

  override _transform(message: Task, _encoding: BufferEncoding, next: TransformCallback): void {
    this.#leaveDoor = this.#desk.whenRoom(() => this.#take(message, next));
  }

  override _flush(done: TransformCallback): void {
    if (this.#slots.size === 0) return done();
    this.#next = () => this.#slots.size === 0 && done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#leaveDoor();
    const reason = error ?? new Error('The connection was closed');
    for (const { job } of this.#slots) this.#desk.cancel(job, reason);
    this.#slots.clear();
    done(error);
  }

  #take(message: Task, next: TransformCallback): void {
    let job: Job<Task, Result>;
    try {
      job = this.#desk.take(message);
    } catch (error) {
      return next(error as Error); // the offload has been disposed of
    }
    const slot: Slot<Task, Result> = { job, outcome: undefined };
    this.#slots.add(slot);
    void this.#work(slot, message);
    this.#next = () => {
      if (this.#slots.size >= this.#inFlight) return;
      this.#next = undefined;
      next();
    };
    this.#next();
  }

  async #work(slot: Slot<Task, Result>, message: Task): Promise<void> {
    try {
      const result = await this.#resultOf(slot.job, message);
      if (result === null) throw new TypeError('Cannot answer with null: streams end with it');
      slot.outcome = { result };
    } catch (error) {
      if (!this.destroyed) this.destroy(error as Error);
    }
    if (this.destroyed) return;
    this.#pushReady(slot);
    this.#next?.();
  }

  async #resultOf(job: Job<Task, Result>, message: Task): Promise<Result> {
    const { onFailure } = this.#options;
    try {
      return await job.promise;
    } catch (error) {
      if (this.destroyed || onFailure === undefined) throw error;
      return onFailure(error, message);
    }
  }

  #pushReady(settled: Slot<Task, Result>): void {
    const candidates = this.#options.ordered === false ? [settled] : this.#slots;
    for (const slot of candidates) {
      if (slot.outcome === undefined) return;
      this.#slots.delete(slot);
      this.push(slot.outcome.result);
    }
  }
}
