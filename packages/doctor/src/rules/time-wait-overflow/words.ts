/**
 * The sentences of time-wait-overflow.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Text } from '../../model/text.ts';
import { bytes, num } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Bytes per entry: slab tw_sock_TCP, measured on Linux 6.18. */
const ENTRY_BYTES = 256;

/** How much room is needed. */
export const room = (perSec: number, needed: number, max: number | undefined): Text => ({
  en: `${num(perSec)} a second got no place, and each stays 60 s: ${num(needed)} more${max === undefined ? '' : ` than ${num(max)}`}; at least twice the limit, and no less than the kernel gives a machine of some gigabytes (131,072)`,
  ko: `초당 ${num(perSec)}개가 자리를 얻지 못했고 하나가 60초 동안 남으므로 ${max === undefined ? '' : `현재 ${num(max)}개에 더해 `}${num(needed)}개가 더 필요합니다. 현재 상한의 두 배와 메모리가 수 GB인 호스트의 기본값(131,072) 이상으로 잡습니다`,
});

/** Make room, with the command for one namespace. */
export const raise = (to: number, set: Pick<Remedy, 'command' | 'sysctl'>): Remedy => ({
  at: 'kernel',
  do: {
    en: `Raise tcp_max_tw_buckets to ${num(to)}`,
    ko: `tcp_max_tw_buckets를 ${num(to)}개로 올립니다`,
  },
  ...set,
  risk: {
    en: `Up to ${bytes(to * ENTRY_BYTES)} of memory when full. Takes effect at once`,
    ko: `가득 차면 메모리를 최대 ${bytes(to * ENTRY_BYTES)} 더 씁니다. 즉시 적용됩니다`,
  },
  proof: lab('time-wait-overflow', 'higher-limit'),
});

/** Fewer connections, fewer entries. */
export const FEWER: Remedy = {
  at: 'application',
  do: {
    en: 'Make fewer connections: keep-alive on this service, a pool on its clients',
    ko: '연결 수를 줄입니다. 서비스에서 keep-alive를 켜고 클라이언트에서 커넥션 풀을 사용합니다',
  },
  risk: {
    en: 'Idle connections cost a descriptor each',
    ko: '유휴 연결 하나마다 파일 디스크립터를 하나씩 씁니다',
  },
  proof: lab('time-wait-overflow', 'keep-alive'),
};

/** Levers that do not make room. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'TIME_WAIT is always 60 s; this shortens FIN_WAIT_2 of closed sockets only',
      ko: 'TIME_WAIT는 항상 60초이며, 이 값은 닫힌 소켓의 FIN_WAIT_2에만 적용됩니다',
    },
    proof: lab('time-wait-overflow', 'fin-timeout'),
  },
  {
    what: 'net.ipv4.tcp_tw_reuse',
    because: {
      en: 'it acts in connect() only and leaves entries of a server where they are',
      ko: 'connect()에서만 작동하므로 서버 쪽 TIME_WAIT는 줄지 않습니다',
    },
    proof: lab('time-wait-overflow', 'reuse-time-wait'),
  },
];

/** The page of `tcpdoctor explain time-wait-overflow`. */
export const PAGE: RulePage = {
  name: { en: 'TIME_WAIT table overflows', ko: 'TIME_WAIT 테이블 초과' },
  mechanism: {
    en: 'Each network namespace keeps at most tcp_max_tw_buckets connections in TIME_WAIT. Beyond that the kernel forgets a closed connection at once. Whatever still arrives for it, a repeated FIN or late data, is answered with a reset, and the peer may lose the end of its data.',
    ko: '네트워크 네임스페이스마다 TIME_WAIT는 tcp_max_tw_buckets개까지만 둘 수 있습니다. 이를 넘으면 커널은 닫힌 연결의 정보를 즉시 버립니다. 그 뒤에 도착하는 재전송된 FIN이나 늦은 데이터에는 리셋으로 응답하며, 상대는 데이터의 끝부분을 잃을 수 있습니다.',
  },
  evidence: {
    en: 'TcpExt.TCPTimeWaitOverflow grows within the window; two looks are enough. When the table is far from its limit the kernel had no memory for the entry, and the rule says so.',
    ko: '관찰하는 동안 TcpExt.TCPTimeWaitOverflow가 늘어야 하며, 두 번의 관찰이면 충분합니다. 테이블이 상한에 크게 못 미치는데 늘었다면 엔트리를 만들 메모리가 부족했던 것이며, 그렇게 알립니다.',
  },
  lookAlikes: {
    en: 'Many TIME_WAIT below the limit are harmless (time-wait-harmless). Resets from close() with unread data move TCPAbortOnClose, not this counter.',
    ko: '상한보다 적은 TIME_WAIT는 많아도 무해합니다(time-wait-harmless). 읽지 않은 데이터를 두고 close()해서 나가는 리셋은 이 카운터가 아니라 TCPAbortOnClose에 잡힙니다.',
  },
  remedies: [FEWER, raise(131_072, { command: 'sysctl -w net.ipv4.tcp_max_tw_buckets=131072' })],
  doesNotHelp: FOLKLORE,
  sources: [
    'tcp_time_wait() in net/ipv4/tcp_minisocks.c, inet_twsk_alloc() in net/ipv4/inet_timewait_sock.c',
    'Documentation/networking/ip-sysctl.rst: tcp_max_tw_buckets (the warning it mentions is no longer printed)',
    measured({
      en: 'limit 10, 100 closes: TCPTimeWaitOverflow +90, 14 resets sent, nothing in dmesg; default limit: 0',
      ko: '상한 10, 연결 종료 100건: TCPTimeWaitOverflow +90, 리셋 14개 전송, dmesg에는 기록 없음. 기본 상한: 0',
    }),
  ],
};

