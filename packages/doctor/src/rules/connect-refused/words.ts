/**
 * The sentences of connect-refused.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import type { Text } from '../../model/text.ts';
import { duration, num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Find out who is refused: the sockets are gone at once. */
export const whoIsRefused = (command: string): Remedy => ({
  at: 'process',
  do: {
    en: 'See which destination refuses: the sockets are gone at once, so watch them go. A row with Send-Q 1 never got further than its SYN',
    ko: '어느 목적지가 거부하는지 확인합니다. 소켓이 즉시 사라지므로 사라지는 순간을 지켜봅니다. Send-Q가 1인 행은 SYN만 보내고 끝난 연결입니다',
  },
  command,
  ...LOOKING,
});

/** Shows every socket as the kernel gives it up, by sock_diag and not by packets: for root and others. */
export const WATCH_SOCKETS_GO = 'ss -tnE state closed';

/** Start it, bind it where it is looked for. */
export const START: Remedy = {
  at: 'application',
  do: {
    en: 'Start the service, or bind it to the address that is asked for; check the port in the configuration',
    ko: '서비스를 시작하거나 요청받는 주소에 바인드하고, 설정의 포트 번호를 확인합니다',
  },
  risk: { en: 'None', ko: '없습니다' },
  proof: lab('connect-refused', 'listen-where-asked'),
};

/** Wait between tries. */
export const BACK_OFF: Remedy = {
  at: 'application',
  do: {
    en: 'Wait longer after each refusal before trying again',
    ko: '거부될 때마다 재시도 간격을 늘립니다',
  },
  risk: {
    en: 'The service is used a little later once it is back',
    ko: '서비스가 복구된 뒤 조금 늦게 연결됩니다',
  },
  proof: lab('refused-while-starting', 'back-off'),
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
  {
    what: 'net.ipv4.tcp_syn_retries',
    because: {
      en: 'the answer came at once; nothing is repeated',
      ko: '응답이 즉시 왔으므로 재전송할 것이 없습니다',
    },
    proof: lab('connect-refused', 'more-syn-retries'),
  },
];

/** The page of `tcpdoctor explain connect-refused`. */
export const PAGE: RulePage = {
  name: { en: 'Connection attempts are refused', ko: '연결 거부 (ECONNREFUSED)' },
  mechanism: {
    en: 'A SYN to a port that nobody listens on is answered with a reset, and connect() ends at once with ECONNREFUSED. A firewall that rejects "with tcp reset" looks the same. A full accept queue does not: it drops silently.',
    ko: '아무도 리스닝하지 않는 포트로 SYN을 보내면 리셋이 돌아오고, connect()는 즉시 ECONNREFUSED로 끝납니다. "reject with tcp reset"을 쓰는 방화벽도 똑같이 보입니다. accept 큐가 가득 찬 경우는 다릅니다. 조용히 버려지므로 거부되지 않습니다.',
  },
  evidence: {
    en: 'Between all looks, at least 3, Tcp.AttemptFails grows by more than timeouts (TCPAbortOnTimeout), ICMP (InDestUnreachs) and handshakes broken off by clients (EmbryonicRsts) account for, and never by more than connections were opened. At least one a second in every step is a warning, fewer are a notice: some programs probe for a service that may be off. A notice, too, where ::1 refuses and as many connections to this host are made meanwhile. A namespace is named as the one that refuses where its resets without a socket are as many as the refusals, and no other fits.',
    ko: '최소 3번의 관찰 사이마다 Tcp.AttemptFails가 타임아웃(TCPAbortOnTimeout), ICMP(InDestUnreachs), 클라이언트가 중단한 핸드셰이크(EmbryonicRsts)로 설명되는 것보다 많이 늘어야 하며, 새로 연 연결 수를 넘는 부분은 세지 않습니다. 매번 초당 1건 이상이면 경고, 그보다 적으면 참고 수준입니다. 꺼져 있을 수 있는 서비스를 확인하는 프로그램도 있기 때문입니다. ::1이 거부하는 동안 같은 수 이상의 연결이 이 호스트로 맺어진 경우도 참고 수준입니다. 거부하는 네임스페이스는, 받아 줄 소켓이 없어 보낸 리셋이 거부된 수와 맞는 곳이 하나뿐일 때만 표시합니다.',
  },
  lookAlikes: {
    en: 'A hanging connect() is connect-blackhole or a full accept queue. Refusal by ICMP is connect-unroutable. Resets after the connection was made are something else: accept-reset-race, or an application that closes with unread data. A port scan of this host moves counters of the server side, not of connections opened here.',
    ko: 'connect()가 멈춘다면 connect-blackhole이거나 가득 찬 accept 큐입니다. ICMP로 거부되면 connect-unroutable입니다. 연결이 맺어진 뒤의 리셋은 다른 문제입니다(accept-reset-race, 또는 읽지 않은 데이터를 두고 닫는 애플리케이션). 이 호스트에 대한 포트 스캔은 여기서 연 연결이 아니라 서버 쪽 카운터를 늘립니다.',
  },
  remedies: [whoIsRefused(WATCH_SOCKETS_GO), START, BACK_OFF],
  doesNotHelp: FOLKLORE,
  sources: [
    'tcp_rcv_synsent_state_process(), tcp_done(): Tcp.AttemptFails; tcp_check_req(): EmbryonicRsts',
    measured({
      en: 'closed port: ECONNREFUSED in 0 ms, AttemptFails +1, OutRsts +1 on the server; reject with tcp reset: the same, OutRsts 0; connect() given up by the program: AttemptFails 0; ::1 refused and 127.0.0.1 connected 156 times each: Ip6OutRequests +313; ss -E names address and port of a connect() that does not block (Send-Q 1), of one that blocks the address alone (Send-Q 3)',
      ko: '닫힌 포트: 0ms 만에 ECONNREFUSED, AttemptFails +1, 서버의 OutRsts +1. reject with tcp reset: 같지만 OutRsts 0. 프로그램이 connect()를 포기한 경우: AttemptFails 0. ::1은 거부되고 127.0.0.1은 연결된 156번: Ip6OutRequests +313. ss -E: 논블로킹 connect()는 주소와 포트를(Send-Q 1), 블로킹 connect()는 주소만(Send-Q 3) 보여 줍니다',
    }),
  ],
};

