/**
 * Many SYN-RECV that are no attack: TCP_DEFER_ACCEPT waits for the first data of silent clients.
 *
 * Source: net/ipv4/tcp_minisocks.c `tcp_check_req()`, `rskq_defer_accept`.
 * @module
 */
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
import { DO_COOKIES } from '../syn-cookies.ts';
import { page, words } from './words.ts';

const ID = 'defer-accept-waiting';
const COUNTER = 'TcpExt.TCPDeferAcceptDrop';

/** Fewer half-open handshakes alarm nobody. */
const MANY = 10;

/** Clients have connected and say nothing. */
export const deferAcceptWaiting: Rule = {
  id: ID,
  page,

  check(namespace) {
    const deferred = grew(namespace, COUNTER);
    if (deferred === undefined) return noGrowth(namespace, COUNTER);
    if (deferred === 0 || grewOrZero(namespace, DO_COOKIES) > 0) return HEALTHY;
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    const held = inEveryLook(namespace, ({ synRecv }) => synRecv >= MANY);
    return verdictOf(
      held.map((service) => {
        const listener = listenerOn(namespace, service.port);
        return {
          rule: ID,
          severity: 'notice',
          confidence: 'certain',
          ...subjectAndInodes(listener),
          ...words(service.port, service.synRecv),
          evidence: [
            {
              what: { en: 'half-open handshakes', ko: '끝나지 않은 핸드셰이크' },
              value: service.synRecv,
              unit: 'connections',
              source: 'sock_diag SYN-RECV',
            },
            {
              what: { en: 'third packets without data', ko: '데이터 없는 세 번째 패킷' },
              value: deferred,
              unit: 'packets',
              source: COUNTER,
            },
          ],
          explains: ['synack-lost'],
        };
      }),
    );
  },
};
