/**
 * Lines of the profiles about TIME_WAIT and ephemeral ports.
 * @module
 */
import { joinedPorts } from '../../apply/same-value.ts';
import { numbersOf } from '../../value.ts';
import { num } from '../../../model/text.ts';
import type { Answer, Line, ProfileHost } from './line.ts';
import { never, only } from './line.ts';

const CONNECTING = ['proxy', 'client'] as const;
const LOW = 10_240;
const HIGH = 65_535;
const TIME_WAIT_S = 60;

/** TIME_WAIT and ports. */
export const PORT_LINES: readonly Line[] = [
  {
    key: 'net.ipv4.tcp_tw_reuse',
    answer: only(CONNECTING, reuse, {
      en: 'it acts in connect() only, and this kind of host mostly accepts',
      ko: 'connect()에서만 작동하는 값이며, 이런 호스트는 주로 연결을 받습니다',
    }),
  },
  {
    key: 'net.ipv4.ip_local_reserved_ports',
    answer: only(CONNECTING, reserved, {
      en: 'the range is left as it is, so nothing new has to be kept out of it',
      ko: '임시 포트 범위를 바꾸지 않으므로 새로 예약할 포트가 없습니다',
    }),
  },
  {
    key: 'net.ipv4.ip_local_port_range',
    answer: only(CONNECTING, range, {
      en: 'incoming connections take no ephemeral port',
      ko: '들어오는 연결은 임시 포트를 쓰지 않습니다',
    }),
  },
  {
    key: 'net.ipv4.tcp_fin_timeout',
    answer: never({
      en: 'it is not for TIME_WAIT, which is always 60 s, but for FIN_WAIT2 of closed sockets (measured: 64 requests with 1, 64 with 60)',
      ko: 'TIME_WAIT는 항상 60초이며 이 값은 닫힌 소켓의 FIN_WAIT2에만 적용됩니다 (실측: 1이든 60이든 64건에서 막힘)',
    }),
  },
  {
    key: 'net.ipv4.tcp_max_tw_buckets',
    answer: only(['web', 'proxy', 'client'], buckets, {
      en: 'few connections come and go here',
      ko: '연결이 자주 생기고 사라지지 않습니다',
    }),
  },
];

function reuse(host: ProfileHost): Answer {
  if (host.value('net.ipv4.tcp_timestamps') === '0') {
    return {
      leave: {
        en: 'without net.ipv4.tcp_timestamps it does nothing; turn these on first',
        ko: 'net.ipv4.tcp_timestamps가 꺼져 있으면 효과가 없습니다. 먼저 켜야 합니다',
      },
    };
  }
  const [low = 32_768, high = 60_999] =
    numbersOf(host.value('net.ipv4.ip_local_port_range') ?? '') ?? [];
  const ports = high - low + 1;
  return {
    value: '1',
    why: {
      en: 'Connections that close here first hold their port for 60 s; connect() may then take it over after a second',
      ko: '이쪽에서 먼저 닫은 연결은 포트를 60초 동안 점유합니다. connect()가 1초 뒤부터 다시 쓸 수 있게 합니다',
    },
    arithmetic: {
      en: `${num(ports)} ports / ${TIME_WAIT_S} s = ${num(ports / TIME_WAIT_S)} connections a second to one destination without it; up to ${num(ports)} with it`,
      ko: `포트 ${num(ports)}개 / ${TIME_WAIT_S}초 = 한 목적지로 초당 ${num(ports / TIME_WAIT_S)}건이 한계입니다. 켜면 초당 최대 ${num(ports)}건입니다`,
    },
    risk: {
      en: 'Needs TCP timestamps on both ends; low risk on a private network',
      ko: '양쪽 모두 TCP timestamps가 켜져 있어야 합니다. 사설망에서는 위험이 낮습니다',
    },
    provenBy: 'port-exhaustion-time-wait',
  };
}

/** Services that are found on many hosts, and whose port a wider range would take in. */
const WELL_KNOWN: readonly (readonly [port: number, name: string])[] = [
  [10_250, 'kubelet'],
  [11_211, 'memcached'],
  [15_672, 'RabbitMQ'],
  [27_017, 'MongoDB'],
];

const listenedOn = (host: ProfileHost): number[] => host.listening.filter((port) => port >= LOW);

/** Well-known ports count only where the range is going to be widened over them. */
function wellKnown(host: ProfileHost): readonly (readonly [port: number, name: string])[] {
  const [low = LOW] = numbersOf(host.value('net.ipv4.ip_local_port_range') ?? '') ?? [];
  return WELL_KNOWN.filter(([port]) => port < low);
}

const inside = (host: ProfileHost): number[] =>
  [...new Set([...listenedOn(host), ...wellKnown(host).map(([port]) => port)])].toSorted(
    (a, b) => a - b,
  );

/** A longer list is better written to a file by hand; the kernel takes one page at a time. */
const MOST_RESERVED = 48;