/** One line: how many. */
export const title = (count: number, overMs: number): Text => ({
  en: `${plural(count, 'connection attempt')} from here ${count === 1 ? 'was' : 'were'} refused in ${duration(overMs).en}`,
  ko: `${duration(overMs).ko} 동안 이 호스트에서 시도한 연결 ${num(count)}건이 거부되었습니다`,
});

/** What users notice. */
export const HAPPENS: Text = {
  en: 'connect() fails at once with ECONNREFUSED ("Connection refused").',
  ko: 'connect()가 즉시 ECONNREFUSED("Connection refused")로 실패합니다.',
};

/** The mechanism with this host's numbers. */
export const why = (refused: number, opened: number, perSecond: number): Text => ({
  en: `${num(refused)} of ${num(opened)} connections opened within the window were answered with a reset, ${num(perSecond)} a second. Nothing listens on that port, or a firewall rejects.`,
  ko: `관찰하는 동안 연 연결 ${num(opened)}건 중 ${num(refused)}건(초당 ${num(perSecond)}건)이 리셋으로 돌아왔습니다. 해당 포트에 리스너가 없거나 방화벽이 거부하고 있습니다.`,
});

/** The resets come from another namespace of this survey. */
export const refusedBy = (name: string, resets: number): Text => ({
  en: ` Namespace ${name} of this machine sent ${num(resets)} resets for which it had no socket meanwhile: probably the one that refuses.`,
  ko: ` 같은 시간 동안 이 호스트의 네임스페이스 ${name}에서 받아 줄 소켓이 없어 리셋 ${num(resets)}개를 보냈습니다. 거부하는 쪽일 가능성이 높습니다.`,
});

/** Refused by IPv6, made by IPv4. */
export const SECOND_TRY: Text = {
  en: ' The refusals are of IPv6 on this host, and as many connections were made meanwhile: most likely programs try ::1 first and reach the service at 127.0.0.1 right after. Then nobody is hurt.',
  ko: ' 거부된 것은 이 호스트로 향한 IPv6 연결이고, 그동안 같은 수 이상의 연결이 맺어졌습니다. 프로그램이 ::1을 먼저 시도한 뒤 곧바로 127.0.0.1로 연결하고 있을 가능성이 높으며, 그렇다면 피해는 없습니다.',
};

/** Labels of the numbers. */
export const WHAT = {
  failed: { en: 'connection attempts that failed', ko: '실패한 연결 시도' },
  refused: { en: 'of these refused, at least', ko: '그중 거부된 것 (최소)' },
  opened: { en: 'connections opened', ko: '새로 연 연결' },
  perSecond: { en: 'refused, in the slowest part of the window', ko: '거부 속도 (가장 느린 구간)' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the number that rules them out. */
export const NOT = {
  timeout: (timeouts: number): Text => ({
    en: `timeouts are left out of the count: ${num(timeouts)} (TcpExt.TCPAbortOnTimeout)`,
    ko: `타임아웃 ${num(timeouts)}건(TcpExt.TCPAbortOnTimeout)은 제외했습니다`,
  }),
  icmp: (icmp: number): Text => ({
    en: `ICMP unreachable are left out of the count: ${num(icmp)}`,
    ko: `ICMP unreachable ${num(icmp)}건은 제외했습니다`,
  }),
  scan: (embryonic: number): Text => ({
    en: `handshakes that clients broke off are left out of the count: ${num(embryonic)} (TcpExt.EmbryonicRsts)`,
    ko: `클라이언트가 중단한 핸드셰이크 ${num(embryonic)}건(TcpExt.EmbryonicRsts)은 제외했습니다`,
  }),
  queue: {
    en: 'a full accept queue drops and never refuses',
    ko: 'accept 큐가 가득 차면 거부하지 않고 버립니다',
  },
} as const;
