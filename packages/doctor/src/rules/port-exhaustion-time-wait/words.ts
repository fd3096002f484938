/**
 * The sentences of port-exhaustion-time-wait.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Text } from '../../model/text.ts';
import { num, percent } from '../../model/text.ts';
import type { Folklore } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import { PORT_FOLKLORE, POOL, SERVER_CLOSES } from '../port-remedies.ts';
import type { RulePage } from '../rule.ts';

/** The page of `tcpdoctor explain port-exhaustion-time-wait`. */
export const PAGE: RulePage = {
  name: {
    en: 'Ephemeral ports used up by TIME_WAIT',
    ko: 'TIME_WAIT로 인한 임시 포트 고갈',
  },
  mechanism: {
    en: 'Each connection to one destination (source address, destination address and port) needs a local port of its own. The side that closes first keeps the pair of ports for 60 s in TIME_WAIT. A program that opens a connection per request and closes it first therefore holds 60 s worth of requests in ports. At half of the range connect() gets twenty times slower, because the kernel then searches ports of the other parity; at the whole range it fails with EADDRNOTAVAIL. No packet is sent and no counter moves.',
    ko: '같은 목적지(출발지 주소, 목적지 주소와 포트)로 맺는 연결에는 저마다 다른 로컬 포트가 필요합니다. 먼저 닫은 쪽은 그 포트를 TIME_WAIT 상태로 60초 동안 점유합니다. 요청마다 연결을 새로 만들고 먼저 닫는 프로그램은 60초 분량의 포트를 항상 차지하게 됩니다. 범위의 절반을 넘으면 커널이 반대쪽 홀짝의 포트까지 뒤지게 되어 connect()가 약 20배 느려지고, 범위를 다 쓰면 EADDRNOTAVAIL로 실패합니다. 이때 패킷도 나가지 않고 증가하는 카운터도 없습니다.',
  },
  evidence: {
    en: 'Sockets towards one destination hold at least 50% (warning) or 90% (critical) of ip_local_port_range without ip_local_reserved_ports, in every look, and at least 80% of them are in TIME_WAIT. From 25% on it speaks earlier, when use grows in every step and 60 s of that growth are more than the range holds. With tcp_tw_reuse in force it is a notice, unless reuse itself nears its limit of one range per tcp_tw_reuse_delay.',
    ko: '한 목적지로 향하는 소켓이 모든 관찰에서 ip_local_port_range(ip_local_reserved_ports 제외)의 50% 이상이면 경고, 90% 이상이면 심각으로 봅니다. 그중 80% 이상이 TIME_WAIT여야 합니다. 25%를 넘고 관찰할 때마다 사용량이 늘어 60초 뒤 범위를 넘어설 것으로 보이면 더 일찍 알립니다. tcp_tw_reuse가 실제로 작동하면 참고 수준에 그치지만, 재사용 속도가 한계(tcp_tw_reuse_delay마다 범위 한 번)에 가까우면 경고합니다.',
  },
  lookAlikes: {
    en: 'TIME_WAIT on a listening port takes no ephemeral port (time-wait-harmless). Connections that are still open are port-exhaustion-established. EADDRINUSE from bind() is port-exhaustion-bind. Many TIME_WAIT towards many destinations are harmless: each destination has the whole range.',
    ko: '리스닝 포트의 TIME_WAIT는 임시 포트를 쓰지 않습니다(time-wait-harmless). 아직 열려 있는 연결이 포트를 차지하면 port-exhaustion-established입니다. bind()에서 나는 EADDRINUSE는 port-exhaustion-bind입니다. 여러 목적지에 흩어진 TIME_WAIT는 목적지마다 범위 전체를 쓸 수 있으므로 무해합니다.',
  },
  remedies: [
    POOL,
    SERVER_CLOSES,
    {
      at: 'kernel',
      do: {
        en: 'Where programs cannot be changed: tcp_tw_reuse=1, a wider range, more addresses',
        ko: '프로그램을 고칠 수 없다면 tcp_tw_reuse=1, 더 넓은 범위, 주소 추가를 검토합니다',
      },
      command: 'sysctl -w net.ipv4.tcp_tw_reuse=1',
      risk: {
        en: 'Needs TCP timestamps on both ends. A wider range may swallow the ports of services',
        ko: '양쪽 모두 TCP timestamps가 켜져 있어야 합니다. 범위를 넓히면 서비스 포트를 침범할 수 있습니다',
      },
      proof: lab('port-exhaustion-time-wait', 'reuse-time-wait'),
    },
  ],
  doesNotHelp: PORT_FOLKLORE,
  sources: [
    '__inet_hash_connect() in net/ipv4/inet_hashtables.c, tcp_twsk_unique() in net/ipv4/tcp_ipv4.c',
    'Documentation/networking/ip-sysctl.rst: ip_local_port_range, tcp_tw_reuse, tcp_tw_reuse_delay',
    measured({
      en: 'connect() takes 16 to 19 us below half of the range, 396 us above, then EADDRNOTAVAIL',
      ko: 'connect()는 범위의 절반까지 16~19µs, 그 뒤 396µs, 다 쓰면 EADDRNOTAVAIL',
    }),
    measured({
      en: '64 ports, 3 s: 64 requests; with tcp_fin_timeout=1 64; with tcp_tw_reuse=1 192; with 256 ports 257; over one kept connection 270,102',
      ko: '포트 64개, 3초: 요청 64건. tcp_fin_timeout=1이면 64건, tcp_tw_reuse=1이면 192건, 포트 256개면 257건, 연결 하나를 유지하면 270,102건',
    }),
  ],
};

