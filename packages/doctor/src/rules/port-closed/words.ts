/**
 * Words of port-closed.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import { duration, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { watchResets } from '../watch-resets.ts';

/** One line: how many. */
export const title = (stray: number, overMs: number): Text => ({
  en: `${plural(stray, 'segment')} in ${duration(overMs).en} found no socket here and ${stray === 1 ? 'was' : 'were'} answered with a reset`,
  ko: `${duration(overMs).ko} 동안 세그먼트 ${num(stray)}개가 받아 줄 소켓이 없어 리셋으로 응답되었습니다`,
});

/** What users notice. */
export const HAPPENS: Text = {
  en: 'Most likely clients ask for a port where nobody listens, and connect() ends at once with ECONNREFUSED ("Connection refused")',
  ko: '클라이언트가 리스너가 없는 포트에 연결을 시도하여 connect()가 즉시 ECONNREFUSED("Connection refused")로 끝나고 있을 가능성이 높습니다',
};

/** The mechanism with this host's numbers. */
export const why = (stray: number, connections: number): Text => ({
  en: `The kernel sent ${num(stray)} resets that belong to no connection it ended. ${others(connections).en}, so these are hardly late segments: a service is not running, listens on another port or address, or somebody scans the ports`,
  ko: `커널이 끝낸 연결과 관계없는 리셋을 ${num(stray)}개 보냈습니다. ${others(connections).ko} 늦게 도착한 세그먼트로 보기 어렵습니다. 서비스가 실행 중이 아니거나, 다른 포트나 주소에서 리스닝하거나, 누군가 포트를 스캔하는 경우입니다`,
});

const others = (connections: number): Text =>
  connections === 0
    ? {
        en: 'No connection came in or was made meanwhile',
        ko: '그동안 들어오거나 새로 맺은 연결이 없으므로',
      }
    : {
        en: `Only ${plural(connections, 'connection')} came in or ${connections === 1 ? 'was' : 'were'} made meanwhile`,
        ko: `그동안 들어오거나 새로 맺은 연결이 ${num(connections)}개뿐이므로`,
      };

/** Services that only this host can reach. */
export const loopbackOnly = (ports: readonly number[]): Text => ({
  en: `. ${ports.length === 1 ? 'Port' : 'Ports'} ${ports.join(', ')} listen${ports.length === 1 ? 's' : ''} on loopback only: from elsewhere ${ports.length === 1 ? 'it is' : 'they are'} closed`,
  ko: `. 포트 ${josa(ports.join(', '), '은/는')} 루프백에서만 리스닝하므로 외부에서는 닫혀 있습니다`,
});

/** There are as many connections as resets: both readings fit. */
export const late = (stray: number, connections: number): Text => ({
  en: `${num(stray)} resets were sent for segments without a socket; with ${num(connections)} connections meanwhile they may be late segments of these, or clients at a closed port`,
  ko: `소켓이 없는 세그먼트에 리셋을 ${num(stray)}개 보냈지만 그동안의 연결이 ${num(connections)}개입니다. 그 연결에서 늦게 온 세그먼트인지, 닫힌 포트를 찾는 클라이언트인지 구분할 수 없습니다`,
});

/** Connections were ended with a reset: what was on its way to them is answered with another. */
export const lateAfterReset = (stray: number, ended: number): Text => ({
  en: `${num(stray)} resets were sent for segments without a socket; with ${num(ended)} connections or handshakes ended by a reset meanwhile they may be what was still on its way to these, or clients at a closed port`,
  ko: `소켓이 없는 세그먼트에 리셋을 ${num(stray)}개 보냈지만, 그동안 리셋으로 끝난 연결과 핸드셰이크가 ${num(ended)}개입니다. 그쪽으로 오던 세그먼트인지, 닫힌 포트를 찾는 클라이언트인지 구분할 수 없습니다`,
});

/** Names of the evidence. */
export const WHAT = {
  stray: { en: 'resets for which there was no socket', ko: '받아 줄 소켓이 없어 보낸 리셋' },
  resets: { en: 'resets sent', ko: '보낸 리셋' },
  endings: {
    en: 'connections or handshakes that ended with a reset',
    ko: '리셋으로 끝난 연결과 핸드셰이크',
  },
  connections: { en: 'connections that came in or were made', ko: '들어오거나 새로 맺은 연결' },
} as const satisfies Record<string, Text>;

/** Look-alikes, ruled out. */
export const NOT: readonly NotThis[] = [
  {
    rule: 'accepted-then-reset',
    because: {
      en: 'no connection that was accepted accounts for these resets (TCPAbortOnClose)',
      ko: '받은 연결로는 설명되지 않는 리셋입니다 (TCPAbortOnClose)',
    },
  },
  {
    rule: 'accept-queue-overflow',
    because: {
      en: 'a full queue never refuses: it drops the SYN and connect() hangs',
      ko: '큐가 가득 차도 거부하지 않습니다. SYN을 버리므로 connect()가 멈춥니다',
    },
  },
];

