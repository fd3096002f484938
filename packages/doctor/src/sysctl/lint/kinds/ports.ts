/**
 * The range of ephemeral ports.
 * @module
 */
import { num } from '../../../model/text.ts';
import { valueKind } from './kind.ts';
import type { Kind, Said } from './kind.ts';

const RANGE = ['net.ipv4.ip_local_port_range'] as const;
const RESERVED = 'net.ipv4.ip_local_reserved_ports';

/** First port of the kernel's own range: services live below it. */
const DEFAULT_LOW = 32_768;
const DEFAULT_COUNT = 28_232;
/** 49152 to 65535, which IANA sets aside for this: RFC 6335. */
const IANA_COUNT = 16_384;

/** Ports that well-known servers listen on above 1023. */
const SERVICES: readonly (readonly [port: number, name: string])[] = [
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [6379, 'Redis'],
  [6443, 'Kubernetes'],
  [8080, 'HTTP'],
  [9090, 'Prometheus'],
  [9092, 'Kafka'],
  [9200, 'Elasticsearch'],
  [10250, 'kubelet'],
  [11211, 'memcached'],
  [15672, 'RabbitMQ'],
  [27017, 'MongoDB'],
];

/** As `ip_local_reserved_ports` is written. */
function isReserved(port: number, list: string): boolean {
  return list.split(',').some((part) => {
    const [low = Number.NaN, high = low] = part.split('-').map(Number);
    return port >= low && port <= high;
  });
}

/** The first few services of the table that are inside of a range and not kept free. */
const exposed = (low: number, high: number, reserved: string): string =>
  SERVICES.filter(
    ([port]) => port >= low && port <= high && port < DEFAULT_LOW && !isReserved(port, reserved),
  )
    .slice(0, 4)
    .map(([port, name]) => `${port} (${name})`)
    .join(', ');

/** Nothing below the usual range is kept free. */
function unreserved(low: number, some: string): Said {
  const example =
    some === '' ? { en: '', ko: '' } : { en: `, such as ${some}`, ko: `(예: ${some})` };
  return {
    why: {
      en: `Ports ${low} to ${DEFAULT_LOW - 1} become source ports of outgoing connections${example.en}: a service that restarts while its port is in use that way cannot bind it (EADDRINUSE)`,
      ko: `${low}~${DEFAULT_LOW - 1} 포트도 나가는 연결의 출발지 포트로 쓰입니다${example.ko}. 그렇게 쓰이는 동안 재시작한 서비스는 자기 포트를 bind하지 못합니다(EADDRINUSE)`,
    },
    instead: {
      en: `Add ${RESERVED} with every port that a service listens on here, or begin at ${DEFAULT_LOW}`,
      ko: `서비스가 쓰는 모든 포트를 ${RESERVED}에 적거나 ${DEFAULT_LOW}부터 시작합니다`,
    },
  };
}

/** Somebody keeps ports free; these may be missing. */
const leftOut = (some: string): Said => ({
  severity: 'note',
  why: {
    en: `${RESERVED} leaves out ports of well-known services: ${some}. One that runs here cannot bind its port while a connection uses it (EADDRINUSE)`,
    ko: `잘 알려진 서비스의 포트가 ${RESERVED}에 없습니다: ${some}. 여기서 실행하는 서비스라면 연결이 그 포트를 쓰는 동안 bind하지 못합니다(EADDRINUSE)`,
  },
  instead: {
    en: `Add those that run here to ${RESERVED}`,
    ko: `여기서 실행하는 서비스의 포트를 ${RESERVED}에 추가합니다`,
  },
});

