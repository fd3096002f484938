/**
 * Connections whose data nobody acknowledges: is the peer gone, or do only large packets vanish?
 * @module
 */
import type { SocketFacts } from '../model/socket.ts';
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import { gained, held, latest } from './looks.ts';
import type { Trail } from './looks.ts';
import { droppedAtPeer } from './peer.ts';
import {
  isNotTakenIn,
  isSilent,
  isStuck,
  probesUnanswered,
  repeats,
  stuckMs,
  UNANSWERED,
  unheardMs,
} from './unanswered.ts';

/** The smallest MTU IPv6 allows; a path that cannot carry even this is not blamed on its size. */
const LEAST_MTU = 1_280;
/** IPv6, TCP and their options at most: a segment with no more below the MTU is a full one. */
const MOST_HEADERS = 120;
/**
 * Of the segment size: unanswered segments smaller than this on average were small when they were sent,
 * and small ones pass a hole. A full one with a short tail is above it.
 */
const MOSTLY_FULL = 0.4;
/** Of the segment size: what was acknowledged has a mean below this where a full segment has never come through. */
const NEVER_FULL = 0.5;
/**
 * The same where it is less sure: 0.57 and 0.62 measured with 1,000-byte writes before the first full segment. Answers
 * of one full segment and a tail make 0.5 to 1, but of those the tail is waiting too.
 */
const HARDLY_FULL = 0.75;
/** Of the segment size: all that is on its way is full. */
const ALL_FULL = 0.95;
/** A hole stops a connection at its first full segment; a peer may go at any time of its life. */
const HARDLY_BEGUN_BYTES = 65_536;
/** Retransmissions in a row at which size is suspected; the first may be chance. */
const REPEATED = 2;
/** The peer was heard until about when the data was sent, ms: it was alive then. */
const SHORTLY_BEFORE_MS = 2_000;

/** Why a connection hangs, and how sure that is. */
export type Hang = 'large packets vanish' | 'large packets may vanish' | 'peer is gone';

/** Connections that hang in every look, with their reason, the longest first. */
export function hanging(
  namespace: NamespaceSurvey,
  survey: Survey,
): { readonly trail: Trail; readonly hang: Hang }[] {
  const probing = held(namespace, 'unsent').filter(probesUnanswered);
  return [...held(namespace, 'backoff').filter(isRepeating), ...probing]
    .filter((trail) => trail.every((s) => s.inode !== 0 && s.state !== 'synSent'))
    .filter((trail) => !isNotTakenIn(namespace, trail))
    .filter((trail) => droppedAtPeer(survey, namespace, trail[0].remote.address) === 0)
    .flatMap((trail) => {
      const hang = hangOf(trail);
      return hang === undefined ? [] : [{ trail, hang }];
    })
    .toSorted((a, b) => stuckMs(latest(b.trail)) - stuckMs(latest(a.trail)));
}

const isRepeating = (trail: Trail): boolean =>
  isStuck(trail) &&
  trail.every(
    (s) => s.timer === 'retransmit' && repeats(s) >= REPEATED && (s.info?.unackedSegs ?? 0) > 0,
  );

function hangOf(trail: Trail): Hang | undefined {
  if (probesUnanswered(trail)) return 'peer is gone';
  if (waitsWithFullSegments(trail)) {
    if (isAnsweredWithoutData(trail)) return undefined;
    if (neverCarriedFull(trail) && heardUntilThen(trail)) return 'large packets vanish';
    if (!isSilent(trail) || stoppedAtFirstFull(trail)) return 'large packets may vanish';
  }
  return isSilent(trail) && repeats(latest(trail)) >= UNANSWERED ? 'peer is gone' : undefined;
}

/** At least one segment as large as the MTU allows is lost, and those on their way are mostly such. */
function waitsWithFullSegments(trail: Trail): boolean {
  const { info } = latest(trail);
  if (info === undefined || info.pmtuBytes <= LEAST_MTU || info.lostSegs === 0) return false;
  return (
    sentBytes(latest(trail)) >= info.sndMssBytes &&
    sentSegBytes(latest(trail)) >= MOSTLY_FULL * info.sndMssBytes &&
    info.pmtuBytes - info.sndMssBytes <= MOST_HEADERS
  );
}

/** Sent and not acknowledged. */
const sentBytes = ({ info, sendQueue }: SocketFacts): number =>
  sendQueue - (info?.notSentBytes ?? 0);

const sentSegBytes = (socket: SocketFacts): number =>
  sentBytes(socket) / Math.max(1, socket.info?.unackedSegs ?? 0);

/** Mean size of the segments that were ever acknowledged, bytes. */
export function ackedSegBytes({ info }: SocketFacts): number {
  if (info === undefined) return 0;
  const { bytesAcked = 0, dataSegsOut = 0 } = info;
  return bytesAcked / Math.max(1, dataSegsOut - info.totalRetransSegs - info.unackedSegs);
}

/** The acknowledged segments were small on average: a full one has never come through. */
function neverCarriedFull(trail: Trail): boolean {
  const now = latest(trail);
  return ackedSegBytes(now) < NEVER_FULL * (now.info?.sndMssBytes ?? 0);
}

/** Little was acknowledged, in segments that were smaller; those on their way are all full, and the peer was there. */
function stoppedAtFirstFull(trail: Trail): boolean {
  const now = latest(trail);
  const mssBytes = now.info?.sndMssBytes ?? 0;
  return (
    ackedSegBytes(now) < HARDLY_FULL * mssBytes &&
    (now.info?.bytesAcked ?? Infinity) < HARDLY_BEGUN_BYTES &&
    sentSegBytes(now) >= ALL_FULL * mssBytes &&
    heardUntilThen(trail)
  );
}

/**
 * Bare ACKs come in: the large packets do arrive, and the receiver has no room for them. Through a hole
 * only what the peer sends of its own accord would come.
 */
const isAnsweredWithoutData = (trail: Trail): boolean =>
  !isSilent(trail) && (gained(trail, (s) => s.info?.bytesReceived) ?? 0) === 0;

const heardUntilThen = (trail: Trail): boolean =>
  !isSilent(trail) || unheardMs(latest(trail)) <= stuckMs(latest(trail)) * 1.5 + SHORTLY_BEFORE_MS;
