/**
 * SYNs are dropped because handshakes under way fill their queue and SYN cookies are off.
 *
 * Source: net/ipv4/tcp_input.c `tcp_conn_request()`: at three quarters of `tcp_max_syn_backlog` it
 * drops with no counter of its own but `ListenDrops`.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence } from '../../model/verdict.ts';
import { mostHalfOpen, subjectAndInodes } from '../half-open.ts';
import { droppedBy, ending, inodesOf } from '../listener.ts';
import {
  HEALTHY,
  grew,
  grewOrZero,
  lacks,
  last,
  listenerTrails,
  noGrowth,
  sysctlNumber,
  verdictOf,
} from '../looks.ts';
import type { Rule } from '../rule.ts';
import { page, words } from './words.ts';

const ID = 'syn-queue-drop';
const QUEUE_FULL = 'TcpExt.TCPReqQFullDrop';
const DROPS = 'TcpExt.ListenDrops';

/** From here on the kernel keeps the rest of `tcp_max_syn_backlog` for proven peers. */
const UNPROVEN_SHARE = 0.75;
/** Measured: 49 of 64, one above three quarters. */
const CLOSE_TO = 0.9;

/** Handshakes are refused a place, and no cookie is sent instead. */
export const synQueueDrop: Rule = {
  id: ID,
  page,

  wants: (namespace) => {
    const listener = isDropping(namespace) ? culprit(namespace) : undefined;
    return listener === undefined ? [] : inodesOf(listener);
  },

  check(namespace) {
    const queueFull = grew(namespace, QUEUE_FULL);
    const drops = grew(namespace, DROPS);
    if (drops === undefined) return noGrowth(namespace, DROPS);
    if (queueFull === undefined) return noGrowth(namespace, QUEUE_FULL);
    const silent = silentDrops(namespace);
    if (queueFull === 0 && silent === 0) return HEALTHY;
    if (queueFull > 0) return found(namespace, QUEUE_FULL, queueFull);
    const blind = lacks(namespace, 'sysctls', 'sockets');
    if (blind !== undefined) return blind;
    return isAtCap(namespace) ? found(namespace, DROPS, silent) : HEALTHY;
  },
};

/** Drops of listeners that neither a full accept queue nor a full request queue counts for. */
const silentDrops = (namespace: NamespaceSurvey): number =>
  Math.max(
    0,
    grewOrZero(namespace, DROPS) -
      grewOrZero(namespace, 'TcpExt.ListenOverflows') -
      grewOrZero(namespace, QUEUE_FULL),
  );

/** Cookies are off and a port has as many handshakes under way as `tcp_max_syn_backlog` lets in. */
function isAtCap(namespace: NamespaceSurvey): boolean {
  const look = last(namespace);
  const cap = sysctlNumber(look, 'net.ipv4.tcp_max_syn_backlog');
  if (cap === undefined || sysctlNumber(look, 'net.ipv4.tcp_syncookies') !== 0) return false;
  const full = cap * UNPROVEN_SHARE * CLOSE_TO;
  return look.services.some(({ port }) => mostHalfOpen(namespace, port) >= full);
}

const isDropping = (namespace: NamespaceSurvey): boolean =>
  grewOrZero(namespace, QUEUE_FULL) > 0 || (silentDrops(namespace) > 0 && isAtCap(namespace));

/** The listener whose drops grew with most handshakes under way. */
function culprit(namespace: NamespaceSurvey): Listener | undefined {
  const halfOpen = (listener: Listener) => mostHalfOpen(namespace, listener.local.port);
  return listenerTrails(namespace)
    .filter((trail) => droppedBy(trail) > 0 && halfOpen(ending(trail)) > 0)
    .map(ending)
    .toSorted((a, b) => halfOpen(b) - halfOpen(a))[0];
}

function found(namespace: NamespaceSurvey, source: string, drops: number) {
  const listener = culprit(namespace);
  const halfOpen: Evidence[] =
    listener === undefined
      ? []
      : [
          {
            what: { en: 'half-open handshakes', ko: '끝나지 않은 핸드셰이크' },
            value: mostHalfOpen(namespace, listener.local.port),
            unit: 'connections',
            source: 'sock_diag SYN-RECV',
          },
        ];
  return verdictOf([
    {
      rule: ID,
      severity: 'critical',
      confidence: source === QUEUE_FULL ? 'certain' : 'probable',
      ...subjectAndInodes(listener),
      ...words(namespace, listener, drops),
      evidence: [
        {
          what: { en: 'SYNs dropped', ko: '버려진 SYN' },
          value: drops,
          unit: 'packets',
          source: source === DROPS ? `${DROPS} less ListenOverflows` : source,
        },
        ...halfOpen,
      ],
      explains: ['synack-lost', 'connect-blackhole'],
    },
  ]);
}
