/**
 * What resembles a failure and is none, a line each.
 * @module
 */
import type { Text } from '../../../model/text.ts';

/** By id of the play. */
export const LOOK_ALIKES: Readonly<Record<string, Text>> = {
  'accept-queue-delay-instant': {
    en: 'Bursts that stand in the queue for an instant',
    ko: '큐에 잠깐 쌓였다 사라지는 접속',
  },
  'application-resets': {
    en: 'A program that resets every connection itself',
    ko: '프로그램이 직접 보내는 리셋',
  },
  'clients-give-up': {
    en: 'Clients that read the beginning and leave',
    ko: '앞부분만 읽고 떠나는 클라이언트',
  },
  'telemetry-comes-in': { en: 'Messages that nobody answers', ko: '응답이 필요 없는 메시지' },
  'backlog-as-wished': { en: "Python's own backlog of 128", ko: 'Python이 정한 백로그 128' },
  'backlog-shortened': { en: 'A backlog of 64 on purpose', ko: '일부러 64로 정한 백로그' },
  'close-wait-short': {
    en: 'CLOSE_WAIT while a request is worked on',
    ko: '요청을 처리하는 동안의 CLOSE_WAIT',
  },
  'close-wait-draining': {
    en: 'CLOSE_WAIT while the rest is read',
    ko: '남은 데이터를 읽는 동안의 CLOSE_WAIT',
  },
  'defer-accept-few': {
    en: 'Five that connect ahead of their request',
    ko: '요청보다 먼저 연결해 둔 5개',
  },
  'fd-exhaustion-nobody-waits': {
    en: 'All descriptors in use, and nobody waits',
    ko: '디스크립터를 다 썼지만 기다리는 연결 없음',
  },
  'half-closed-download': {
    en: 'FIN_WAIT2 while the answer still comes',
    ko: '응답을 받는 동안의 FIN_WAIT2',
  },
  'young-fin-wait2': { en: 'FIN_WAIT2 of a moment ago', ko: '방금 생긴 FIN_WAIT2' },
  'idle-without-keepalive': {
    en: 'Idle for seconds, without keepalive',
    ko: 'keepalive 없이 몇 초째 유휴',
  },
  'client-closes-with-reset': {
    en: 'A load generator that closes with SO_LINGER 0',
    ko: 'SO_LINGER 0으로 닫는 부하 발생기',
  },
  'two-pieces-over-a-long-path': {
    en: '50 ms because the path is that long',
    ko: '경로가 멀어서 걸리는 50ms',
  },
  'log-shipping': {
    en: 'Small writes held back, and nobody waits',
    ko: '보류되지만 기다리는 쪽이 없는 작은 쓰기',
  },
  'answers-after-40-ms': {
    en: '40 ms because the server thinks',
    ko: '서버가 처리하느라 걸리는 40ms',
  },
  'few-orphans': {
    en: 'Three clients that left their answer unread',
    ko: '응답을 읽지 않은 클라이언트 3개',
  },
  'orphans-on-a-slow-line': {
    en: 'Closed answers that are still on their way',
    ko: '닫은 뒤 아직 전송되는 응답',
  },
  'small-messages': {
    en: 'Little, but all the program has to say',
    ko: '적지만 보낼 것이 그뿐인 프로그램',
  },
  'loss-without-harm': { en: 'One packet of a thousand is lost', ko: '패킷 천 개 중 하나 손실' },
  'peer-gone-while-idle': {
    en: 'Clients that vanished from idle connections',
    ko: '유휴 연결에서 사라진 클라이언트',
  },
  'keepalive-probes-answered': {
    en: 'Keepalive probes that are answered',
    ko: '응답이 오는 keepalive 프로브',
  },
  'small-answers-through-the-hole': {
    en: 'Answers small enough for the same path',
    ko: '같은 경로를 지나는 작은 응답',
  },
  'reader-behind-in-large-segments': {
    en: 'As far behind, in large segments',
    ko: '큰 세그먼트로 받아 여유가 있는 수신',
  },
  'slow-line': {
    en: 'A full line of 4 Mbit/s that loses nothing',
    ko: '손실 없이 가득 찬 4 Mbit/s 회선',
  },
  'closed-window-of-the-past': {
    en: 'A reader that has caught up',
    ko: '밀린 데이터를 따라잡은 프로그램',
  },
  'closed-window-for-an-instant': { en: 'Windows closed for an instant', ko: '잠깐 닫히는 윈도' },
  'unread-fin': {
    en: 'Recv-Q 1 in CLOSE_WAIT: a FIN, not data',
    ko: 'CLOSE_WAIT의 Recv-Q 1은 FIN',
  },
  'unread-leftover': { en: '500 bytes that no client will read', ko: '아무도 읽지 않을 500바이트' },
  'reuseport-all-stuck': {
    en: 'No worker accepts: no single one is to blame',
    ko: '모든 워커가 accept하지 않음',
  },
  'send-buffer-fills-line': {
    en: 'A small send buffer that fills its line',
    ko: '회선을 가득 채우는 작은 송신 버퍼',
  },
  'program-writes-little': { en: 'A program that writes 20 KB/s', ko: '초당 20KB만 쓰는 프로그램' },
  'syn-cookies-at-work': {
    en: 'SYN cookies for real clients from afar',
    ko: '먼 곳의 실제 클라이언트가 받는 SYN 쿠키',
  },
  'syn-backlog-ignored': {
    en: 'tcp_max_syn_backlog with cookies: ignored',
    ko: 'SYN 쿠키가 켜져 무시되는 tcp_max_syn_backlog',
  },
  'synack-lost-scanner': {
    en: 'A scanner that leaves handshakes half open',
    ko: '핸드셰이크를 끝내지 않는 스캐너',
  },
  'health-checks': {
    en: 'Health checks that connect and close',
    ko: '연결하고 바로 닫는 상태 점검',
  },
  'connections-to-many-places': {
    en: 'As many connections, to four places',
    ko: '연결 수는 같지만 목적지는 네 곳',
  },
  'timestamps-rejected-overtaken': {
    en: 'Packets that overtake others',
    ko: '다른 패킷을 추월하는 패킷',
  },
  'healthy-bulk-reader': { en: 'A healthy reader of 1 Gbit/s', ko: '1 Gbit/s를 잘 읽는 프로그램' },
  'idle-with-keepalive': {
    en: '500 idle connections with keepalive',
    ko: 'keepalive를 켠 유휴 연결 500개',
  },
  'huge-totals': { en: 'Large totals from before', ko: '예전부터 쌓인 큰 누계' },
  'rejected-by-own-firewall': {
    en: 'The same clients, rejected by the firewall',
    ko: '방화벽이 거부하는 같은 클라이언트',
  },
};
