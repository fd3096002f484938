/**
 * What makes TCP slow, a line each.
 * @module
 */
import type { Text } from '../../../model/text.ts';

/** By id of the play. */
export const SLOW: Readonly<Record<string, Text>> = {
  'receiver-app-trickle': {
    en: 'One worker that is slower than the upload',
    ko: '업로드보다 느린 워커 하나',
  },
  'peer-not-reading': {
    en: 'Ten clients elsewhere that read nothing',
    ko: '읽지 않는 다른 호스트의 클라이언트 10개',
  },
  'receive-buffer-small': {
    en: 'SO_RCVBUF of 64 KB on a long line',
    ko: '먼 회선에서 SO_RCVBUF 64KB',
  },
  'receive-limit-small': {
    en: 'tcp_rmem that ends at 128 KB on a long line',
    ko: '먼 회선에서 최댓값이 128KB인 tcp_rmem',
  },
  'window-scaling-off': {
    en: 'tcp_window_scaling=0 on a long line',
    ko: '먼 회선에서 tcp_window_scaling=0',
  },
  'send-buffer-small': {
    en: 'SO_SNDBUF of 64 KB on a long line',
    ko: '먼 회선에서 SO_SNDBUF 64KB',
  },
  'send-limit-small': {
    en: 'tcp_wmem that ends at 128 KB on a long line',
    ko: '먼 회선에서 최댓값이 128KB인 tcp_wmem',
  },
  'receive-buffer-prune': {
    en: 'Tiny segments fill a receive buffer of 64 KB',
    ko: '작은 세그먼트로 가득 찬 64KB 수신 버퍼',
  },
  'receive-buffer-prune-limit': {
    en: 'Tiny segments fill a buffer that tcp_rmem ends',
    ko: '작은 세그먼트로 가득 찬 tcp_rmem 한도',
  },
  'tcp-memory-limit': {
    en: 'A control group that may use 4 MB for TCP',
    ko: 'TCP 메모리가 4MB로 제한된 컨트롤 그룹',
  },
  'tcp-memory-machine': {
    en: 'A machine that may use 8 MB for TCP (tcp_mem)',
    ko: 'TCP 메모리가 8MB로 제한된 시스템(tcp_mem)',
  },
  'path-loss': { en: 'A line that loses 1% at random', ko: '무작위로 1%를 잃는 회선' },
  'bbr-clean-link': { en: 'bbr on a line that loses nothing', ko: '손실 없는 회선의 bbr' },
  'path-congestion': {
    en: 'Four uploads fill a line of 8 Mbit/s',
    ko: '업로드 4개로 가득 찬 8 Mbit/s 회선',
  },
  'path-congestion-queue': {
    en: 'Four uploads fill a device of 8 Mbit/s',
    ko: '업로드 4개로 가득 찬 8 Mbit/s 장치',
  },
  'pmtu-blackhole': {
    en: 'Large answers vanish where ICMP is dropped',
    ko: 'ICMP가 막힌 경로에서 사라지는 큰 응답',
  },
  'peer-gone': {
    en: 'Ten clients vanish while the server sends',
    ko: '서버가 보내는 동안 사라진 클라이언트 10개',
  },
  'peer-gone-long': {
    en: 'Ten clients vanish, for 130 s',
    ko: '사라진 클라이언트 10개, 130초 관찰',
  },
  'nagle-delayed-ack': {
    en: 'Two small writes for each request: 40 ms each time',
    ko: '요청마다 작은 쓰기 두 번, 매번 40ms 지연',
  },
  'application-slow': {
    en: 'Requests read, and half a minute until the answer',
    ko: '요청을 읽고 30초 뒤에 응답하는 서버',
  },
  'server-gone': {
    en: 'The server vanishes while two clients send',
    ko: '클라이언트가 보내는 동안 사라진 서버',
  },
  'peer-gone-events': {
    en: 'Small events for a client that has vanished',
    ko: '사라진 클라이언트로 보내는 작은 이벤트',
  },
  'peer-gone-with-closed-window': {
    en: 'A peer that closed its window and vanished',
    ko: '윈도를 닫고 사라진 상대',
  },
  'one-slow-client-of-many': {
    en: 'One client of twenty that does not read',
    ko: '스무 클라이언트 중 읽지 않는 하나',
  },
  'receiver-app-slow': {
    en: 'A server that accepted and reads nothing',
    ko: 'accept한 뒤 읽지 않는 서버',
  },
  'receiver-app-frozen': {
    en: 'A hung worker, and a request it has not read',
    ko: '멈춘 워커와 읽히지 않은 요청',
  },
  'download-not-read': {
    en: 'Downloads that their clients do not read',
    ko: '클라이언트가 읽지 않는 다운로드',
  },
  'answers-not-read-and-closed': {
    en: 'Answers written, closed, and never read',
    ko: '쓰고 닫았지만 읽히지 않은 응답',
  },
  'send-buffer-small-reno': { en: 'A small send buffer with reno', ko: 'reno에서 작은 송신 버퍼' },
};
