/**
 * The sentences of conntrack-full.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Text } from '../../model/text.ts';
import { bytes, num, percent } from '../../model/text.ts';
import type { Folklore, Remedy, SysctlWish } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Bytes per entry: slab nf_conntrack, Linux 6.18. */
const ENTRY_BYTES = 320;

/** Why the table shall be that large. */
export const room = (count: number, max: number, to: number): SysctlWish => ({
  key: 'net.netfilter.nf_conntrack_max',
  value: String(to),
  arithmetic: {
    en: `${num(count)} of ${num(max)} entries are taken: 2 x ${num(max)} = ${num(to)}, ${bytes(to * ENTRY_BYTES)} when full`,
    ko: `엔트리 ${num(max)}개 중 ${num(count)}개를 쓰고 있으므로 2 x ${num(max)} = ${num(to)}개입니다. 가득 차면 ${bytes(to * ENTRY_BYTES)}입니다`,
  },
});

/** Why idle entries shall end after an hour. */
export const HOUR: Omit<SysctlWish, 'key'> = {
  value: '3600',
  arithmetic: {
    en: 'an hour instead of the 5 days (432,000 s) of the kernel: connections that are in use send something, or a keepalive, more often',
    ko: '커널 기본값 5일(432,000초) 대신 1시간입니다. 사용 중인 연결은 그보다 자주 데이터나 keepalive를 보냅니다',
  },
};

/** More room, on the host. */
export const raise = (set: Pick<Remedy, 'command' | 'sysctl'>): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Raise the limit, on the host: it holds for every namespace',
    ko: '호스트에서 상한을 올립니다. 모든 네임스페이스에 함께 적용됩니다',
  },
  ...set,
  risk: {
    en: 'About 320 bytes per entry; raise nf_conntrack_buckets with it, or look-ups get slow',
    ko: '엔트리 하나에 약 320바이트를 씁니다. nf_conntrack_buckets도 함께 올리지 않으면 조회가 느려집니다',
  },
  proof: lab('conntrack-limit', 'raise-limit'),
});

/** Do not track what needs no tracking. */
export const notrack = (command: string): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Do not track the connections of a busy service that needs neither NAT nor stateful rules',
    ko: 'NAT도 상태 기반 규칙도 필요 없는 바쁜 서비스는 추적에서 제외합니다',
  },
  command,
  risk: {
    en: 'Stateful rules and NAT no longer see these connections',
    ko: '해당 연결에는 상태 기반 규칙과 NAT가 더 이상 적용되지 않습니다',
  },
  proof: lab('conntrack-full', 'notrack'),
});

/** Both ways: an answer that is tracked needs an entry too. */
export const notrackCommand = (port: number): string =>
  [
    "nft 'table inet untracked {",
    '  chain arriving { type filter hook prerouting priority raw;',
    `    tcp dport ${port} notrack; }`,
    '  chain leaving { type filter hook output priority raw;',
    `    tcp sport ${port} notrack; }`,
    "}'",
  ].join('\n');

/** Let idle entries go sooner. */
export const shorter = (set: Pick<Remedy, 'command' | 'sysctl'>): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Let entries of idle connections end sooner than after five days',
    ko: '유휴 연결의 엔트리가 기본 5일보다 일찍 만료되게 합니다',
  },
  ...set,
  risk: {
    en: 'Connections that are silent for longer lose their NAT mapping',
    ko: '그보다 오래 통신이 없는 연결은 NAT 매핑을 잃습니다',
  },
  proof: lab('conntrack-full', 'shorter-timeout'),
});

/** Fewer connections need fewer entries. */
export const fewer = (command: string): Remedy => ({
  at: 'application',
  do: {
    en: 'Make fewer connections: keep-alive, pools; find out who fills the table',
    ko: 'keep-alive와 커넥션 풀로 연결 수를 줄이고, 누가 테이블을 채우는지 확인합니다',
  },
  command,
  risk: { en: 'None, it only looks', ko: '없음 (조회만 합니다)' },
  proof: lab('conntrack-full', 'kept-connection'),
});

/** Which ports the entries are for, most first. */
export const COUNT_BY_PORT =
  "conntrack -L | grep -oE 'dport=[0-9]+' | sort | uniq -c | sort -rn | head";