/** One line: how many. */
export const title = (count: number, limit: number | undefined): Text => ({
  en: `${num(count)} closed connections got no TIME_WAIT${limit === undefined ? '' : `: the limit of ${num(limit)} is reached`}`,
  ko: `닫힌 연결 ${num(count)}개가 TIME_WAIT 없이 사라졌습니다${limit === undefined ? '' : ` (상한 ${num(limit)}개)`}`,
});

/** What users notice. */
export const HAPPENS: Text = {
  en: 'Some connections end with a reset instead of a clean end; the last bytes of a response may be lost.',
  ko: '일부 연결이 정상 종료 대신 리셋으로 끝나며, 응답의 마지막 부분이 사라질 수 있습니다.',
};

/** The mechanism with this host's numbers. */
export const why = (now: number, max: number | undefined): Text => ({
  en: `${num(now)} connections are in TIME_WAIT${max === undefined ? '' : `, the limit (tcp_max_tw_buckets) is ${num(max)}`}. A connection that ends while the table is full is forgotten at once.`,
  ko: `현재 TIME_WAIT는 ${num(now)}개${max === undefined ? '' : `, 상한(tcp_max_tw_buckets)은 ${num(max)}개`}입니다. 테이블이 가득 찬 동안 끝난 연결의 정보는 즉시 버려집니다.`,
});

/** The table has room, so memory was short. */
export const WITHOUT_MEMORY: Text = {
  en: ' The table has room now, so a burst filled it between two looks, or the kernel had no memory for the entry.',
  ko: ' 지금은 테이블에 여유가 있으므로, 관찰 사이에 순간적으로 찼거나 엔트리를 만들 메모리가 부족했던 것으로 보입니다.',
};

/** Labels of the numbers. */
export const WHAT = {
  overflow: { en: 'connections that got no TIME_WAIT', ko: 'TIME_WAIT를 만들지 못한 연결' },
  now: { en: 'TIME_WAIT now', ko: '현재 TIME_WAIT' },
  max: { en: 'limit of the namespace', ko: '네임스페이스의 상한' },
} as const satisfies Record<string, Text>;

/** Label of the bar, and its note. */
export const LABEL: Text = { en: 'timewait', ko: 'timewait' };

/** Why it is not the harmless kind. */
export const notHarmless = (count: number): Text => ({
  en: `TCPTimeWaitOverflow grew by ${num(count)}`,
  ko: `TCPTimeWaitOverflow가 ${num(count)} 늘었습니다`,
});
