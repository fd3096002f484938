/**
 * Handshakes of a few peers do not finish: their SYN-ACK, or the answer to it, is lost on the way.
 * @module
 */
import type { Service } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { inEveryLook, listenerOn, subjectAndInodes } from '../half-open.ts';
import {
  ENOUGH_LOOKS,
  HEALTHY,
  grew,
  grewOrZero,
  lacks,
  needsLooks,
  noGrowth,
  verdictOf,
} from '../looks.ts';
import type { Rule } from '../rule.ts';
import { page, words } from './words.ts';

const ID = 'synack-lost';
const COUNTER = 'TcpExt.TCPSynRetrans';

/** One or two unfinished handshakes are a lost packet. */
const SEVERAL = 3;
/** More at a time are more than one client's bad luck. */
const MANY = 20;
/** More addresses than this look like a flood of forged ones. */
const FEW_PEERS = 16;

/** Counters that say why handshakes stay open: then it is not the way. */
const OTHER_REASONS = [
  'TcpExt.TCPReqQFullDoCookies',
  'TcpExt.TCPReqQFullDrop',
  'TcpExt.ListenOverflows',
  'TcpExt.TCPDeferAcceptDrop',
];

/** SYN-ACKs are repeated in vain. */
export const synackLost: Rule = {
  id: ID,
  page,

  check(namespace) {
    const repeated = grew(namespace, COUNTER);
    if (repeated === undefined) return noGrowth(namespace, COUNTER);
    if (repeated === 0 || OTHER_REASONS.some((name) => grewOrZero(namespace, name) > 0)) {
      return HEALTHY;
    }
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const services = inEveryLook(namespace, isUnanswered);
    return verdictOf(services.map((service) => findingFor(namespace, service, repeated)));
  },
};

const isUnanswered = ({ synRecvRetried, synRecvPeers }: Service): boolean =>
  synRecvRetried >= SEVERAL && synRecvPeers <= FEW_PEERS;

function findingFor(namespace: NamespaceSurvey, service: Service, repeated: number): Finding {
  return {
    rule: ID,
    severity: service.synRecvRetried >= MANY ? 'warning' : 'notice',
    confidence: 'suspected',
    ...subjectAndInodes(listenerOn(namespace, service.port)),
    ...words(service),
    evidence: [
      {
        what: { en: 'handshakes with repeated SYN-ACK', ko: 'SYN-ACK를 반복한 핸드셰이크' },
        value: service.synRecvRetried,
        unit: 'connections',
        source: 'sock_diag SYN-RECV, idiag_retrans >= 1',
      },
      {
        what: { en: 'addresses they come from', ko: '출발지 주소 수' },
        value: service.synRecvPeers,
        unit: 'entries',
        source: 'sock_diag SYN-RECV',
      },
      {
        what: { en: 'SYNs and SYN-ACKs repeated', ko: '재전송된 SYN과 SYN-ACK' },
        value: repeated,
        unit: 'packets',
        source: COUNTER,
      },
    ],
    explains: ['connect-blackhole'],
  };
}
