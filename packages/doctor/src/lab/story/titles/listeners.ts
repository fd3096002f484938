/**
 * Failures of listeners and their queues, a line each.
 * @module
 */
import type { Text } from '../../../model/text.ts';

/** By id of the play. */
export const LISTENERS: Readonly<Record<string, Text>> = {
  'accept-queue-overflow': {
    en: '100 clients at once, a backlog of 4, and a pause of 1.5 s',
    ko: '클라이언트 100개, 백로그 4, 1.5초 동안 멈춘 accept',
  },
  'accept-queue-overflow-capped': {
    en: 'A backlog of 512 that net.core.somaxconn=4 cuts short',
    ko: 'net.core.somaxconn=4에 잘린 백로그 512',
  },
  'accept-queue-overflow-frozen': {
    en: 'A stopped server (SIGSTOP), and 100 clients that wait 1 s',
    ko: 'SIGSTOP으로 멈춘 서버와 1초씩 기다리는 클라이언트',
  },
  'fd-exhaustion': {
    en: 'No file descriptor left for new clients',
    ko: '새 연결에 쓸 디스크립터가 없는 서버',
  },
  'reuseport-worker-stuck': {
    en: 'One of four SO_REUSEPORT workers is stopped',
    ko: 'SO_REUSEPORT 워커 4개 중 하나가 멈춤',
  },
  'reuseport-worker-closed': {
    en: 'A stopped worker is ended while clients wait in its queue',
    ko: '클라이언트가 기다리는 워커를 종료할 때',
  },
  'accept-queue-delay': {
    en: 'Three times the capacity, a long queue, clients that give up',
    ko: '용량의 3배가 긴 큐에 쌓이고 클라이언트는 포기',
  },
  'accept-queue-overload': {
    en: 'Three times the capacity, and a backlog of 64',
    ko: '용량의 3배가 들어오는 백로그 64',
  },
  'backlog-stale': {
    en: 'somaxconn was raised, and nginx never listened again',
    ko: 'somaxconn을 올렸지만 다시 listen()하지 않은 nginx',
  },
  'accept-reset-race': {
    en: 'A full queue with tcp_abort_on_overflow=1',
    ko: 'tcp_abort_on_overflow=1에서 가득 찬 큐',
  },
  'unaccepted-close-wait': {
    en: 'Clients that gave up before a hung server accepted them',
    ko: '멈춘 서버가 accept하기 전에 포기한 클라이언트',
  },
  'syn-flood': {
    en: '1,500 forged SYNs a second, SYN cookies on',
    ko: '초당 위조 SYN 1,500개, SYN 쿠키 켜짐',
  },
  'syn-flood-over': {
    en: 'What a short flood leaves behind',
    ko: '짧은 플러드가 지나간 뒤에 남는 것',
  },
  'syn-backlog-small': {
    en: 'More handshakes under way than the backlog has places',
    ko: '백로그보다 많은 진행 중 핸드셰이크',
  },
  'syn-queue-drop': {
    en: '1,500 forged SYNs a second, SYN cookies off',
    ko: '초당 위조 SYN 1,500개, SYN 쿠키 꺼짐',
  },
  'defer-accept-waiting': {
    en: 'TCP_DEFER_ACCEPT, and clients that say nothing',
    ko: 'TCP_DEFER_ACCEPT와 말이 없는 클라이언트',
  },
  'synack-lost': {
    en: 'The SYN-ACKs of a server never arrive',
    ko: '서버의 SYN-ACK가 도착하지 않음',
  },
  'accept-queue-delay-hung': {
    en: 'A hung server with a queue far from full',
    ko: '큐에 여유가 있지만 멈춘 서버',
  },
  'accept-queue-overflow-bursts': {
    en: 'Bursts that overflow a queue seen empty',
    ko: '볼 때는 비어 있지만 순간적으로 넘치는 큐',
  },
  'accept-queue-overflow-dual-stack': {
    en: 'A full queue on ::, for IPv4 clients as well',
    ko: 'IPv4도 함께 받는 :: 리스너에서 넘침',
  },
  'accept-reset-race-silent': {
    en: 'A full queue that sends SYN-ACKs again and again',
    ko: '가득 찬 큐가 SYN-ACK를 되풀이해서 보냄',
  },
  'accepted-then-reset': {
    en: 'A server at a limit of its own accepts and closes',
    ko: '자체 한도에 이르러 받자마자 닫는 서버',
  },
  'nginx-connections': {
    en: 'nginx out of worker_connections',
    ko: 'worker_connections가 바닥난 nginx',
  },
  'backlog-stale-overflow': {
    en: 'Bursts overflow the backlog from before',
    ko: '예전 백로그가 순간적인 접속으로 넘침',
  },
  'fd-exhaustion-long-queue': {
    en: 'No descriptor left, and a long queue hides it',
    ko: '긴 큐에 가려진 디스크립터 고갈',
  },
  'fd-exhaustion-closing': {
    en: 'No descriptor left: accepted to be closed, as by Node',
    ko: '디스크립터가 없어 받자마자 닫음 (Node의 방식)',
  },
  'linger-reset': { en: 'SO_LINGER 0 instead of an answer', ko: '응답 대신 SO_LINGER 0' },
  'linger-reset-after-answer': { en: 'SO_LINGER 0 after the answer', ko: '응답한 뒤 SO_LINGER 0' },
  'reuseport-worker-stuck-growing': {
    en: "One worker's queue grows and grows",
    ko: '워커 하나의 큐만 계속 늘어남',
  },
  'syn-queue-drop-silent': {
    en: 'tcp_max_syn_backlog without cookies',
    ko: 'SYN 쿠키 없이 쓰는 tcp_max_syn_backlog',
  },
};
