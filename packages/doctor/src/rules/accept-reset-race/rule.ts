/**
 * The accept queue filled up during handshakes: connect() succeeds and the connection is reset later.
 *
 * Source: net/ipv4/tcp_minisocks.c `tcp_check_req()`, label listen_overflow.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Evidence, Finding } from '../../model/verdict.ts';
import { WANTED_LISTENERS, droppedBy, ending, inodesOf, subjectOf } from '../listener.ts';
import {
  grew,
  grewOrZero,
  lacks,
  last,
  listenerTrails,
  noGrowth,
  serviceOn,
  sysctlNumber,
  verdictOf,
} from '../looks.ts';
import type { Rule } from '../rule.ts';
import { clientWords, page, serverWords } from './words.ts';

const ID = 'accept-reset-race';
const OVERFLOWS = 'TcpExt.ListenOverflows';
const CHALLENGES = 'TcpExt.TCPSYNChallenge';
const EMBRYONIC = 'TcpExt.EmbryonicRsts';
const SYN_RETRANS = 'TcpExt.TCPSynRetrans';

/** A single repeated SYN-ACK is a lost packet; a race shows several. */
const SEVERAL = 3;

/** Clients hold connections that the server has no room for. */
export const acceptResetRace: Rule = {
  id: ID,
  page,

  wants: (namespace) =>
    racing(namespace)
      .flatMap(({ listener }) => inodesOf(listener))
      .slice(0, WANTED_LISTENERS),

  check(namespace) {
    const overflows = grew(namespace, OVERFLOWS);
    if (overflows === undefined) return noGrowth(namespace, OVERFLOWS);
    const races = overflows > 0 ? racing(namespace) : [];
    const server = races.map((race) => serverFinding(namespace, race, overflows));
    const found = [...server, ...clientFindings(namespace)];
    const blind =
      overflows > 0 ? lacks(namespace, 'sockets', 'listen limits', 'sysctls') : undefined;
    return found.length === 0 && blind !== undefined ? blind : verdictOf(found);
  },
};

/** A listener with handshakes that cannot finish. */
interface Race {
  readonly listener: Listener;
  /** Handshakes whose SYN-ACK was repeated. */
  readonly retried: number;
  /** Reset at once, as `tcp_abort_on_overflow` asks. */
  readonly aborted: number;
}

function racing(namespace: NamespaceSurvey): Race[] {
  const aborted = isAborting(namespace) ? grewOrZero(namespace, EMBRYONIC) : 0;
  return listenerTrails(namespace)
    .filter((trail) => droppedBy(trail) > 0)
    .flatMap((trail) => {
      const listener = ending(trail);
      const retried = serviceOn(last(namespace), listener.local.port)?.synRecvRetried ?? 0;
      return retried > 0 || aborted > 0 ? [{ listener, retried, aborted }] : [];
    });
}

const isAborting = (namespace: NamespaceSurvey): boolean =>
  sysctlNumber(last(namespace), 'net.ipv4.tcp_abort_on_overflow') === 1;

function serverFinding(namespace: NamespaceSurvey, race: Race, overflows: number): Finding {
  const own: Evidence =
    race.aborted > 0
      ? {
          what: { en: 'connections reset on overflow', ko: '큐 초과로 리셋된 연결' },
          value: race.aborted,
          unit: 'connections',
          source: EMBRYONIC,
        }
      : {
          what: { en: 'handshakes that cannot finish', ko: '끝나지 못하는 핸드셰이크' },
          value: race.retried,
          unit: 'connections',
          source: 'sock_diag SYN-RECV, idiag_retrans >= 1',
        };
  const dropped: Evidence = {
    what: { en: 'turned away by a full queue', ko: '큐가 가득 차 버려진 연결 시도' },
    value: overflows,
    unit: 'connections',
    source: OVERFLOWS,
  };
  return {
    rule: ID,
    severity: race.aborted > 0 ? 'critical' : 'warning',
    confidence: 'certain',
    subject: subjectOf(race.listener),
    inodes: inodesOf(race.listener),
    ...serverWords(namespace, race),
    evidence: [own, dropped],
    explains: ['synack-lost'],
  };
}

/**
 * Seen from the client: SYN-ACKs repeated for connections that are established here. Each counts as a
 * challenge and as an error, so more errors than challenges are something else.
 *
 * A server with TCP_DEFER_ACCEPT repeats its SYN-ACK to every client that stays silent, and nobody is
 * hurt (measured on Linux 6.18, nginx `deferred`). It hurts where requests are sent again as well.
 */
function clientFindings(namespace: NamespaceSurvey): Finding[] {
  const challenges = grewOrZero(namespace, CHALLENGES);
  const errors = grew(namespace, 'Tcp.InErrs');
  if (challenges < SEVERAL || errors === undefined || errors < challenges) return [];
  return [
    {
      rule: ID,
      severity: resentData(namespace) > 0 ? 'warning' : 'notice',
      confidence: 'suspected',
      subject: { kind: 'namespace' },
      inodes: [],
      ...clientWords(challenges),
      evidence: [
        {
          what: { en: 'repeated SYN-ACKs on connections', ko: '성립된 연결에 반복된 SYN-ACK' },
          value: challenges,
          unit: 'packets',
          source: CHALLENGES,
        },
        {
          what: { en: 'segments counted as errors', ko: '오류로 집계된 세그먼트' },
          value: errors,
          unit: 'segments',
          source: 'Tcp.InErrs',
        },
        {
          what: { en: 'segments sent again, without SYNs', ko: '재전송된 세그먼트 (SYN 제외)' },
          value: resentData(namespace),
          unit: 'segments',
          source: 'Tcp.RetransSegs - TcpExt.TCPSynRetrans',
        },
      ],
      explains: [],
    },
  ];
}

/** Segments sent again that were no SYN: the server does not take what clients send. */
const resentData = (namespace: NamespaceSurvey): number =>
  Math.max(0, grewOrZero(namespace, 'Tcp.RetransSegs') - grewOrZero(namespace, SYN_RETRANS));