/** What the resets tell. */
export const WHO_KNOCKS: Text = {
  en: 'See which port it is, and who asks: the source and the destination of the resets',
  ko: '어느 포트이고 누가 찾는지 확인합니다. 리셋의 출발지 포트가 그 포트이고 목적지가 클라이언트입니다',
};

/** Start it, bind it where it is looked for. */
export const START: Remedy = {
  at: 'application',
  do: {
    en: 'Start the service that belongs there, or bind it to the address and port that are asked for (ss -ltn shows those in use)',
    ko: '해당 서비스를 시작하거나 요청받는 주소와 포트에 바인드합니다 (ss -ltn으로 현재 리스너를 볼 수 있습니다)',
  },
  risk: { en: 'None', ko: '없습니다' },
  proof: lab('connect-refused', 'listen-where-asked'),
};

/** Levers that have nothing to do with a refusal. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.core.somaxconn, listen() backlog',
    ko: 'net.core.somaxconn, listen() 백로그',
    because: {
      en: 'a full queue never refuses: it drops the SYN and connect() hangs',
      ko: '큐가 가득 차도 거부하지 않습니다. SYN을 버리므로 connect()가 멈춥니다',
    },
    proof: lab('connect-refused', 'longer-queue'),
  },
];

/** The page of `tcpdoctor explain port-closed`. */
export const PAGE: RulePage = {
  name: { en: 'Nobody listens where clients knock', ko: '리스너가 없는 포트로 오는 연결' },
  mechanism: {
    en: 'A segment for which the kernel has no socket is answered with a reset. A SYN to a port that nobody listens on is the usual case: the client gets ECONNREFUSED. The server keeps no socket and counts no port, only Tcp.OutRsts.',
    ko: '받아 줄 소켓이 없는 세그먼트가 오면 커널은 리셋으로 응답합니다. 리스너가 없는 포트로 온 SYN이 대표적이며, 클라이언트는 ECONNREFUSED를 받습니다. 서버에는 소켓도 포트별 기록도 남지 않고 Tcp.OutRsts만 늘어납니다.',
  },
  evidence: {
    en: 'Tcp.OutRsts grows by 5 a second or more between all looks, and what is left is more than late segments can account for: 500 for each connection or handshake that was ended with a reset (TCPAbortOn..., EmbryonicRsts, SyncookiesFailed), 10 for each connection that came in or was made. Up to there it cannot be told; fewer than one for ten of these connections are noise. Refusals of clients in the same survey are taken off: connect-refused tells of them. Which port it is cannot be told without packets.',
    ko: '관찰 사이마다 Tcp.OutRsts가 초당 5개 이상 늘고, 늦게 온 세그먼트로 설명되는 양보다 많아야 합니다. 리셋으로 끝난 연결과 핸드셰이크(TCPAbortOn..., EmbryonicRsts, SyncookiesFailed)는 하나에 500개, 들어오거나 새로 맺은 연결은 하나에 10개까지로 봅니다. 그 이하이면 구분할 수 없다고 답하고, 이런 연결 10개에 하나보다 적으면 잡음으로 봅니다. 같은 관찰에 포함된 클라이언트가 거부당한 것은 connect-refused가 알리므로 뺍니다. 어느 포트인지는 패킷을 보지 않고는 알 수 없습니다.',
  },
  lookAlikes: {
    en: 'A server that closes idle connections just as the next request comes answers that with a reset too: a few for each connection, so it is left open. A download given up is followed by many late segments, and moves TCPAbortOnClose or TCPAbortOnData: it is left open, too. A port scan looks the same. A firewall that rejects "with tcp reset" does not move OutRsts.',
    ko: '유휴 연결을 닫는 순간 다음 요청이 도착해도 리셋으로 응답하지만, 연결마다 몇 개뿐이므로 판단을 보류합니다. 중단한 다운로드 뒤에는 늦은 세그먼트가 많이 오고 TCPAbortOnClose나 TCPAbortOnData가 늘어납니다. 이때도 판단을 보류합니다. 포트 스캔은 똑같이 보입니다. "reject with tcp reset"을 쓰는 방화벽은 OutRsts를 늘리지 않습니다.',
  },
  remedies: [watchResets(undefined, WHO_KNOCKS), START],
  doesNotHelp: FOLKLORE,
  sources: [
    'tcp_v4_rcv(), tcp_v4_send_reset(), tcp_v6_send_response(): Tcp.OutRsts',
    measured({
      en: '104 attempts at a closed port: OutRsts +104 and nothing else; 106 requests on connections just closed: OutRsts +106, PassiveOpens +106; 16 downloads given up halfway: OutRsts +1,048, TCPAbortOnData +16; reject with tcp reset: OutRsts 0',
      ko: '닫힌 포트에 104번 시도: OutRsts +104뿐. 방금 닫은 연결로 온 요청 106개: OutRsts +106, PassiveOpens +106. 도중에 그만둔 다운로드 16개: OutRsts +1,048, TCPAbortOnData +16. reject with tcp reset: OutRsts 0',
    }),
  ],
};
