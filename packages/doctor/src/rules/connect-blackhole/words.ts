/**
 * The sentences of connect-blackhole.
 * @module
 */
import { LOOKS, lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import type { Text } from '../../model/text.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Proof, Remedy, SysctlWish } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Ask at the other end. */
export const ASK_SERVER: Remedy = {
  at: 'process',
  do: {
    en: 'On the server: if tcpdoctor finds accept-queue-overflow or conntrack-full there, that is the cause; if the SYN never arrives, it is lost on the way',
    ko: '서버에서 tcpdoctor를 실행합니다. accept-queue-overflow나 conntrack-full이 나오면 그것이 원인이고, SYN이 아예 도착하지 않으면 경로에서 사라지는 것입니다',
  },
  command: 'tcpdoctor check',
  ...LOOKING,
};

/** Where to look on the way, for one destination. */
export const checkPath = (command: string): Remedy => ({
  at: 'process',
  do: {
    en: 'Check the way there: security group or firewall that drops, wrong address, host down',
    ko: '경로를 확인합니다. 패킷을 버리는 방화벽이나 보안 그룹, 잘못된 주소, 꺼진 호스트를 의심합니다',
  },
  command,
  risk: { en: 'Opens a connection to the destination', ko: '목적지로 연결을 시도합니다' },
  proof: LOOKS,
});

/** What shows that a limit of the program's own helps. */
export const LIMITED: Proof = lab('connect-blackhole', 'next-address');

/** Fail early and elsewhere. */
export const TIMEOUT: Remedy = {
  at: 'application',
  do: {
    en: 'Give up a connect() after 1 to 3 s and try another address of the service',
    ko: 'connect()는 1~3초 안에 포기하고 서비스의 다른 주소로 시도합니다',
  },
  risk: {
    en: 'Below 1 s a single lost SYN already counts as a failure',
    ko: '1초보다 짧으면 SYN 하나만 유실되어도 실패로 처리됩니다',
  },
  proof: LIMITED,
};

const FEW = 3;

/** What fewer repetitions mean. */
export const FEWER: SysctlWish = {
  key: 'net.ipv4.tcp_syn_retries',
  value: String(FEW),
  arithmetic: {
    en: `since Linux 6.5 a SYN is repeated 4 times a second apart and then ${FEW} times, each time after twice as long: connect() ends after 19 s instead of 131 s with 6; on older kernels after 15 s instead of 127 s`,
    ko: `Linux 6.5부터 SYN은 1초 간격으로 4번 반복되고, 이어서 두 배씩 늘어나는 간격으로 ${FEW}번 더 반복됩니다. connect()는 6일 때의 131초 대신 19초 만에 끝납니다. 이전 커널에서는 127초 대신 15초입니다`,
  },
};

/** Fewer repetitions for everybody in the namespace. */
export const fewerRetries = (set: Pick<Remedy, 'command' | 'sysctl'>): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Where the program has no timeout: repeat the SYN less often; with 3, connect() gives up after 19 s (before Linux 6.5: 15 s)',
    ko: '프로그램에 타임아웃이 없다면 SYN 재전송 횟수를 줄입니다. 3이면 connect()가 19초 뒤(Linux 6.5 이전은 15초 뒤) 포기합니다',
  },
  ...set,
  risk: {
    en: 'All new connections of the namespace fail sooner, also over bad paths',
    ko: '네임스페이스의 모든 새 연결이 더 빨리 포기하며, 품질이 나쁜 경로에서도 마찬가지입니다',
  },
  proof: lab('connect-blackhole-long', 'fewer-syn-retries'),
});

