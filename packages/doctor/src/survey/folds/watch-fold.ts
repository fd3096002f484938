/**
 * Single sockets that may be in trouble: the worst few of each kind, and always those already followed.
 * @module
 */
import type { Kept, Watch } from '../../model/snapshot.ts';
import { STATES } from '../../model/socket.ts';
import type { SocketFacts } from '../../model/socket.ts';
import { socketFacts } from '../../wire/socket-facts.ts';
import type { SocketView } from '../../wire/socket-view.ts';
import type { Best } from './best.ts';
import { best } from './best.ts';
import type { Fold } from './fold.ts';

const MOST_SOCKETS = 64;
/** A flow that sent this recently is in use. */
const ACTIVE_MS = 3_000;
const TIMER_RETRANSMIT = 1;
/** Retransmissions in a row that are more than one lost packet. */
const UNANSWERED = 2;
const SYN_SENT = STATES.indexOf('synSent') + 1;

/** Cookies kept in an earlier look, by watch. */
export type Followed = Readonly<Record<Watch, ReadonlySet<string>>>;

/** Nobody is followed yet. */
export const NOBODY: Followed = {
  unread: new Set(),
  unsent: new Set(),
  backoff: new Set(),
  retransmitting: new Set(),
  limited: new Set(),
  nagle: new Set(),
};

/** Who to follow in the next look. */
export const followed = (kept: Readonly<Record<Watch, Kept>>): Followed => ({
  unread: cookies(kept.unread),
  unsent: cookies(kept.unsent),
  backoff: cookies(kept.backoff),
  retransmitting: cookies(kept.retransmitting),
  limited: cookies(kept.limited),
  nagle: cookies(kept.nagle),
});

const cookies = (kept: Kept): Set<string> => new Set(kept.sockets.map((s) => s.cookie));

/** Watches every socket with queues, timers or `tcp_info` worth a look. */
export function watchFold(
  following: Followed,
): Fold & { readonly kept: () => Record<Watch, Kept> } {
  const unread = best<SocketFacts>(MOST_SOCKETS);
  const unsent = best<SocketFacts>(MOST_SOCKETS);
  const backoff = best<SocketFacts>(MOST_SOCKETS);
  const retransmitting = best<SocketFacts>(MOST_SOCKETS);
  const limited = best<SocketFacts>(MOST_SOCKETS);
  const nagle = best<SocketFacts>(MOST_SOCKETS);

  const keep = (into: Best<SocketFacts>, watch: Watch, view: SocketView, score: number): void => {
    const known = following[watch];
    const rank = known.size > 0 && known.has(view.cookie) ? score + 1e12 : score;
    into.offer(rank, () => socketFacts(view));
  };

  return {
    add(view) {
      // A handshake under way has no past yet: the kernel's clocks of it count from boot.
      if (view.stateIndex === SYN_SENT) return;
      const received = view.recvQueue;
      const sending = view.sendQueue;
      if (received > 0 && view.inode !== 0) keep(unread, 'unread', view, received);
      if (sending > 0) keep(unsent, 'unsent', view, sending);
      if (view.timerIndex === TIMER_RETRANSMIT && unanswered(view) >= UNANSWERED) {
        keep(backoff, 'backoff', view, unanswered(view));
      }
      if (!view.hasInfo || (sending === 0 && view.lastDataSentMs > ACTIVE_MS)) return;
      if (view.totalRetransSegs > 0) keep(retransmitting, 'retransmitting', view, lossShare(view));
      const heldBackUs = (view.rwndLimitedUs ?? 0) + (view.sndbufLimitedUs ?? 0);
      if (heldBackUs > 0) keep(limited, 'limited', view, heldBackUs / ((view.busyUs ?? 0) + 1));
      if (sending > 0 && isHeldByNagle(view)) keep(nagle, 'nagle', view, sending);
    },
    kept: () => ({
      unread: keptOf(unread),
      unsent: keptOf(unsent),
      backoff: keptOf(backoff),
      retransmitting: keptOf(retransmitting),
      limited: keptOf(limited),
      nagle: keptOf(nagle),
    }),
  };
}

const keptOf = (from: Best<SocketFacts>): Kept => ({ total: from.total, sockets: from.items() });

const unanswered = (view: SocketView): number =>
  Math.max(view.timerRetries, view.hasInfo ? view.backoff : 0);

/** Share of bytes, or of segments where the kernel does not count bytes. */
const lossShare = (view: SocketView): number =>
  view.bytesRetrans !== undefined && view.bytesSent !== undefined && view.bytesSent > 0
    ? view.bytesRetrans / view.bytesSent
    : view.totalRetransSegs / ((view.segsOut ?? 0) + 1);

function isHeldByNagle(view: SocketView): boolean {
  const notSent = view.notSentBytes ?? 0;
  return notSent > 0 && notSent < view.sndMssBytes && view.unackedSegs > 0;
}
