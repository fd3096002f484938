/**
 * Segments are dropped because their timestamp is older than one seen before.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { inside } from '../command.ts';
import { joinText } from '../join-text.ts';
import {
  grew,
  grewOrZero,
  HEALTHY,
  lacks,
  last,
  noGrowth,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import * as words from './words.ts';

const ID = 'timestamps-rejected';
/** A late duplicate now and then is normal; this many a second is not. */
const MANY_PER_SECOND = 10;

/** Counters by what was rejected. Some are newer than 5.4: where they are absent they never moved. */
const COUNTERS = {
  estab: 'TcpExt.PAWSEstab',
  active: 'TcpExt.PAWSActive',
  echo: 'TcpExt.TSEcrRejected',
  timeWait: 'TcpExt.PAWSTimewait',
} as const;
/** A segment of ours was found to have arrived after a later one. Source: `tcp_check_sack_reordering()`. */
const REORDERING = ['TcpExt.TCPSACKReorder', 'TcpExt.TCPTSReorder', 'TcpExt.TCPRenoReorder'];
type Kind = keyof typeof COUNTERS;
const KINDS: readonly Kind[] = ['estab', 'active', 'echo', 'timeWait'];

/** PAWS and its relatives drop what arrives. */
export const timestampsRejected: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'netstat');
    if (gone !== undefined) return gone;
    if (grew(namespace, COUNTERS.estab) === undefined) return noGrowth(namespace, COUNTERS.estab);
    const kinds = KINDS.filter((kind) => !isHarmless(namespace, kind));
    const counts = kinds.map((kind) => ({ kind, count: grewOrZero(namespace, COUNTERS[kind]) }));
    const [most, ...rest] = counts.filter(({ count }) => count > 0);
    return most === undefined ? HEALTHY : verdictOf([finding(namespace, [most, ...rest])]);
  },
};

const isHarmless = (namespace: NamespaceSurvey, kind: Kind): boolean =>
  (kind === 'timeWait' && isOwnTail(namespace)) || (kind === 'estab' && isOvertaken(namespace));

/**
 * The path lets packets overtake each other, and what is rejected are acknowledgements that came after a
 * newer one: nothing is lost with them. Measured with 0.2 and with 2 % of the packets overtaking those of
 * the 5 ms before: 35 and 702 rejected, 269 and 1,531 times found overtaken, one segment sent again.
 */
function isOvertaken(namespace: NamespaceSurvey): boolean {
  const rejected = grewOrZero(namespace, COUNTERS.estab);
  const overtaken = REORDERING.reduce((sum, name) => sum + grewOrZero(namespace, name), 0);
  return overtaken >= rejected;
}

/**
 * All TIME_WAIT here are of connections made here: nobody sends them a new SYN. What was counted is a
 * late segment of the connection itself, as happens once in hundreds of closes (measured on Linux 6.18).
 */
const isOwnTail = (namespace: NamespaceSurvey): boolean =>
  last(namespace).timeWaitInbound === 0 && last(namespace).timeWaitOutbound > 0;

interface Moved {
  readonly kind: Kind;
  readonly count: number;
}

function finding(namespace: NamespaceSurvey, moved: readonly [Moved, ...Moved[]]): Finding {
  const [most, ...rest] = moved;
  return {
    rule: ID,
    severity: hurts(namespace, moved) ? 'warning' : 'notice',
    confidence: 'certain',
    subject: { kind: 'namespace' },
    inodes: [],
    title: words.title(moved.reduce((sum, { count }) => sum + count, 0)),
    happens: happens(moved),
    why: joinText(words.WHY_HEAD, ...moved.map(({ kind, count }) => words.WHY[kind](count))),
    evidence: [evidenceOf(most), ...rest.map(evidenceOf)],
    not: [{ rule: 'path-loss', because: words.NOT_LOSS }],
    remedies: [words.whose(inside(namespace, words.WATCH_SYN)), words.FIX_MIDDLE],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}

const evidenceOf = ({ kind, count }: Moved): Evidence =>
  reading(words.WHAT[kind], count, 'segments', COUNTERS[kind]);

const has = (moved: readonly Moved[], ...kinds: readonly Kind[]): boolean =>
  moved.some(({ kind }) => kinds.includes(kind));

function hurts(namespace: NamespaceSurvey, moved: readonly Moved[]): boolean {
  const estab = moved.find(({ kind }) => kind === 'estab')?.count ?? 0;
  const perSecond = estab / Math.max(0.001, windowSeconds(namespace));
  return has(moved, 'active', 'echo') || perSecond >= MANY_PER_SECOND;
}

function happens(moved: readonly Moved[]): Finding['happens'] {
  if (has(moved, 'active', 'echo')) return words.HAPPENS.handshake;
  return has(moved, 'estab') ? words.HAPPENS.established : words.HAPPENS.timeWait;
}