/** Levers that do not bring an answer. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.core.somaxconn',
    because: {
      en: 'on this side it changes nothing: it belongs to the listener',
      ko: '리스너 쪽 설정이므로 이쪽에서는 아무것도 바뀌지 않습니다',
    },
    proof: lab('connect-blackhole', 'somaxconn'),
  },
  {
    what: 'SO_KEEPALIVE',
    because: {
      en: 'it begins after the handshake; these have not finished theirs',
      ko: '핸드셰이크가 끝난 뒤에만 작동합니다. 이 연결들은 아직 끝나지 않았습니다',
    },
    proof: lab('connect-blackhole', 'keepalive'),
  },
  {
    what: 'net.ipv4.tcp_syn_retries (higher)',
    ko: 'net.ipv4.tcp_syn_retries (높임)',
    because: {
      en: 'programs only hang longer',
      ko: '프로그램이 더 오래 멈춰 있을 뿐입니다',
    },
    proof: lab('connect-blackhole', 'more-syn-retries'),
  },
];

/** The page of `tcpdoctor explain connect-blackhole`. */
export const PAGE: RulePage = {
  name: { en: 'Connection attempts get no answer', ko: '연결 시도에 응답이 없음' },
  mechanism: {
    en: 'connect() sends a SYN and waits. Nothing comes back: no SYN-ACK, no reset, no ICMP. The kernel repeats the SYN after 1, 2, 3, 4, 5, 7, 11, 19, 36 and 68 s (before Linux 6.5: 1, 3, 7, 15, 31, 63 s) and gives up after more than two minutes with ETIMEDOUT. Somebody on the way drops packets, the host is gone, or the accept queue or connection table of the server is full: from here these look the same.',
    ko: 'connect()가 SYN을 보냈는데 SYN-ACK도, 리셋도, ICMP도 돌아오지 않습니다. 커널은 1, 2, 3, 4, 5, 7, 11, 19, 36, 68초(Linux 6.5 이전은 1, 3, 7, 15, 31, 63초) 시점에 SYN을 다시 보내고, 2분 넘게 지나서야 ETIMEDOUT으로 포기합니다. 경로에서 누군가 패킷을 버리거나, 호스트가 없거나, 서버의 accept 큐 또는 conntrack 테이블이 가득 찬 경우인데, 클라이언트에서는 모두 똑같이 보입니다.',
  },
  evidence: {
    en: 'In every look, at least 3, connections to one destination are in SYN_SENT and have repeated their SYN; TcpExt.TCPSynRetrans grows, or their next try is still to come and no packet is stuck in a local queue. Not when connections to the destination succeed at the same time and fewer than one SYN in five had to be repeated: that is loss.',
    ko: '최소 3번의 관찰 모두에서 한 목적지로 SYN을 재전송한 SYN_SENT 소켓이 있고, TcpExt.TCPSynRetrans가 늘거나 다음 재전송을 기다리는 중이어야 합니다(로컬 큐에 걸린 패킷은 없어야 합니다). 같은 목적지로 연결이 성공하고 있고 재전송된 SYN이 다섯 중 하나보다 적다면 단순 유실로 봅니다.',
  },
  lookAlikes: {
    en: 'accept-queue-overflow and conntrack-full on the server are identical here: look there. An address that nobody answers ARP for ends with EHOSTUNREACH after 3 s (TCPSpuriousRtxHostQueues grows, TCPSynRetrans does not): connect-unroutable. A refusal is immediate: connect-refused.',
    ko: '서버의 accept-queue-overflow와 conntrack-full은 여기서 구별되지 않으므로 서버에서 확인해야 합니다. ARP 응답이 없는 주소는 3초 뒤 EHOSTUNREACH로 끝나며(TCPSpuriousRtxHostQueues만 늘고 TCPSynRetrans는 그대로) connect-unroutable입니다. 거부는 즉시 돌아옵니다: connect-refused.',
  },
  remedies: [
    ASK_SERVER,
    TIMEOUT,
    fewerRetries({ command: `sysctl -w ${FEWER.key}=${FEWER.value}` }),
  ],
  doesNotHelp: FOLKLORE,
  sources: [
    'tcp_retransmit_timer(), tcp_write_timeout() in net/ipv4/tcp_timer.c',
    'Documentation/networking/ip-sysctl.rst: tcp_syn_retries, tcp_syn_linear_timeouts (since 6.5)',
    measured({
      en: 'ETIMEDOUT after 133.8 s, TCPSynRetrans +10, TCPAbortOnTimeout +1; byte-identical for a full accept queue',
      ko: '133.8초 뒤 ETIMEDOUT, TCPSynRetrans +10, TCPAbortOnTimeout +1. accept 큐가 가득 찬 경우도 똑같음',
    }),
  ],
};

