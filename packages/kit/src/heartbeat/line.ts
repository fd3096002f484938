/**
 * A connection, as a heartbeat sees it, whatever protocol runs on it.
 * @module
 */
import type { SendQueue } from './send-queue.ts';

/** Why silence of the peer proves nothing: nobody reads here, or the peer has ended its side. */
export type Blindness = 'paused' | 'ended';

/** What a heartbeat needs of a connection. */
export interface Line {
  /** Bytes that have been read from the connection so far. Any growth is a sign of life. */
  receivedBytes(): number;
  /** Bytes that have been handed to the kernel so far. */
  flushedBytes(): number;
  /** Bytes that wait in this process for room in the kernel's send buffer. */
  unsentBytes(): number;
  /** Why no byte can come in now; `undefined` when bytes are being read. */
  blindness(): Blindness | undefined;
  /** Sends one ping. `sent` is called when it has left this process, or never will. */
  ping(sent: () => void): void;
  /**
   * What the kernel says of the bytes on their way; `undefined` where it cannot be asked. Never
   * rejects, and answers no sooner than bytes that have arrived at the time of the call are counted.
   */
  sendQueue(): Promise<SendQueue | undefined>;
  /** Calls back once, when the connection is closed, with its error if it had one. Answers how to stop. */
  onClose(call: (error: Error | undefined) => void): () => void;
  /** Ends the connection at once and leaves nothing of it in the kernel, if it can. */
  reset(): void;
}
