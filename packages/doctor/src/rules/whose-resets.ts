/**
 * Whose the connections were that programs here have reset: counters do not tell those that came in
 * from those that were made from here, so there is a least and a most.
 * @module
 */
import type { Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import { num } from '../model/text.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { grewOrZero, HEALTHY, lacksInAny, unknown, verdictOf, windowSeconds } from './looks.ts';

/** Source: `__tcp_close()` in net/ipv4/tcp.c, when data was never read. */
export const UNREAD = 'TcpExt.TCPAbortOnClose';
/** Source: the same, with SO_LINGER of 0 seconds; also late data to a socket that is closed already. */
export const THROWN_AWAY = 'TcpExt.TCPAbortOnData';
/** Connections that were up when a reset ended them. */
export const ESTAB_RESETS = 'Tcp.EstabResets';
/** Connections that came in. */
export const ACCEPTED = 'Tcp.PassiveOpens';
const MADE = 'Tcp.ActiveOpens';

/** Share of the connections accepted: 1.0 and 0.98 measured where a program does it to everyone, 0 where it does not. */
const SHARE = 0.5;
/** Resets a second: below, it may be a few scanners, or a health check, that somebody sends away. */
const PER_SECOND = 5;
/** Fewer a second count where it happens to (nearly) everyone, and to so many: one server at 3 a second, for 3 s. */
const EVERYONE = 0.9;
const ENOUGH = 8;

/** Counters and sockets are not read at once; where so many more were reset than ended, the sockets do not tell. */
const CLEARLY_MORE = 1.5;

/** Resets from here, of connections that came in. */
export interface Resets {
  readonly atLeast: number;
  readonly atMost: number;
  /** Connections made from here that may be among those that were reset. */
  readonly own: number;
  readonly accepted: number;
}

/** Of so many resets, those that must and those that can be of connections that came in. */
function whoseResets(namespace: NamespaceSurvey, resets: number): Resets {
  const accepted = grewOrZero(namespace, ACCEPTED);
  // Opened and closed within the window, or gone from among those that stood.
  const own = grewOrZero(namespace, MADE) + vanished(namespace, madeHere);
  const atMost = Math.min(resets, accepted + vanished(namespace, cameIn));
  const isAccountedFor = resets <= CLEARLY_MORE * (own + atMost);
  const atLeast = isAccountedFor ? Math.min(atMost, Math.max(0, resets - own)) : 0;
  return { atLeast, atMost, own, accepted };
}

/** Connections closed with data unread. */
export const resetUnread = (namespace: NamespaceSurvey): number => grewOrZero(namespace, UNREAD);

/**
 * Connections that were up when a program reset them as it wished, those with data unread left out. Late
 * data to a socket that is closed already moves the one counter only, a reset that comes in only the other.
 */
export function resetByWish(namespace: NamespaceSurvey): number {
  const wereUp = grewOrZero(namespace, ESTAB_RESETS) - resetUnread(namespace);
  return Math.max(0, Math.min(grewOrZero(namespace, THROWN_AWAY), wereUp));
}

/** Who resets, how. */
interface Kind {
  /** Resets of this kind, whosever. */
  readonly resets: number;
  /** Resets of another kind in the same window: who was reset so could not be reset otherwise. */
  readonly others: number;
  readonly finding: (whose: Resets, isCrowd: boolean) => Finding;
}

/** A finding when most of those who came must have been reset; unknown when they only can have been. */
export function verdictOn(namespace: NamespaceSurvey, { resets, others, finding }: Kind): Verdict {
  const whose = whoseResets(namespace, resets);
  const rest = whose.accepted - whoseResets(namespace, others).atLeast;
  const isCrowd = (count: number): boolean =>
    count >= PER_SECOND * windowSeconds(namespace) && count >= SHARE * rest;
  const isEveryone = whose.accepted >= ENOUGH && whose.atLeast >= EVERYONE * whose.accepted;
  if (!isCrowd(whose.atMost) && !isEveryone) return HEALTHY;
  const blind = lacksInAny(namespace, 'sockets');
  if (blind !== undefined) return blind;
  return isCrowd(whose.atLeast) || isEveryone
    ? verdictOf([finding(whose, isCrowd(whose.atLeast))])
    : unknown(eitherReset(resets, whose));
}

/** Sums the steps in which fewer stand than before. */
const vanished = ({ looks }: NamespaceSurvey, standing: (look: Snapshot) => number): number =>
  looks
    .slice(1)
    .reduce((sum, is, n) => sum + Math.max(0, standing(looks[n] ?? is) - standing(is)), 0);

/** States that `Tcp.EstabResets` counts from, on listening ports. */
const cameIn = ({ services, groups }: Snapshot): number =>
  services.reduce((sum, service) => sum + service.established, 0) +
  groups.closeWait.reduce((sum, g) => sum + (g.direction === 'inbound' ? g.count : 0), 0);

/** The same, on all other ports. */
const madeHere = (look: Snapshot): number =>
  Math.max(0, look.states.established + look.states.closeWait - cameIn(look));

/** Why it cannot be told whether clients are reset. */
const eitherReset = (resets: number, { accepted, own }: Resets): Text => ({
  en: `programs here reset ${num(resets)} connections while ${num(accepted)} came in and up to ${num(own)} that were made from here ended: which of them were reset is not counted`,
  ko: `프로그램이 연결 ${num(resets)}개를 리셋하는 동안 ${num(accepted)}개가 들어왔고, 이 호스트에서 맺은 연결도 최대 ${num(own)}개 끝났습니다. 어느 쪽을 리셋했는지는 카운터로 구분할 수 없습니다`,
});

/** Label of `own` as evidence. */
export const OWN: Text = {
  en: 'connections made from here that may have ended meanwhile, left out',
  ko: '그동안 끝났을 수 있어 제외한, 이 호스트에서 맺은 연결',
};

/** Where `own` can be checked. */
export const OWN_SOURCE = `${MADE} + sock_diag state`;