/** One line: who, where to, how many. */
export const title = (who: string | undefined, to: string, stuck: number): Text => ({
  en: `${who ?? 'A program here'} gets no answer from ${to}: ${plural(stuck, 'connection')} ${stuck === 1 ? 'keeps' : 'keep'} repeating the SYN`,
  ko: `${who === undefined ? '' : `${who}: `}${to}에서 응답이 없어 연결 ${num(stuck)}개가 SYN을 재전송하고 있습니다`,
});

/** What users notice. */
export const HAPPENS: Text = {
  en: 'connect() hangs, for more than two minutes unless the program has a timeout of its own, and ends with ETIMEDOUT.',
  ko: 'connect()가 멈춰 있습니다. 프로그램에 자체 타임아웃이 없으면 2분 넘게 기다린 뒤 ETIMEDOUT으로 끝납니다.',
};

/** The mechanism with this host's numbers. */
export const why = (stuck: number, established: number): Text => ({
  en: `${plural(stuck, 'SYN')} went unanswered and ${stuck === 1 ? 'was' : 'were'} sent again; no reset and no ICMP came back for them.${established > 0 ? ` ${plural(established, 'connection')} to the same place ${established === 1 ? 'is' : 'are'} established, so the host is there: a full queue or table on the server, or a filter on new connections, is likely.` : ''}`,
  ko: `SYN ${num(stuck)}개가 응답을 받지 못해 재전송되었고, 리셋이나 ICMP도 돌아오지 않았습니다.${established > 0 ? ` 같은 목적지로 맺어진 연결이 ${num(established)}개 있으므로 호스트는 살아 있습니다. 서버의 큐나 테이블이 가득 찼거나 새 연결만 걸러지고 있을 가능성이 높습니다.` : ''}`,
});

/** The server is a namespace of this machine and its queue was full. */
export const serverDropped = (name: string, drops: number): Text => ({
  en: ` The server is namespace ${name} of this machine, and its listeners dropped ${plural(drops, 'connection')} meanwhile.`,
  ko: ` 서버는 이 호스트의 네임스페이스 ${name}이며, 같은 시간 동안 그 리스너가 연결 ${num(drops)}개를 버렸습니다.`,
});

/** Labels of the numbers. */
export const WHAT = {
  stuck: { en: 'connections that have repeated their SYN', ko: 'SYN을 재전송한 연결' },
  synSent: { en: 'connections in SYN_SENT', ko: 'SYN_SENT 상태의 연결' },
  established: {
    en: 'connections to it that are established',
    ko: '같은 목적지의 ESTABLISHED 연결',
  },
  retrans: { en: 'SYN repeated, whole namespace', ko: '재전송된 SYN (네임스페이스 전체)' },
  icmp: { en: 'ICMP unreachable received', ko: '수신한 ICMP unreachable' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the number that rules them out. */
export const NOT = {
  arp: (spurious: number): Text => ({
    en: `no SYN is stuck in a local queue (TCPSpuriousRtxHostQueues +${num(spurious)}): the next hop answers`,
    ko: `로컬 큐에 걸린 SYN이 없으므로(TCPSpuriousRtxHostQueues +${num(spurious)}) 다음 홉은 응답하고 있습니다`,
  }),
  icmp: (received: number): Text => ({
    en:
      received === 0
        ? 'no ICMP unreachable came in'
        : `${num(received)} ICMP unreachable came in, but each would have ended its connection at once`,
    ko:
      received === 0
        ? 'ICMP unreachable이 들어오지 않았습니다'
        : `ICMP unreachable이 ${num(received)}개 들어왔지만, 해당 연결이라면 즉시 끝났을 것입니다`,
  }),
  refused: {
    en: 'a refusal ends connect() at once; these wait',
    ko: '거부라면 connect()가 즉시 끝나지만 이 연결들은 기다리고 있습니다',
  },
  serverQueue: (name: string): Text => ({
    en: `the server is namespace ${name} of this machine: it listens there and dropped nothing`,
    ko: `서버는 이 호스트의 네임스페이스 ${name}이며, 리스닝 중이고 버린 연결이 없습니다`,
  }),
} as const;
