/**
 * Whether a change could have shown anything by now. A setting that counts for new sockets only says
 * nothing about connections that were there before; one that counts from the next `listen()` on says
 * nothing at all until somebody calls it.
 * @module
 */
import type { Snapshot } from '../../model/snapshot.ts';
import { STATES } from '../../model/socket.ts';
import type { State } from '../../model/socket.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Effect, Setting } from '../setting.ts';
import { growthOf } from './window.ts';

/** Time from a change to the second survey, ms: a SYN that was dropped before it comes again after 1 s. */
const SETTLE_MS = 1_000;

/** A timer that takes longer than this is not waited for, ms. */
const MAX_TIMER_MS = 5_000;

/** Share of connections that must have begun after the change, for the window to be about it. */
const NEW_SHARE = 0.9;

/** States in which no setting of this kind counts: not a connection yet, or none any more. */
const IDLE: ReadonlySet<State> = new Set<State>(['listen', 'timeWait', 'close']);

/** A change, as far as this asks. */
export interface Made {
  /** `undefined`: not in the catalogue. */
  readonly setting: Setting | undefined;
  /** As written; may end with a line end. */
  readonly to: string;
}

/** Time from a change to the second survey, ms. */
export function settleMs(changes: readonly Made[]): number {
  const timers = changes.map((change) => timerMs(change) ?? 0);
  return Math.max(SETTLE_MS, ...timers.filter((ms) => ms <= MAX_TIMER_MS));
}

/**
 * Whether the survey after it can be about a change.
 * @param after The survey after it. Absent: not looked at.
 */
export function couldShow(change: Made, after: NamespaceSurvey | undefined): boolean {
  const effect: Effect = change.setting?.effect ?? 'at once';
  if (effect === 'at once') return true;
  if (effect === 'new sockets') return isNew(after);
  if (effect !== 'next timer') return false;
  return (timerMs(change) ?? Infinity) <= MAX_TIMER_MS && isNew(after);
}

/**
 * How long the timers run that a change sets. `undefined`: it sets none, or none of a socket; entries of
 * connection tracking keep the old one.
 */
function timerMs({ setting, to }: Made): number | undefined {
  if (setting?.effect !== 'next timer' || setting.key.startsWith('net.netfilter.'))
    return undefined;
  const factor = { s: 1_000, ms: 1 }[setting.unit ?? ''];
  const value = Number(to.trim());
  return factor === undefined || !Number.isFinite(value) ? undefined : value * factor;
}

const isNew = (after: NamespaceSurvey | undefined): boolean =>
  after !== undefined && (newShare(after) ?? 0) >= NEW_SHARE;

/** Share of the connections of a window that began in it. `undefined`: none, or not known. */
export function newShare(namespace: NamespaceSurvey): number | undefined {
  const opened = growthOf(namespace, 'Tcp.ActiveOpens', 'Tcp.PassiveOpens');
  const all = opened === undefined ? 0 : opened + connections(namespace.looks[0]);
  return opened === undefined || all === 0 ? undefined : opened / all;
}

const connections = ({ states }: Snapshot): number =>
  STATES.reduce((sum, state) => sum + (IDLE.has(state) ? 0 : states[state]), 0);
