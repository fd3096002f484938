/**
 * A fold: a small accumulator that looks at each socket while it streams past, and remembers little.
 * @module
 */
import type { SocketView } from '../../wire/socket-view.ts';

/** Looks at sockets; what it found is asked of it afterwards. */
export interface Fold {
  /** @param view Valid during the call only. Nothing may be kept of it but numbers and strings. */
  add(view: SocketView): void;
}
