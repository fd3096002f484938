/**
 * The end of a connection, and the error it ended with.
 * @module
 */
import { errorMonitor } from 'node:events';
import type { EventEmitter } from 'node:events';

/**
 * Calls back once, when it is closed. Looks at the error without handling it: an unhandled one still
 * ends the process, as it should.
 *
 * @returns How to stop listening.
 */
export function whenClosed(
  connection: EventEmitter,
  call: (error: Error | undefined) => void,
): () => void {
  let error: Error | undefined;
  const failed = (cause: Error): void => void (error = cause);
  const closed = (): void => {
    stop();
    call(error);
  };
  const stop = (): void => {
    connection.off(errorMonitor, failed);
    connection.off('close', closed);
  };
  connection.on(errorMonitor, failed);
  connection.on('close', closed);
  return stop;
}
