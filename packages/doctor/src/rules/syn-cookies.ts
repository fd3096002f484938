/**
 * SYN cookies sent and honoured: what tells a flood from a crowd.
 *
 * Source: net/ipv4/syncookies.c. Measured: a spoofed flood returns 1.4 % of its cookies, a crowd in
 * front of a small backlog 100 % and more (an ACK that is repeated counts again).
 * @module
 */
import type { NamespaceSurvey } from '../model/survey.ts';
import { num, percent } from '../model/text.ts';
import type { Evidence, Verdict } from '../model/verdict.ts';
import { grew, grewOrZero, last, sysctlNumber, unknown } from './looks.ts';

/** Handshakes answered with a cookie because the queue of half-open ones was full. */
export const DO_COOKIES = 'TcpExt.TCPReqQFullDoCookies';

/** Below this share of cookies coming back nobody real is behind them. */
const FLOOD_RATIO = 0.1;
/** From this share on they are real clients. */
const CROWD_RATIO = 0.5;
/** Fewer cookies than this are no flood, and some may still be under way. */
const FEW = 50;

/** What the cookies of the window say. */
export interface Cookies {
  readonly kind: 'none' | 'flood' | 'crowd' | 'unclear';
  readonly queueFull: number;
  readonly sent: number;
  readonly received: number;
}

/** Reads the cookies of the window; `undefined` when `DO_COOKIES` cannot be told. */
export function cookiesOf(namespace: NamespaceSurvey): Cookies | undefined {
  const queueFull = grew(namespace, DO_COOKIES);
  if (queueFull === undefined) return undefined;
  const sent = grewOrZero(namespace, 'TcpExt.SyncookiesSent');
  const received = grewOrZero(namespace, 'TcpExt.SyncookiesRecv');
  return { kind: kindOf(queueFull, sent, received), queueFull, sent, received };
}

function kindOf(queueFull: number, sent: number, received: number): Cookies['kind'] {
  if (queueFull === 0) return 'none';
  if (received >= sent * CROWD_RATIO) return 'crowd';
  return sent >= FEW && received < sent * FLOOD_RATIO ? 'flood' : 'unclear';
}

/** "Cannot tell", with the numbers. */
export const unclear = ({ sent, received }: Cookies): Verdict =>
  unknown({
    en: `${num(received)} of ${num(sent)} SYN cookies came back: neither clearly a flood nor clearly a crowd`,
    ko: `SYN 쿠키 ${num(sent)}개 중 ${num(received)}개가 돌아왔습니다. 공격인지 정상 접속인지 분명하지 않습니다`,
  });

/** `1.4 %` of the cookies came back. */
export const returned = ({ sent, received }: Cookies): string =>
  percent(sent === 0 ? 0 : received / sent);

/** Cookies are sent to everybody (`tcp_syncookies=2`): their number says nothing about queues. */
export const isUnconditional = (namespace: NamespaceSurvey): boolean =>
  sysctlNumber(last(namespace), 'net.ipv4.tcp_syncookies') === 2;

/** The cookies as evidence. */
export const cookieEvidence = (cookies: Cookies): readonly [Evidence, ...Evidence[]] => [
  {
    what: { en: 'SYN cookies sent', ko: '전송된 SYN 쿠키' },
    value: cookies.sent,
    unit: 'packets',
    source: 'TcpExt.SyncookiesSent',
  },
  {
    what: { en: 'SYN cookies that came back', ko: '돌아온 SYN 쿠키' },
    value: cookies.received,
    unit: 'packets',
    source: 'TcpExt.SyncookiesRecv',
  },
  {
    what: { en: 'handshakes that found the queue full', ko: '큐가 가득 찬 상태에서 온 SYN' },
    value: cookies.queueFull,
    unit: 'connections',
    source: DO_COOKIES,
  },
];
