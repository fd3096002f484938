/**
 * Which connections really lost packets on the way during the window, and how many.
 *
 * The kernel also retransmits into a closed window, to a peer without memory, and when it was wrong;
 * those are told apart here.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import { gained, held, latest, windowSeconds } from './looks.ts';
import type { Trail } from './looks.ts';
import { droppedAtPeer } from './peer.ts';
import { limitOf, middle, minRttUs } from './sender.ts';
import { repeats, UNANSWERED } from './unanswered.ts';

/** Segments sent in the window below which a share means nothing: one lost of 50 is already 2 %. */
const ENOUGH_SEGS = 50;
/** Segments sent again in the window; fewer are chance. */
const ENOUGH_LOST = 3;
/** Share of retransmissions that the peer already had (DSACK), from which they were a mistake. */
const SPURIOUS = 0.5;

/** A connection's retransmissions during the window. */
export interface Loss {
  /** Bytes sent again to bytes sent, 0 to 1. */
  readonly share: number;
  readonly resentSegs: number;
  /** Of these, reported by the peer as received twice. */
  readonly dsacks: number;
  readonly sentBytes: number;
  readonly rttUs: number;
  readonly minRttUs: number;
  readonly cwndSegs: number;
  readonly ackedBytesPerSec: number;
}

/** Figures over the window; shares of segments where the kernel does not count bytes (before 4.19). */
export function lossOf(trail: Trail, seconds: number): Loss {
  const sentBytes = gained(trail, (s) => s.info?.bytesSent);
  const resentBytes = gained(trail, (s) => s.info?.bytesRetrans);
  const resentSegs = gained(trail, (s) => s.info?.totalRetransSegs) ?? 0;
  const sentSegs = gained(trail, (s) => s.info?.dataSegsOut) ?? 0;
  const [part, whole] =
    sentBytes === undefined || resentBytes === undefined
      ? [resentSegs, sentSegs]
      : [resentBytes, sentBytes];
  return {
    share: whole === 0 ? 0 : part / whole,
    resentSegs,
    dsacks: gained(trail, (s) => s.info?.dsackDups) ?? 0,
    sentBytes: sentBytes ?? sentSegs * (latest(trail).info?.sndMssBytes ?? 0),
    rttUs: middle(trail, (info) => info.rttUs),
    minRttUs: minRttUs(trail),
    cwndSegs: middle(trail, (info) => info.cwndSegs),
    ackedBytesPerSec: (gained(trail, (s) => s.info?.bytesAcked) ?? 0) / Math.max(seconds, 0.001),
  };
}

/** Connections that lose at least `share` of what they send, on the path and nowhere else, worst first. */
export function losing(
  namespace: NamespaceSurvey,
  survey: Survey,
  share: number,
): { readonly trail: Trail; readonly loss: Loss }[] {
  const seconds = windowSeconds(namespace);
  return held(namespace, 'retransmitting')
    .filter((trail) => isSending(trail, seconds))
    .filter((trail) => droppedAtPeer(survey, namespace, trail[0].remote.address) === 0)
    .map((trail) => ({ trail, loss: lossOf(trail, seconds) }))
    .filter(({ trail, loss }) => loss.share >= share && isReal(trail, loss))
    .toSorted((a, b) => b.loss.share - a.loss.share);
}

/** It makes progress, and nothing but the path holds it back. */
const isSending = (trail: Trail, seconds: number): boolean =>
  (gained(trail, (s) => s.info?.bytesAcked) ?? 0) > 0 &&
  !trail.every((s) => repeats(s) >= UNANSWERED) &&
  limitOf(trail, seconds * 1_000) === 'none';

function isReal(trail: Trail, loss: Loss): boolean {
  const mss = Math.max(1, latest(trail).info?.sndMssBytes ?? 1);
  return (
    loss.resentSegs >= ENOUGH_LOST &&
    loss.sentBytes >= ENOUGH_SEGS * mss &&
    loss.dsacks < SPURIOUS * loss.resentSegs
  );
}
