/**
 * What to do when ephemeral ports run out, shared by the rules about them.
 * @module
 */
import { lab } from '../proofs/proof.ts';
import type { TrialWith } from '../proofs/proof.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Folklore, Remedy } from '../model/verdict.ts';
import { setting } from './command.ts';
import { last } from './looks.ts';
import { reserveArithmetic, reuseArithmetic, wideArithmetic } from './port-arithmetic.ts';
import { parsePortList, portListText, portsOf } from './ports.ts';

/** An even low end below an odd high one, above the ports of most services. */
const WIDE = { low: 10_240, high: 65_535 };
const PORT_RANGE = 'net.ipv4.ip_local_port_range';
const RESERVED = 'net.ipv4.ip_local_reserved_ports';
/** A reserved list longer than this is better written to a file by hand. */
const MOST_RESERVED = 48;

/** Keep connections and use them again. */
export const POOL: Remedy = {
  at: 'application',
  do: {
    en: 'Keep connections open and use them again: keep-alive, or one pool for the whole program',
    ko: '연결을 매번 새로 만들지 말고 keep-alive나 커넥션 풀로 재사용합니다',
  },
  risk: {
    en: 'The server may close an idle connection first: retry on a fresh one',
    ko: '서버가 유휴 연결을 먼저 닫을 수 있으므로, 그때는 새 연결로 재시도해야 합니다',
  },
  proof: lab('port-exhaustion-time-wait', 'kept-connections'),
};

/** The side that closes first keeps TIME_WAIT. */
export const SERVER_CLOSES: Remedy = {
  at: 'application',
  do: {
    en: 'Let the server close first: TIME_WAIT then stays there, on a listening port, and costs no port',
    ko: '서버가 먼저 연결을 닫게 합니다. TIME_WAIT가 서버의 리스닝 포트에 남아 임시 포트를 쓰지 않습니다',
  },
  risk: {
    en: 'The client must wait for the end of the stream before it closes',
    ko: '클라이언트는 스트림의 끝(EOF)을 확인한 뒤에 닫아야 합니다',
  },
  proof: lab('port-exhaustion-time-wait', 'server-closes-first'),
};

/** A pool with an upper limit. */
export const POOL_LIMIT: Remedy = {
  at: 'application',
  do: {
    en: 'Limit the connections to this destination, and close those that are no longer needed',
    ko: '이 목적지로 여는 연결 수에 상한을 두고, 쓰지 않는 연결은 닫습니다',
  },
  risk: {
    en: 'Requests above the limit wait for a free connection',
    ko: '상한을 넘는 요청은 빈 연결이 생길 때까지 기다립니다',
  },
  proof: lab('port-exhaustion-established', 'limited-pool'),
};

/** Another address on either end is another set of ports; with the trial that shows it. */
export const moreAddresses = (trial: TrialWith<'more-addresses'>): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Add an address on either side: each pair of addresses has the whole range to itself',
    ko: '클라이언트나 서버에 주소를 추가합니다. 주소 쌍마다 임시 포트 범위를 따로 씁니다',
  },
  risk: {
    en: 'The program must choose among them (bind() with IP_BIND_ADDRESS_NO_PORT)',
    ko: '프로그램이 주소를 골라 써야 합니다 (bind()에 IP_BIND_ADDRESS_NO_PORT 사용)',
  },
  proof: lab(trial, 'more-addresses'),
});

/** Use TIME_WAIT ports again after a second; `undefined` where it is on or would do nothing. */
export function reuseTimeWait(namespace: NamespaceSurvey): Remedy | undefined {
  const { sysctls } = last(namespace);
  const works = sysctls['net.ipv4.tcp_timestamps'] !== '0';
  if (!works || sysctls['net.ipv4.tcp_tw_reuse'] === '1') return undefined;
  return {
    at: 'kernel',
    do: {
      en: 'Let connect() take ports over that have been in TIME_WAIT for more than a second',
      ko: 'TIME_WAIT가 된 지 1초가 지난 포트를 connect()가 다시 쓸 수 있게 합니다',
    },
    ...setting(namespace, {
      key: 'net.ipv4.tcp_tw_reuse',
      value: '1',
      arithmetic: reuseArithmetic(last(namespace)),
    }),
    risk: {
      en: 'Needs TCP timestamps on both ends; low risk on a private network',
      ko: '양쪽 모두 TCP timestamps가 켜져 있어야 합니다. 사설망에서는 위험이 낮습니다',
    },
    proof: lab('port-exhaustion-time-wait', 'reuse-time-wait'),
  };
}

