/**
 * The one deliberate error of this part.
 * @module
 */

/** The queue is full: the work was not taken, and nothing of it was done. A good answer is 503. */
export class Busy extends Error {
  override readonly name = 'Busy';
  /** Stable; for callers that cannot use `instanceof`. */
  readonly code = 'TCPDOCTOR_BUSY';
  /** Tasks that run and wait. */
  readonly tasks: number;

  constructor(tasks: number) {
    super(`Cannot take the task: ${tasks} tasks run and wait, and there is no room for more`);
    this.tasks = tasks;
  }
}