/** Levers of TCP: the packet never gets there. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.core.somaxconn, net.ipv4.tcp_max_syn_backlog',
    because: {
      en: 'the SYN is dropped before TCP sees it: not even Tcp.InSegs moves',
      ko: 'SYN이 TCP에 도달하기 전에 버려지며, Tcp.InSegs조차 증가하지 않습니다',
    },
    proof: lab('conntrack-full', 'longer-queues'),
  },
  {
    what: 'net.netfilter.nf_conntrack_buckets',
    because: {
      en: 'more hash buckets make look-ups faster; the number of entries stays what nf_conntrack_max says',
      ko: '해시 버킷이 늘면 조회가 빨라질 뿐, 엔트리 수는 그대로 nf_conntrack_max를 따릅니다',
    },
    proof: lab('conntrack-limit', 'buckets-alone'),
  },
  {
    what: 'net.netfilter.nf_conntrack_max in a container',
    ko: '컨테이너 안의 net.netfilter.nf_conntrack_max',
    because: {
      en: 'only the host can write it',
      ko: '호스트에서만 쓸 수 있습니다',
    },
  },
];

/** The page of `tcpdoctor explain conntrack-full`. */
export const PAGE: RulePage = {
  name: { en: 'Connection tracking table is full', ko: 'conntrack 테이블 포화' },
  mechanism: {
    en: 'Where netfilter tracks connections, every new one needs an entry. The table of each namespace is limited by nf_conntrack_max. When it is full the first packet of a new connection is dropped, in and out, while connections that have an entry go on. No TCP counter moves.',
    ko: 'netfilter가 연결을 추적하는 환경에서는 새 연결마다 엔트리가 하나 필요하며, 네임스페이스별 테이블은 nf_conntrack_max로 제한됩니다. 가득 차면 들어오든 나가든 새 연결의 첫 패킷이 버려지고, 이미 엔트리가 있는 연결은 계속 동작합니다. 증가하는 TCP 카운터는 없습니다.',
  },
  evidence: {
    en: 'nf_conntrack_count is at least 95% of nf_conntrack_max in every look (warning), at the limit, or near it while drops in /proc/net/stat/nf_conntrack grow (critical). At the limit it stays a warning while every new entry finds an unanswered one to evict (early_drop grows, drop does not). Drops far below the limit have other reasons, such as a helper, and are not taken for it.',
    ko: '모든 관찰에서 nf_conntrack_count가 nf_conntrack_max의 95% 이상이면 경고, 상한에 닿았거나 상한 근처에서 /proc/net/stat/nf_conntrack의 drop이 늘면 심각으로 봅니다. 상한에 닿았더라도 새 엔트리마다 미응답 엔트리를 밀어내고 들어가는 동안은(early_drop만 늘고 drop은 그대로) 경고에 그칩니다. 상한에 크게 못 미칠 때의 drop은 헬퍼 등 다른 이유이므로 근거로 삼지 않습니다.',
  },
  lookAlikes: {
    en: 'A full accept queue also lets connect() hang, but moves TcpExt.ListenOverflows (accept-queue-overflow). A firewall that drops fills no table (connect-blackhole).',
    ko: 'accept 큐가 가득 차도 connect()가 멈추지만 TcpExt.ListenOverflows가 늘어납니다(accept-queue-overflow). 방화벽이 버리는 경우 테이블은 차지 않습니다(connect-blackhole).',
  },
  remedies: [
    fewer(COUNT_BY_PORT),
    raise({ command: 'sysctl -w net.netfilter.nf_conntrack_max=524288' }),
    notrack(notrackCommand(443)),
  ],
  doesNotHelp: FOLKLORE,
  sources: [
    'early_drop(), __nf_conntrack_alloc() in net/netfilter/nf_conntrack_core.c',
    'Documentation/networking/nf_conntrack-sysctl.rst',
    measured({
      en: '262,144 of 262,144 entries: connect() hangs, existing connections go on, no TCP counter moves; with a notrack rule connect() takes 0.1 ms',
      ko: '엔트리 262,144개 중 262,144개 사용: connect()가 멈추고 기존 연결은 유지되며 증가하는 TCP 카운터 없음. notrack 규칙이 있으면 connect() 0.1ms',
    }),
  ],
};

/** One line: how full. */
export const title = (count: number, max: number, full: boolean): Text => ({
  en: `The connection tracking table is ${full ? 'full' : 'nearly full'}: ${num(count)} of ${num(max)} entries`,
  ko: `conntrack 테이블이 ${full ? '가득 찼습니다' : '거의 찼습니다'}: 엔트리 ${num(max)}개 중 ${num(count)}개 사용`,
});

/** What users notice. */
export const HAPPENS = {
  full: {
    en: 'New connections, in and out, hang and time out. Those that exist go on working.',
    ko: '들어오고 나가는 새 연결이 멈춰 있다가 타임아웃됩니다. 기존 연결은 정상입니다.',
  },
  evicts: {
    en: 'New connections still get in, each in place of one that has not been answered yet; handshakes over slow paths lose their entry. When only answered entries are left, new connections hang.',
    ko: '새 연결은 아직 되지만, 응답받지 못한 엔트리를 하나씩 밀어내며 들어옵니다. 느린 경로의 핸드셰이크는 엔트리를 잃을 수 있고, 밀어낼 엔트리가 없어지면 새 연결이 멈춥니다.',
  },
  near: {
    en: 'Nothing yet. At the limit new connections, in and out, will hang and time out.',
    ko: '아직 증상은 없습니다. 상한에 닿으면 들어오고 나가는 새 연결이 멈춰 있다가 타임아웃됩니다.',
  },
} as const satisfies Record<string, Text>;

/** The mechanism with this host's numbers. */
export const why = (ratio: number, drops: number | undefined): Text => ({
  en: `${percent(ratio)} of the entries are taken. ${drops === undefined ? 'Whether packets were dropped could not be read.' : `${num(drops)} packets were dropped within the window.`}`,
  ko: `엔트리의 ${percent(ratio)}를 사용 중입니다. ${drops === undefined ? '버려진 패킷 수는 읽지 못했습니다.' : `관찰하는 동안 패킷 ${num(drops)}개가 버려졌습니다.`}`,
});

/** Labels of the numbers. */
export const WHAT = {
  count: { en: 'entries in use', ko: '사용 중인 엔트리' },
  max: { en: 'limit', ko: '상한' },
  evicted: {
    en: 'unanswered entries evicted to make room',
    ko: '자리를 내려고 밀려난 미응답 엔트리',
  },
  drops: { en: 'packets dropped for want of an entry', ko: '엔트리가 없어 버려진 패킷' },
} as const satisfies Record<string, Text>;

/** Label of the bar. */
export const LABEL: Text = { en: 'entries', ko: '엔트리' };

/** Look-alikes, with the number that rules them out. */
export const NOT = {
  overflow: (overflows: number): Text => ({
    en: `TcpExt.ListenOverflows +${num(overflows)}: no queue of a listener is full`,
    ko: `TcpExt.ListenOverflows +${num(overflows)}이므로 리스너의 큐는 차지 않았습니다`,
  }),
};