/**
 * A wider range, after the ports that services listen on were reserved; nothing when it is wide.
 *
 * @param trial The one that shows it.
 */
export function widerRange(namespace: NamespaceSurvey, trial: TrialWith<'wider-range'>): Remedy[] {
  const look = last(namespace);
  const ports = portsOf(look);
  if (ports === undefined || ports.low <= WIDE.low) return [];
  const reserve = reservedList(look);
  const known = look.sysctls[RESERVED] ?? '';
  const first =
    reserve === undefined || reserve === known ? [] : [reserveFirst(namespace, reserve)];
  const set = setting(namespace, {
    key: PORT_RANGE,
    value: WIDE_TEXT,
    arithmetic: wideArithmetic(
      look,
      [WIDE.low, WIDE.high],
      trial === 'port-exhaustion-bind' ? 'source' : 'destination',
    ),
    ...(first.length === 0 ? {} : { after: [RESERVED] }),
  });
  return [...first, { ...WIDEN, ...set, proof: lab(trial, 'wider-range') }];
}

const WIDE_TEXT = `${WIDE.low} ${WIDE.high}`;

const WIDEN: Omit<Remedy, 'proof'> = {
  at: 'kernel',
  do: {
    en: `Widen the range to ${WIDE_TEXT}: it helps by as much as it adds, and no more`,
    ko: `임시 포트 범위를 ${WIDE_TEXT}로 넓힙니다. 늘어난 만큼만 여유가 생깁니다`,
  },
  risk: {
    en: 'A service whose port is in the range and not reserved may find it taken when it restarts',
    ko: '범위 안에 있는데 예약되지 않은 서비스 포트는, 재시작할 때 이미 사용 중일 수 있습니다',
  },
};

/** Keeps the ports that services listen on out of a range. */
export const reserveFirst = (namespace: NamespaceSurvey, list: string): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Reserve the ports that services listen on, also those that are stopped just now',
    ko: '서비스가 리스닝하는 포트를 예약합니다. 지금 멈춰 있는 서비스의 포트도 포함해야 합니다',
  },
  ...setting(namespace, { key: RESERVED, value: list, arithmetic: reserveArithmetic(list) }),
  risk: {
    en: 'None for running connections; the list is replaced as a whole, so keep what is in it',
    ko: '기존 연결에는 영향이 없습니다. 목록 전체가 교체되므로 기존 항목을 빠뜨리지 않습니다',
  },
  proof: lab('service-in-port-range', 'reserved'),
});

/** What is reserved now and what is listened on within the wide range; `undefined`: too many. */
function reservedList(look: Snapshot): string | undefined {
  const listening = look.listeners
    .map((listener) => listener.local.port)
    .filter((port) => port >= WIDE.low);
  return reservedWith(look, listening);
}

/** The reserved ports of a look and these too, as one list; `undefined` when it would be too long. */
export function reservedWith(look: Snapshot, more: readonly number[]): string | undefined {
  const spans = parsePortList([look.sysctls[RESERVED] ?? '', ...more].join(','));
  return spans.length > MOST_RESERVED ? undefined : portListText(spans);
}

/** Levers that people reach for when ports run out. */
export const PORT_FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'it shortens FIN_WAIT_2 of closed sockets only; TIME_WAIT is always 60 s',
      ko: '닫힌 소켓의 FIN_WAIT_2에만 적용되고 TIME_WAIT는 항상 60초입니다',
    },
    proof: lab('port-exhaustion-time-wait', 'fin-timeout'),
  },
  {
    what: 'net.ipv4.tcp_max_tw_buckets',
    because: {
      en: 'a lower limit ends TIME_WAIT early: late segments then meet a reset, or another connection',
      ko: '값을 낮추면 TIME_WAIT가 일찍 사라져, 늦게 도착한 세그먼트가 리셋되거나 다른 연결에 섞일 수 있습니다',
    },
    proof: lab('time-wait-cut-short', 'max-tw-buckets'),
  },
  {
    what: 'net.core.somaxconn',
    because: {
      en: 'it limits queues of listeners; outgoing connections have none',
      ko: '리스너의 큐에 대한 상한이며, 나가는 연결과는 무관합니다',
    },
    proof: lab('port-exhaustion-time-wait', 'somaxconn'),
  },
];
