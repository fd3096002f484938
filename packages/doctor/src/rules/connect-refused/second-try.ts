/**
 * `localhost` is ::1 first and 127.0.0.1 then: where the service listens on IPv4 only, each connection
 * is refused once and made right after. Source: RFC 8305, RFC 6724.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Attempts } from '../attempts.ts';
import { grewOrZero } from '../looks.ts';

/** A SYN and its reset, both of this host: 313 packets for 156 refusals measured. */
const PACKETS_EACH = 2;
const AGREES_RATIO = 0.9;

/**
 * Whether each refusal was one of IPv6 on this host and as many connections as were refused were made and
 * came in here, in every step.
 *
 * @param own Resets without a socket that left from here.
 */
export function isSecondTry(
  namespace: NamespaceSurvey,
  steps: readonly Attempts[],
  own: number,
): boolean {
  const refused = steps.reduce((sum, step) => sum + step.refused, 0);
  const packets = grewOrZero(namespace, 'Ip6.OutRequests');
  return (
    steps.every(({ opened, failed, refused: r }) => opened - failed >= AGREES_RATIO * r) &&
    grewOrZero(namespace, 'Tcp.PassiveOpens') >= AGREES_RATIO * refused &&
    own >= AGREES_RATIO * refused &&
    // Other IPv6 traffic, and the packets may be that of connections that worked.
    agrees(packets, PACKETS_EACH * refused)
  );
}

const agrees = (a: number, b: number): boolean => Math.min(a, b) >= AGREES_RATIO * Math.max(a, b);
