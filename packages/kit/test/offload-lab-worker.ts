/**
 * Heavy work. Blocks its thread as computing does, and leaves the CPUs to the test's neighbours.
 * @module
 */

/** One task. */
export interface Heavy {
  readonly blockMs: number;
  readonly message: string;
}

const never = new Int32Array(new SharedArrayBuffer(4));

/** Answers how long the message was. */
export default function work({ blockMs, message }: Heavy): number {
  Atomics.wait(never, 0, 0, blockMs);
  return message.length;
}
