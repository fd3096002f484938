/**
 * How many sockets there are in each state.
 * @module
 */
import { STATES } from '../../model/socket.ts';
import type { State } from '../../model/socket.ts';
import type { SocketView } from '../../wire/socket-view.ts';
import type { Fold } from './fold.ts';

const SYN_RECV = 3;
const NEW_SYN_RECV = 12;

/** Counts states. Half-open `newSynRecv` sockets count as `synRecv`, as every tool shows them. */
export function stateFold(): Fold & { readonly states: () => Record<State, number> } {
  const counts = new Float64Array(256);
  return {
    add(view: SocketView) {
      const index = view.stateIndex;
      counts[index === NEW_SYN_RECV ? SYN_RECV : index]! += 1;
    },
    states: () =>
      Object.fromEntries(STATES.map((state, n) => [state, counts[n + 1] ?? 0])) as Record<
        State,
        number
      >,
  };
}
