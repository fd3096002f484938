/**
 * Queues of listening sockets.
 * @module
 */
import { num } from '../../../model/text.ts';
import { defaultOf } from '../../catalogue/default-of.ts';
import { DELETE, offKind, valueKind } from './kind.ts';
import type { Kind } from './kind.ts';

const MEASURED = 'measured on Linux 6.18';

/** What nginx, Redis and Node.js ask for when nobody tells them otherwise. */
const USUAL_BACKLOG = 511;

/** In the order of the catalogue. */
export const LISTEN_KINDS: readonly Kind[] = [
  valueKind({
    id: 'somaxconn-lowered',
    severity: 'warning',
    name: { en: 'somaxconn below the default', ko: '기본값보다 낮은 somaxconn' },
    source: 'ip-sysctl.rst: 4096 since 5.4, was 128; __sys_listen()',
    keys: ['net.core.somaxconn'],
    judge: ([value = 0], { setting }, { kernel }) => {
      const usual = Number(defaultOf(setting, kernel).value);
      return value < usual
        ? {
            ...(value < USUAL_BACKLOG ? {} : { severity: 'note' as const }),
            why: {
              en: `It caps what listen() asks for, and the default is ${num(usual)}${usual > 128 ? ' since Linux 5.4, after 128 before' : ''}: ${num(value)} shortens the queue of every server that asks for more`,
              ko: `listen()이 요청하는 백로그의 상한이며 기본값은 ${num(usual)}입니다${usual > 128 ? '(Linux 5.4부터, 이전에는 128)' : ''}. ${num(value)}이면 그보다 많이 요청하는 서버의 큐가 짧아집니다`,
            },
            instead: {
              en: 'Delete the line; the backlog of a server belongs into its own configuration',
              ko: '이 줄을 지웁니다. 서버의 백로그는 서버 설정에서 정합니다',
            },
          }
        : undefined;
    },
  }),
  valueKind({
    id: 'syn-backlog-inert',
    severity: 'warning',
    name: {
      en: 'tcp_max_syn_backlog with SYN cookies on',
      ko: 'SYN 쿠키가 켜진 상태의 tcp_max_syn_backlog',
    },
    source: `listen(2), tcp_conn_request(); ${MEASURED}: 500 of 500 half-open connections with a limit of 16`,
    keys: ['net.ipv4.tcp_max_syn_backlog'],
    judge: (_values, _winner, { inForce }) =>
      inForce('net.ipv4.tcp_syncookies') === '0'
        ? undefined
        : {
            why: {
              en: 'It is ignored while tcp_syncookies is on: the limit is the backlog of listen(), at most net.core.somaxconn',
              ko: 'tcp_syncookies가 켜져 있으면 무시됩니다. 한도는 net.core.somaxconn 이하의 listen() 백로그입니다',
            },
            instead: {
              en: 'Delete the line; where handshakes wait, raise the backlog of the server and restart it',
              ko: '이 줄을 지웁니다. 핸드셰이크가 밀린다면 서버의 백로그를 올리고 재시작합니다',
            },
          },
  }),
  offKind({
    id: 'syncookies-off',
    name: { en: 'SYN cookies turned off', ko: '꺼진 SYN 쿠키' },
    source: `ip-sysctl.rst; ${MEASURED}: 2 of 119 clients got through a flood without, 119 with`,
    keys: ['net.ipv4.tcp_syncookies'],
    why: {
      en: 'A flood of SYNs then locks clients out: 2 of 119 got through, 119 with cookies. Drops are counted in ListenDrops alone',
      ko: 'SYN 플러드가 오면 정상 클라이언트가 접속하지 못합니다. 쿠키 없이는 119건 중 2건, 있으면 119건 모두 성공했습니다. 드롭은 ListenDrops에만 나타납니다',
    },
    instead: {
      en: 'Delete the line; the default is 1',
      ko: '이 줄을 지웁니다. 기본값은 1입니다',
    },
  }),
  valueKind({
    id: 'syncookies-always',
    severity: 'warning',
    name: { en: 'SYN cookies for every connection', ko: '모든 연결에 쓰는 SYN 쿠키' },
    source: `ip-sysctl.rst: for tests; ${MEASURED}`,
    keys: ['net.ipv4.tcp_syncookies'],
    judge: ([value = 1]) =>
      value > 1
        ? {
            why: {
              en: 'Every handshake goes through a cookie, for tests only: clients without timestamps lose window scaling and SACK',
              ko: '모든 핸드셰이크에 쿠키를 씁니다. 테스트용 값이며, 타임스탬프가 없는 클라이언트는 윈도 스케일링과 SACK을 잃습니다',
            },
            instead: { en: 'Write 1, or delete the line', ko: '1로 쓰거나 이 줄을 지웁니다' },
          }
        : undefined,
  }),
  valueKind({
    id: 'abort-on-overflow',
    severity: 'warning',
    name: { en: 'resets instead of patience', ko: 'accept 큐가 차면 RST' },
    source: `ip-sysctl.rst: "only if you are really sure"; ${MEASURED}`,
    keys: ['net.ipv4.tcp_abort_on_overflow'],
    judge: ([value]) =>
      value === 0
        ? undefined
        : {
            why: {
              en: 'A short burst that would pass unnoticed resets clients whose handshake just ended; SYNs that find the queue full are dropped all the same',
              ko: '짧은 순간의 폭주로도 막 핸드셰이크를 마친 클라이언트가 RST를 받습니다. 큐가 찬 뒤 온 SYN은 어차피 버려집니다',
            },
            instead: DELETE,
          },
  }),
];