/** One line: who, where to, how full. */
export const title = (who: string | undefined, to: string, used: number, of: number): Text => ({
  en: `${who === undefined ? 'Local ports' : `${who}: local ports`} towards ${to} are running out: ${num(used)} of ${num(of)}, mostly TIME_WAIT`,
  ko: `${who === undefined ? '' : `${who}: `}${to} 방향 임시 포트가 바닥나고 있습니다: ${num(of)}개 중 ${num(used)}개 사용, 대부분 TIME_WAIT`,
});

/** The mechanism with this host's numbers. */
export const why = (timeWait: number, used: number, available: number): Text => ({
  en: `${num(timeWait)} of ${num(used)} sockets towards it are in TIME_WAIT: the program here closes first, and each keeps its port for 60 s. The range has ${num(available)} ports for one destination, so more than ${num(available / 60)} new connections a second exhaust it.`,
  ko: `이 목적지로 향하는 소켓 ${num(used)}개 중 ${num(timeWait)}개가 TIME_WAIT입니다. 이쪽 프로그램이 먼저 닫기 때문에 포트를 60초씩 점유합니다. 한 목적지에 쓸 수 있는 포트는 ${num(available)}개이므로, 초당 ${num(available / 60)}개보다 많은 연결을 새로 만들면 바닥납니다.`,
});

/** Reuse is on and works. */
export const REUSED: Text = {
  en: 'Nothing: tcp_tw_reuse lets connect() take ports over after a second.',
  ko: '증상은 없습니다. tcp_tw_reuse 덕분에 1초가 지난 포트를 connect()가 다시 사용합니다.',
};

/** Reuse is on and does nothing here. */
export const REUSE_IDLE: Text = {
  en: ' tcp_tw_reuse is on, but no port was taken over while use grew: the other end probably has TCP timestamps off.',
  ko: ' tcp_tw_reuse가 켜져 있지만 사용량이 느는 동안 재사용된 포트가 없습니다. 상대 쪽 TCP timestamps가 꺼져 있을 가능성이 높습니다.',
};

/** Reuse works, but nears its own limit. */
export const reuseLimit = (perSecond: number, limit: number): Text => ({
  en: ` tcp_tw_reuse takes over ${num(perSecond)} ports a second; more than ${num(limit)} it cannot.`,
  ko: ` tcp_tw_reuse가 초당 ${num(perSecond)}개의 포트를 재사용하고 있으며 한계는 초당 ${num(limit)}개입니다.`,
});

/** Look-alikes, with the number that rules them out. */
export const NOT = {
  established: (timeWait: number, all: number): Text => ({
    en: `${num(timeWait)} of ${num(all)} are TIME_WAIT, not open connections`,
    ko: `${num(all)}개 중 ${num(timeWait)}개가 열린 연결이 아니라 TIME_WAIT입니다`,
  }),
  harmless: (fill: number): Text => ({
    en: `these are outgoing, nobody listens on their ports, and one destination holds ${percent(fill)} of the range`,
    ko: `나가는 연결이라 리스닝 포트에 있지 않고, 한 목적지가 범위의 ${percent(fill)}를 쓰고 있습니다`,
  }),
  bind: (low: number): Text => ({
    en: `${num(low)} of the ports are those that connect() tries first; bind() to port 0 would have taken the other half`,
    ko: `그중 ${num(low)}개는 connect()가 먼저 쓰는 절반의 포트입니다. bind(0)이라면 나머지 절반부터 썼을 것입니다`,
  }),
};

/** tcp_tw_reuse where timestamps are off. */
export const REUSE_WITHOUT_TIMESTAMPS: Folklore = {
  what: 'net.ipv4.tcp_tw_reuse',
  because: {
    en: 'it has no effect while net.ipv4.tcp_timestamps is 0',
    ko: 'net.ipv4.tcp_timestamps가 0이면 아무 효과가 없습니다',
  },
  proof: lab('port-exhaustion-time-wait', 'reuse-without-timestamps'),
};