const isTooMany = (ports: readonly number[]): boolean =>
  joinedPorts(ports.join(',')).split(',').length > MOST_RESERVED;

const TOO_MANY = {
  en: `more than ${MOST_RESERVED} separate ports are listened on from ${num(LOW)} up: move these services or reserve their ports by hand, and only then widen the range`,
  ko: `${num(LOW)}번 이상에서 리스닝하는 포트가 ${MOST_RESERVED}개 구간을 넘습니다. 서비스를 옮기거나 포트를 직접 예약한 뒤에 범위를 넓혀야 합니다`,
};

function reserved(host: ProfileHost): Answer {
  const ports = inside(host);
  if (ports.length === 0) {
    return {
      leave: {
        en: `nothing listens on port ${num(LOW)} or above`,
        ko: `${num(LOW)}번 이상에서 리스닝하는 서비스가 없습니다`,
      },
    };
  }
  if (isTooMany(ports)) return { leave: TOO_MANY };
  const known = wellKnown(host).map(([port, name]) => `${port} (${name})`);
  const named = known.length === 0 ? '' : known.join(', ');
  const listening = new Set(listenedOn(host)).size;
  return {
    value: joinedPorts(ports.join(',')),
    why: {
      en: 'Services that listen inside the range would find their port taken when they restart',
      ko: '범위 안에서 리스닝하는 서비스는 재시작할 때 포트를 빼앗길 수 있습니다',
    },
    arithmetic: {
      en: `${num(listening)} ports that are listened on from ${num(LOW)} up${named === '' ? '' : `, those of well-known services: ${named}`}, and what is reserved already`,
      ko: `${num(LOW)}번 이상에서 리스닝 중인 포트 ${num(listening)}개${named === '' ? '' : `, 널리 쓰이는 서비스의 포트 ${named}`}, 그리고 이미 예약된 포트입니다`,
    },
    risk: {
      en: 'Ports of other services that are not running now are missing: add them; on a Kubernetes node the NodePorts too, 30000-32767',
      ko: '지금 실행 중이 아닌 다른 서비스의 포트는 빠져 있으므로 직접 추가해야 합니다. Kubernetes 노드라면 NodePort 범위(30000-32767)도 추가합니다',
    },
  };
}

function range(host: ProfileHost): Answer {
  if (isTooMany(inside(host))) return { leave: TOO_MANY };
  return {
    value: `${LOW} ${HIGH}`,
    why: {
      en: 'Each connection to one destination takes a port of its own',
      ko: '같은 목적지로 가는 연결은 저마다 다른 포트를 씁니다',
    },
    arithmetic: {
      en: `${num(HIGH - LOW + 1)} ports from ${LOW} to ${HIGH}: above the ports of most services, an even low end below an odd high one, so that connect() and bind() find as many each`,
      ko: `${LOW}~${HIGH}의 포트 ${num(HIGH - LOW + 1)}개입니다. 대부분의 서비스 포트보다 높고, 짝수로 시작해 홀수로 끝나므로 connect()와 bind()가 같은 수를 씁니다`,
    },
    risk: {
      en: 'A service whose port is in the range and not reserved may find it taken when it restarts; on a Kubernetes node reserve the NodePorts, 30000-32767, first',
      ko: '범위 안에 있는데 예약되지 않은 서비스 포트는, 재시작할 때 이미 사용 중일 수 있습니다. Kubernetes 노드에서는 NodePort 범위(30000-32767)를 먼저 예약해야 합니다',
    },
    provenBy: 'port-exhaustion-established',
  };
}

const ENTRY_BYTES = 256;
const ROOMY = 131_072;

function buckets({ memoryBytes }: ProfileHost): Answer {
  const cost = ROOMY * ENTRY_BYTES;
  if (cost > memoryBytes / 100) {
    return {
      leave: {
        en: 'the memory for more TIME_WAIT would be above 1% of this machine',
        ko: 'TIME_WAIT를 늘리면 메모리가 이 호스트의 1%를 넘습니다',
      },
    };
  }
  return {
    value: String(ROOMY),
    why: {
      en: 'Beyond this limit closed connections are forgotten at once, and late segments meet a reset',
      ko: '이 한도를 넘으면 닫힌 연결의 정보가 바로 사라져, 늦게 온 세그먼트에 리셋으로 응답합니다',
    },
    arithmetic: {
      en: `${num(ROOMY)} / ${TIME_WAIT_S} s = ${num(ROOMY / TIME_WAIT_S)} closed connections a second; ${ENTRY_BYTES} bytes each`,
      ko: `${num(ROOMY)} / ${TIME_WAIT_S}초 = 초당 종료 ${num(ROOMY / TIME_WAIT_S)}건이며 하나에 ${ENTRY_BYTES}바이트입니다`,
    },
    risk: {
      en: `Up to ${num(cost / 1e6)} MB of memory when full`,
      ko: `가득 차면 메모리를 최대 ${num(cost / 1e6)} MB 씁니다`,
    },
    provenBy: 'time-wait-overflow',
  };
}
