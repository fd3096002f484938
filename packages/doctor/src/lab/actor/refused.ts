/**
 * The one error an operation of an actor ends with.
 * @module
 */

/** An operation that the kernel, or the actor itself, refused. */
export class OpError extends Error {
  override readonly name = 'OpError';
  /** errno name such as `EADDRINUSE`; `EINVAL` for a request that makes no sense. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** `Cannot <what>: <code>`. */
export const refused = (what: string, code: string): OpError =>
  new OpError(`Cannot ${what}: ${code}`, code);
