/**
 * What is said about SYN-ACKs that nobody answers.
 * @module
 */
import type { Service } from '../../model/snapshot.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { hugeBacklog } from '../listener-words.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

const ID = 'synack-lost';
const HUGE_BACKLOG = hugeBacklog(ID, {
  en: 'no queue is full: the answers have left this host when they are lost',
  ko: '가득 찬 큐가 없습니다. 응답은 이 호스트를 떠난 뒤에 유실됩니다',
});

const WAY_BACK: Remedy = {
  at: 'application',
  do: {
    en: 'Check the way back to these peers: routes, reverse-path filters, a firewall or load balancer that saw only one direction',
    ko: '이 상대로 돌아가는 경로를 확인합니다: 라우팅, reverse path 필터, 한 방향만 본 방화벽이나 로드 밸런서',
  },
  risk: { en: 'None, it only looks', ko: '없음 (조회만 합니다)' },
  proof: lab(ID, 'open-way-back'),
};

const WATCH = (port: string): Remedy => ({
  at: 'process',
  do: {
    en: 'See whether the SYN-ACKs leave, and by which interface',
    ko: 'SYN-ACK가 나가는지, 어느 인터페이스로 나가는지 확인합니다',
  },
  command: `tcpdump -ni any 'tcp port ${port} and tcp[tcpflags] & tcp-syn != 0'`,
  ...LOOKING,
});

const MORE_RETRIES: Folklore = {
  what: 'net.ipv4.tcp_synack_retries',
  because: {
    en: 'more repetitions take the same way and are lost as well',
    ko: '더 반복해도 같은 경로에서 똑같이 유실됩니다',
  },
  proof: lab(ID, 'synack-retries'),
};

/** Sentences for one port. */
export const words = ({ port, synRecvRetried, synRecvPeers }: Service) => ({
  title: {
    en: `${plural(synRecvRetried, 'handshake')} on port ${port} do not finish: SYN-ACKs seem to be lost`,
    ko: `포트 ${port}의 핸드셰이크 ${num(synRecvRetried)}건이 끝나지 않습니다: SYN-ACK가 유실되는 것으로 보입니다`,
  },
  happens: {
    en: `Clients at ${plural(synRecvPeers, 'address', 'addresses')} hang in connect() and time out.`,
    ko: `주소 ${num(synRecvPeers)}곳의 클라이언트가 connect()에서 멈췄다가 타임아웃됩니다.`,
  },
  why: {
    en: 'Their SYNs arrive here, the SYN-ACK is repeated and no answer comes: it is lost on the way back, or the answer on the way here.',
    ko: 'SYN은 도착했고 SYN-ACK를 반복해 보내지만 응답이 없습니다. 나가는 SYN-ACK나 돌아오는 ACK가 경로에서 유실되고 있습니다.',
  },
  not: [
    {
      rule: 'syn-flood',
      because: {
        en: `only ${plural(synRecvPeers, 'address', 'addresses')}, and no cookies were sent`,
        ko: `출발지 주소가 ${num(synRecvPeers)}곳뿐이며 SYN 쿠키도 전송되지 않았습니다`,
      },
    },
    {
      rule: 'accept-queue-overflow',
      because: { en: 'no queue overflowed', ko: '넘친 큐가 없습니다' },
    },
  ],
  remedies: [WATCH(String(port)), WAY_BACK],
  doesNotHelp: [MORE_RETRIES, HUGE_BACKLOG],
});

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'SYN-ACKs are lost', ko: 'SYN-ACK 유실' },
  mechanism: {
    en: 'The server answers a SYN with a SYN-ACK and repeats it after 1, 2, 4 and more seconds until the third packet of the handshake comes. When packets arrive here and do not get back (asymmetric routes, a filter in one direction), handshakes stay half open.',
    ko: '서버는 SYN에 SYN-ACK로 응답하고, 세 번째 패킷이 올 때까지 1초, 2초, 4초 간격으로 반복합니다. 패킷이 들어오기는 하지만 돌아가지 못하면(비대칭 라우팅, 단방향 차단) 핸드셰이크가 half-open 상태로 남습니다.',
  },
  evidence: {
    en: 'TcpExt.TCPSynRetrans grew, a port has 3 or more handshakes with a repeated SYN-ACK from at most 16 addresses in each of at least 3 looks, and no counter of full queues, cookies or deferred accepts moved. A suspicion: the way itself cannot be seen from here.',
    ko: 'TcpExt.TCPSynRetrans가 증가하고, 최소 3번의 관찰 모두에서 한 포트에 SYN-ACK를 반복한 핸드셰이크가 3건 이상, 출발지 주소는 16곳 이하이며, 큐 초과·쿠키·지연 accept 카운터는 증가하지 않아야 합니다. 경로 자체는 볼 수 없으므로 의심입니다.',
  },
  lookAlikes: {
    en: 'A flood comes from many addresses; a full accept queue counts overflows; TCP_DEFER_ACCEPT counts TCPDeferAcceptDrop.',
    ko: '플러드는 주소가 많고, accept 큐가 가득 차면 넘침이 집계되며, TCP_DEFER_ACCEPT는 TCPDeferAcceptDrop이 증가합니다.',
  },
  remedies: [WATCH('PORT'), WAY_BACK],
  doesNotHelp: [MORE_RETRIES, HUGE_BACKLOG],
  sources: ['Documentation/networking/ip-sysctl.rst tcp_synack_retries', measured()],
};
