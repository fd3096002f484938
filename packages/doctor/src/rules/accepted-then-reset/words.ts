/**
 * Words of accepted-then-reset.
 * @module
 */
import { josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { watchResets } from '../watch-resets.ts';

/** One line: who, and how many of how many. */
export const title = (who: string | undefined, reset: number, accepted: number): Text => ({
  en: `${who ?? 'A program here'} resets clients right after accept(), unread: ${plural(reset, 'connection')} while ${num(accepted)} came in`,
  ko: `${josa(who ?? '프로그램', '이/가')} 연결을 받자마자 읽지 않고 리셋합니다: 새 연결 ${num(accepted)}개가 들어오는 동안 ${num(reset)}개`,
});

/** What users notice. */
export const HAPPENS: Text = {
  en: 'connect() succeeds, and the request ends with "connection reset by peer" at once',
  ko: 'connect()는 성공하지만 요청은 곧바로 "connection reset by peer" 오류로 끝납니다',
};

/** The mechanism with this host's numbers. */
export const why = (reset: number, accepted: number): Text => ({
  en: `The program took these connections and closed them before it had read the request; the kernel then answers with a reset, so that the client learns that its data was lost. ${plural(reset, 'connection')} ended like this while ${num(accepted)} were accepted: the program turns clients away because of a limit of its own, or answers without reading`,
  ko: `프로그램이 연결을 받은 뒤 요청을 읽기 전에 닫았습니다. 이때 커널은 데이터가 버려졌음을 클라이언트에 알리려고 리셋을 보냅니다. 새 연결 ${num(accepted)}개를 받는 동안 ${num(reset)}개가 이렇게 끝났습니다. 프로그램이 자체 한도 때문에 클라이언트를 돌려보내거나, 요청을 읽지 않고 응답하는 경우입니다`,
});

/** Names of the evidence. */
export const WHAT = {
  unread: {
    en: 'connections closed here with data unread',
    ko: '읽지 않은 데이터를 남긴 채 닫은 연결',
  },
  accepted: { en: 'connections that came in', ko: '들어온 연결' },
} as const satisfies Record<string, Text>;

/** Look-alikes, ruled out. */
export const NOT: readonly NotThis[] = [
  {
    rule: 'connect-refused',
    because: {
      en: 'the handshakes succeeded; a refused connection is never counted as accepted',
      ko: '핸드셰이크는 성공했습니다. 거부된 연결은 들어온 연결로 집계되지 않습니다',
    },
  },
  {
    rule: 'accept-queue-overflow',
    because: {
      en: 'a program took these connections from the queue',
      ko: '프로그램이 큐에서 꺼낸 연결들입니다',
    },
  },
];

/** nginx at its own limit. */
export const NGINX: Remedy = {
  at: 'application',
  do: {
    en: 'nginx: where its error log says "worker_connections are not enough", allow more; a proxied request takes two',
    ko: 'nginx 오류 로그에 "worker_connections are not enough"가 있으면 값을 올립니다. 프록시 요청 하나가 연결 두 개를 사용합니다',
  },
  command: 'worker_connections 4096;   # in events, then: nginx -s reload',
  risk: {
    en: 'A reload is enough: running connections go on. Each connection also needs a file descriptor',
    ko: '리로드만으로 적용되며, 기존 연결은 유지됩니다. 연결마다 파일 디스크립터도 하나씩 필요합니다',
  },
  proof: lab('nginx-connections', 'more-connections'),
};

/** Ask the program. */
export const READ_LOG: Remedy = {
  at: 'application',
  do: {
    en: 'Read the error log of the program for a limit it has reached: connections, clients, memory, descriptors',
    ko: '프로그램의 오류 로그에서 도달한 한도를 찾습니다: 연결 수, 클라이언트 수, 메모리, 디스크립터',
  },
  ...LOOKING,
};

/** What does nothing here. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.core.somaxconn',
    because: {
      en: 'the connections do not wait in a queue: they are taken from it, and closed',
      ko: '큐에서 기다리는 연결이 아니라, 큐에서 꺼낸 뒤 닫힌 연결입니다',
    },
    proof: lab('nginx-connections', 'somaxconn'),
  },
  {
    what: 'net.ipv4.tcp_abort_on_overflow',
    because: {
      en: 'it decides about full queues, and these resets come from the program',
      ko: '큐가 가득 찼을 때의 설정입니다. 이 리셋은 프로그램이 일으킵니다',
    },
    proof: lab('nginx-connections', 'abort-on-overflow'),
  },
];

/** The page of `tcpdoctor explain accepted-then-reset`. */
export const PAGE: RulePage = {
  name: {
    en: 'Accepted connections are reset unread',
    ko: '받은 뒤 읽지 않고 리셋한 연결',
  },
  mechanism: {
    en: 'A program may close a connection at any time. Where it has not read all that the client sent, the kernel sends a reset instead of a FIN: the client must not believe that its request was heard. Programs that have reached a limit of their own do this to everyone who comes: they accept, because the queue would fill up otherwise, and close at once.',
    ko: '프로그램은 언제든 연결을 닫을 수 있습니다. 클라이언트가 보낸 데이터를 다 읽지 않은 채 닫으면, 요청이 전달되었다고 오해하지 않도록 커널은 FIN 대신 리셋을 보냅니다. 자체 한도에 이른 프로그램은 들어오는 모든 연결에 이렇게 합니다. 큐가 차지 않도록 일단 받은 뒤 바로 닫습니다.',
  },
  evidence: {
    en: 'TCPAbortOnClose grows between all looks. What it grew by, less the connections made from here that may have ended meanwhile (opened within the window, or gone from the sockets that stood), is at least half of the connections that came in, and at least 5 a second: a warning. Fewer are a notice where it is nearly all that came in, and at least 8. Where this depends on whose connections were reset, it cannot be told. It counts for the whole namespace: a port is named where only one listens.',
    ko: '관찰 사이마다 TCPAbortOnClose가 늘어야 합니다. 증가량에서, 이 호스트에서 맺은 연결 중 그동안 끝났을 수 있는 것(관찰 중에 연 것, 그리고 소켓 목록에서 사라진 기존 연결)을 뺀 값이 들어온 연결의 절반 이상이고 초당 5개 이상이면 경고입니다. 그보다 느리면 들어온 연결의 거의 전부이고 8개 이상일 때 참고 수준입니다. 어느 쪽 연결을 리셋했는지에 따라 결론이 달라지면 판단하지 않습니다. 네임스페이스 전체를 세는 카운터이므로, 리스닝 포트가 하나뿐일 때만 포트를 표시합니다.',
  },
  lookAlikes: {
    en: 'A client that gives up a download, or a subscription, also closes with data unread: connections made from here are taken off, the old ones, too. A program that ends resets what it held once, not in every part of the window. Clients that reset move other counters. A server that asks for resets with SO_LINGER 0 moves TCPAbortOnData: linger-reset.',
    ko: '다운로드나 구독을 중단한 클라이언트도 읽지 않은 데이터를 남기고 닫으므로, 이 호스트에서 맺은 연결은 오래전에 맺은 것까지 뺍니다. 종료된 프로그램은 가지고 있던 연결을 한 번 리셋할 뿐, 관찰 내내 계속하지 않습니다. 클라이언트가 보낸 리셋은 다른 카운터에 나타납니다. SO_LINGER 0으로 리셋하는 서버는 TCPAbortOnData가 늘어납니다(linger-reset).',
  },
  remedies: [READ_LOG, NGINX, watchResets()],
  doesNotHelp: FOLKLORE,
  sources: [
    '__tcp_close() in net/ipv4/tcp.c, RFC 2525 section 2.17',
    measured({
      en: 'nginx 1.22 out of worker_connections: 153 connections accepted in 3 s, TCPAbortOnClose +150; with room: +0',
      ko: 'worker_connections가 바닥난 nginx 1.22: 3초 동안 153개 연결을 받고 TCPAbortOnClose +150. 여유가 있을 때: +0',
    }),
  ],
};
