/**
 * Segments come for which there is no socket here; the kernel answers each with a reset.
 * @module
 */
import type { Counters, Snapshot } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import type { Finding } from '../../model/verdict.ts';
import { joinText } from '../join-text.ts';
import {
  ENOUGH_LOOKS,
  grew,
  grewOrZero,
  HEALTHY,
  lacks,
  last,
  needsLooks,
  noGrowth,
  unknown,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import { isLoopback, unmapped } from '../ports.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { endings, refusedInAll, strayResets } from '../stray-resets.ts';
import { watchResets } from '../watch-resets.ts';
import * as words from './words.ts';

const ID = 'port-closed';
const RESETS = 'Tcp.OutRsts';
/** Resets a second in every part of the window: below, it may be scanners from all over the world. */
const PER_SECOND = 5;
/**
 * Late segments that may follow a connection given up halfway, each answered with a reset: what is in flight,
 * 66 for each download measured at 50 Mbit/s and 40 ms, up to 350 at 100 Mbit/s.
 */
const LATE_PER_ENDING = 500;
/** The same for one closed as usual: what a peer sends before it hears of it, the first congestion window. */
const LATE_PER_CONNECTION = 10;
/** Fewer strays than this share of the connections are noise wherever connections end. */
const NOISE = 0.1;

/** Ports that are named. */
const MOST_PORTS = 5;

/** More resets leave than anything that is counted asks for: most likely nobody listens where clients knock. */
export const portClosed: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace, survey) {
    const gone = lacks(namespace, 'snmp', 'netstat');
    if (gone !== undefined) return gone;
    const resets = grew(namespace, RESETS);
    if (resets === undefined) return noGrowth(namespace, RESETS);
    if (resets === 0) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    // Of those refused in this survey connect-refused tells, and names who refuses.
    const stray = strayResets(namespace).atLeast - refusedInAll(survey);
    if (!isSteady(namespace) || stray < PER_SECOND * windowSeconds(namespace)) return HEALTHY;
    const [ended, known] = [endings(namespace), connections(namespace)];
    if (stray < NOISE * (ended + known)) return HEALTHY;
    if (stray <= LATE_PER_ENDING * ended) return unknown(words.lateAfterReset(stray, ended));
    if (stray <= LATE_PER_CONNECTION * known) return unknown(words.late(stray, known));
    return verdictOf([finding(namespace, stray)]);
  },
};

/** Each may send late segments after its end: a keepalive connection closed at the wrong moment, say. */
const connections = (namespace: NamespaceSurvey): number =>
  grewOrZero(namespace, 'Tcp.PassiveOpens') + grewOrZero(namespace, 'Tcp.ActiveOpens');

const isSteady = ({ looks }: NamespaceSurvey): boolean =>
  looks.slice(1).every((is, n) => perSecond(looks[n] ?? is, is) >= PER_SECOND);

const perSecond = (was: Snapshot, is: Snapshot): number =>
  Number(count(is.counters) - count(was.counters)) / Math.max(0.001, (is.atMs - was.atMs) / 1_000);

const count = (counters: Counters): bigint => counters[RESETS] ?? 0n;

function finding(namespace: NamespaceSurvey, stray: number): Finding {
  return {
    rule: ID,
    severity: 'notice',
    confidence: 'suspected',
    subject: { kind: 'namespace' },
    inodes: [],
    title: words.title(stray, windowSeconds(namespace) * 1_000),
    happens: words.HAPPENS,
    why: joinText(words.why(stray, connections(namespace)), loopbackOnly(namespace)),
    evidence: [
      reading(
        words.WHAT.stray,
        stray,
        'segments',
        `${RESETS} - TcpExt.TCPAbortOn... - EmbryonicRsts`,
      ),
      reading(words.WHAT.resets, grewOrZero(namespace, RESETS), 'segments', RESETS),
      reading(words.WHAT.endings, endings(namespace), 'connections', 'TcpExt.TCPAbortOn...'),
      reading(
        words.WHAT.connections,
        connections(namespace),
        'connections',
        'Tcp.PassiveOpens + Tcp.ActiveOpens',
      ),
    ],
    not: words.NOT,
    remedies: [watchResets(namespace, words.WHO_KNOCKS), words.START],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}

/** A service that only this host can reach is the usual surprise. */
function loopbackOnly(namespace: NamespaceSurvey): Text | undefined {
  const { listeners } = last(namespace);
  const reached = new Set(
    listeners.filter(({ local }) => !isLoopback(unmapped(local.address))).map((l) => l.local.port),
  );
  const hidden = listeners.map(({ local }) => local.port).filter((port) => !reached.has(port));
  const ports = [...new Set(hidden)].toSorted((a, b) => a - b).slice(0, MOST_PORTS);
  return ports.length === 0 ? undefined : words.loopbackOnly(ports);
}