/** From what is refused to what costs a little. */
export const PORT_KINDS: readonly Kind[] = [
  valueKind({
    id: 'port-range-refused',
    severity: 'error',
    name: {
      en: 'a range that begins below the unprivileged ports',
      ko: '비특권 포트보다 아래에서 시작하는 범위',
    },
    source: 'ipv4_local_port_range(); measured on Linux 6.18: EINVAL',
    keys: RANGE,
    judge: ([low = DEFAULT_LOW], _winner, { inForce }) => {
      const first = Number(inForce('net.ipv4.ip_unprivileged_port_start') ?? 1_024);
      return low < first
        ? {
            why: {
              en: `The range may not begin below net.ipv4.ip_unprivileged_port_start, which is ${first}: the kernel refuses it with EINVAL and keeps what it has`,
              ko: `범위는 net.ipv4.ip_unprivileged_port_start(${first})보다 아래에서 시작할 수 없습니다. 커널이 EINVAL로 거부하고 기존 값을 유지합니다`,
            },
            instead: {
              en: `Begin at ${first} or above, and keep the ports of services out`,
              ko: `${first} 이상에서 시작하고 서비스가 쓰는 포트는 제외합니다`,
            },
          }
        : undefined;
    },
  }),
  valueKind({
    id: 'port-range-over-services',
    severity: 'warning',
    name: {
      en: 'ephemeral ports where services listen',
      ko: '서비스 포트와 겹치는 임시 포트 범위',
    },
    source: 'measured on Linux 6.18: EADDRINUSE, also with SO_REUSEADDR',
    keys: RANGE,
    judge: ([low = DEFAULT_LOW, high = 0], _winner, { inForce }) => {
      if (low >= DEFAULT_LOW) return undefined;
      const reserved = inForce(RESERVED) ?? '';
      const some = exposed(low, high, reserved);
      if (reserved === '') return unreserved(low, some);
      return some === '' ? undefined : leftOut(some);
    },
  }),
  valueKind({
    id: 'port-range-narrow',
    severity: 'warning',
    name: { en: 'fewer ephemeral ports than by default', ko: '기본값보다 좁은 임시 포트 범위' },
    source: '__inet_hash_connect(); default 32768 60999',
    keys: RANGE,
    judge: ([low = 0, high = 65_535]) =>
      high - low + 1 < DEFAULT_COUNT
        ? {
            ...(high - low + 1 < IANA_COUNT ? {} : { severity: 'note' as const }),
            why: {
              en: `${num(high - low + 1)} ports, the default has ${num(DEFAULT_COUNT)}: so many connections can go from one address to one destination`,
              ko: `포트가 ${num(high - low + 1)}개로 기본값 ${num(DEFAULT_COUNT)}개보다 적습니다. 주소 하나에서 목적지 하나로 맺을 수 있는 연결이 그만큼 줄어듭니다`,
            },
            instead: {
              en: 'Keep 32768 60999, and reserve single ports with ip_local_reserved_ports',
              ko: '32768 60999를 유지하고, 비워 둘 포트는 ip_local_reserved_ports에 적습니다',
            },
          }
        : undefined,
  }),
  valueKind({
    id: 'port-range-parity',
    severity: 'note',
    name: { en: 'both ends even, or both odd', ko: '양 끝이 모두 짝수이거나 홀수인 범위' },
    source: 'ipv4_local_port_range(): "prefer different parity for start/end values"',
    keys: RANGE,
    judge: ([low = 0, high = 1]) =>
      low % 2 === high % 2
        ? {
            why: {
              en: 'connect() takes ports of the parity of the first one, bind() the others: the halves are uneven, and the kernel logs it',
              ko: 'connect()는 첫 포트와 홀짝이 같은 포트를, bind()는 나머지를 먼저 씁니다. 두 쪽의 크기가 달라지고 커널이 로그를 남깁니다',
            },
            instead: {
              en: `Write ${low} ${high === 65_535 ? high - 1 : high + 1}, or another pair of one even and one odd number`,
              ko: `${low} ${high === 65_535 ? high - 1 : high + 1}처럼 한쪽은 짝수, 다른 쪽은 홀수로 씁니다`,
            },
          }
        : undefined,
  }),
];
