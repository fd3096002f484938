/**
 * How many connections ephemeral ports are good for, as sentences with this host's numbers.
 * @module
 */
import type { Snapshot } from '../model/snapshot.ts';
import type { Text } from '../model/text.ts';
import { num, plural } from '../model/text.ts';
import { parsePortList, portsOf } from './ports.ts';
import type { PortSpan } from './ports.ts';

const TIME_WAIT_S = 60;
/** Before tcp_tw_reuse_delay came (6.14) it was always a second. */
const REUSE_DELAY_MS = 1_000;

/** Connections a second that the ports are good for, without `tcp_tw_reuse` and with it. */
export function reuseArithmetic(look: Snapshot): Text {
  const ports = portsOf(look)?.available ?? 0;
  const delayMs = Number(look.sysctls['net.ipv4.tcp_tw_reuse_delay'] ?? REUSE_DELAY_MS);
  const held = num(ports / TIME_WAIT_S);
  const reused = num(ports / (Math.max(1, delayMs) / 1_000));
  return {
    en: `${plural(ports, 'port')} that are each held for ${TIME_WAIT_S} s make ${held} connections a second to one destination; taken over after ${num(delayMs)} ms they make up to ${reused}`,
    ko: `포트 ${num(ports)}개를 각각 ${TIME_WAIT_S}초씩 점유하면 한 목적지로 초당 ${held}건이 한계입니다. ${num(delayMs)}ms 뒤 재사용하면 초당 최대 ${reused}건입니다`,
  };
}

/**
 * What a wider range brings.
 *
 * @param wide First and last port of it.
 * @param by Whether ports run out towards one destination, or of one source address.
 */
export function wideArithmetic(
  look: Snapshot,
  [low, high]: PortSpan,
  by: 'destination' | 'source',
): Text {
  const counts =
    by === 'source'
      ? look.sources.map((from) => from.distinctPorts)
      : look.destinations.map((to) => to.ports);
  const used = num(Math.max(0, ...counts));
  const now = num(portsOf(look)?.available ?? 0);
  const then = num(high - low + 1);
  const where =
    by === 'source'
      ? { en: 'by the busiest source address', ko: '가장 바쁜 출발지 주소에서' }
      : { en: 'towards the busiest destination', ko: '가장 바쁜 목적지에' };
  return {
    en: `${used} of ${now} ports in use ${where.en}; ${low} to ${high} are ${then}, above the ports of most services, as many even ones as odd ones`,
    ko: `${where.ko} 포트 ${now}개 중 ${used}개를 쓰고 있습니다. ${low}~${high}이면 ${then}개이며, 대부분의 서비스 포트보다 높고 홀수와 짝수의 수가 같습니다`,
  };
}

/** What a list of reserved ports is made of. */
export function reserveArithmetic(list: string): Text {
  const count = parsePortList(list).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return {
    en: `what is reserved now, and the ports of the range that services listen on: ${plural(count, 'port')}`,
    ko: `지금 예약된 포트와 범위 안에서 서비스가 리스닝하는 포트를 합해 ${num(count)}개입니다`,
  };
}
