/**
 * What is said about clients that TCP_DEFER_ACCEPT keeps waiting.
 * @module
 */
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { lab } from '../../proofs/proof.ts';
import type { RulePage } from '../rule.ts';

const ID = 'defer-accept-waiting';

const SHORTER: Remedy = {
  at: 'application',
  do: {
    en: 'Nothing has to be done. To see silent clients sooner, shorten TCP_DEFER_ACCEPT or leave it out (nginx: "deferred" on the listen line)',
    ko: '조치할 것은 없습니다. 데이터를 보내지 않는 클라이언트를 더 빨리 보려면 TCP_DEFER_ACCEPT를 줄이거나 제거합니다(nginx는 listen 줄의 "deferred")',
  },
  risk: {
    en: 'The program is woken for clients that say nothing',
    ko: '아무 데이터도 보내지 않는 클라이언트 때문에 프로그램이 깨어나게 됩니다',
  },
  proof: lab(ID, 'no-defer'),
};

const MAX_SYN_BACKLOG: Folklore = {
  what: 'net.ipv4.tcp_max_syn_backlog',
  because: {
    en: 'this is no flood: these clients have finished their side of the handshake',
    ko: '플러드가 아닙니다. 이 클라이언트들은 핸드셰이크를 정상적으로 마쳤습니다',
  },
  proof: lab(ID, 'max-syn-backlog'),
};

/** Sentences for one port. */
export const words = (port: number, waiting: number) => ({
  title: {
    en: `${plural(waiting, 'client')} on port ${port} connected and say nothing: TCP_DEFER_ACCEPT waits for them`,
    ko: `포트 ${port}에 연결하고 아무 데이터도 보내지 않는 클라이언트가 ${num(waiting)}개 있습니다: TCP_DEFER_ACCEPT가 기다리는 중입니다`,
  },
  happens: {
    en: 'Nobody is hurt: these clients believe they are connected and have not asked for anything yet.',
    ko: '피해는 없습니다. 클라이언트는 연결된 것으로 알고 있으며 아직 요청을 보내지 않았습니다.',
  },
  why: {
    en: 'With TCP_DEFER_ACCEPT the kernel drops the third packet of a handshake that carries no data and keeps the connection half open until data comes, so it is listed as SYN-RECV.',
    ko: 'TCP_DEFER_ACCEPT를 쓰면 커널은 데이터가 없는 세 번째 패킷을 버리고, 데이터가 올 때까지 연결을 half-open 상태로 둡니다. 그래서 SYN-RECV로 보입니다.',
  },
  not: [
    {
      rule: 'syn-flood',
      because: {
        en: 'no SYN cookies were sent, and the clients have answered',
        ko: 'SYN 쿠키가 전송되지 않았고, 클라이언트가 응답을 보냈습니다',
      },
    },
  ],
  remedies: [SHORTER],
  doesNotHelp: [MAX_SYN_BACKLOG],
});

/** The rule's page. */
export const page: RulePage = {
  name: {
    en: 'Silent clients of TCP_DEFER_ACCEPT',
    ko: 'TCP_DEFER_ACCEPT에서 대기 중인 클라이언트',
  },
  mechanism: {
    en: 'A listener with TCP_DEFER_ACCEPT is not told of a connection before its first data. Until then the kernel keeps it half open: the client sees an established connection, the server lists SYN-RECV.',
    ko: 'TCP_DEFER_ACCEPT를 쓰는 리스너는 첫 데이터가 오기 전까지 연결을 알지 못합니다. 그동안 커널은 연결을 half-open 상태로 두므로, 클라이언트는 연결된 것으로 보고 서버에는 SYN-RECV로 나타납니다.',
  },
  evidence: {
    en: 'TcpExt.TCPDeferAcceptDrop grew, no SYN cookie was sent for a full queue, and a port has 10 or more half-open handshakes in each of at least 3 looks.',
    ko: 'TcpExt.TCPDeferAcceptDrop이 증가하고, 큐가 가득 차서 전송된 SYN 쿠키가 없으며, 최소 3번의 관찰 모두에서 한 포트의 끝나지 않은 핸드셰이크가 10개 이상이어야 합니다.',
  },
  lookAlikes: {
    en: 'A flood: its senders never answer, so TCPDeferAcceptDrop does not move.',
    ko: '플러드에서는 상대가 응답하지 않으므로 TCPDeferAcceptDrop이 증가하지 않습니다.',
  },
  remedies: [SHORTER],
  doesNotHelp: [MAX_SYN_BACKLOG],
  sources: ['tcp(7) TCP_DEFER_ACCEPT', 'net/ipv4/tcp_minisocks.c tcp_check_req()'],
};
