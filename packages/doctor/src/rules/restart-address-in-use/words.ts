/**
 * The sentences of restart-address-in-use.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Text } from '../../model/text.ts';
import { josa, num, percent, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Allow bind() while old connections wait. */
export const REUSEADDR: Remedy = {
  at: 'application',
  do: {
    en: 'Set SO_REUSEADDR on the listening socket before bind()',
    ko: '리스닝 소켓에서 bind() 전에 SO_REUSEADDR를 설정합니다',
  },
  command: 'setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);',
  risk: {
    en: 'None, a second listener on the same port is still refused',
    ko: '없음 (같은 포트의 두 번째 리스너는 여전히 막힙니다)',
  },
  proof: lab('restart-address-in-use', 'reuseaddr'),
};

/** Keep the port out of connect()'s hands. */
const RESERVE: Remedy = {
  at: 'kernel',
  do: {
    en: 'Reserve the ports of services that lie in the ephemeral range',
    ko: '임시 포트 범위 안에 있는 서비스 포트를 예약합니다',
  },
  command: 'sysctl -w net.ipv4.ip_local_reserved_ports=PORT,PORT',
  risk: {
    en: 'The list is replaced as a whole: keep what is in it',
    ko: '목록 전체가 교체되므로 기존 항목을 함께 적어야 합니다',
  },
  proof: lab('service-in-port-range', 'reserved'),
};

/** Levers that change nothing about bind(). */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_tw_reuse',
    because: {
      en: 'it acts in connect() only, never in bind()',
      ko: 'connect()에서만 작동하며 bind()와는 무관합니다',
    },
    proof: lab('restart-address-in-use', 'reuse-time-wait'),
  },
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'TIME_WAIT is always 60 s',
      ko: 'TIME_WAIT는 항상 60초입니다',
    },
    proof: lab('restart-address-in-use', 'fin-timeout'),
  },
];

/** SO_REUSEADDR does not help against a live connection. */
export const REUSEADDR_NOT_ENOUGH: Folklore = {
  what: 'SO_REUSEADDR',
  because: {
    en: 'it passes over TIME_WAIT; against a live outgoing connection on the port bind() still fails',
    ko: 'TIME_WAIT만 넘어갑니다. 살아 있는 나가는 연결이 그 포트를 쓰면 bind()는 여전히 실패합니다',
  },
  proof: lab('service-in-port-range', 'reuseaddr'),
};

/** The page of `tcpdoctor explain restart-address-in-use`. */
export const PAGE: RulePage = {
  name: { en: 'A restart may find its port taken', ko: '재시작 시 포트 사용 중(EADDRINUSE) 위험' },
  mechanism: {
    en: 'bind() of a restarted service fails with EADDRINUSE in two ways. Connections of its predecessor are still in TIME_WAIT on the port, and it does not set SO_REUSEADDR. Or its port lies in the ephemeral range: while the service was down, connect() of some program took it as a source port, and then SO_REUSEADDR does not help.',
    ko: '재시작한 서비스의 bind()가 EADDRINUSE로 실패하는 경우는 두 가지입니다. 이전 프로세스의 연결이 그 포트에 TIME_WAIT로 남아 있는데 SO_REUSEADDR를 설정하지 않은 경우, 또는 서비스 포트가 임시 포트 범위 안에 있어 서비스가 내려간 사이 다른 프로그램의 connect()가 그 포트를 가져간 경우입니다. 후자는 SO_REUSEADDR로도 해결되지 않습니다.',
  },
  evidence: {
    en: 'From outside bind() and its errno cannot be seen, so both are suspicions. Either, in every look, at least two connections of which one or more in TIME_WAIT stand on a port outside the ephemeral range that nobody listens on. Or a service listens on a port inside the range that is not reserved, while outgoing connections use at least 10% of the range.',
    ko: 'bind()와 그 오류 코드는 밖에서 볼 수 없으므로 둘 다 의심 단계입니다. 모든 관찰에서 임시 포트 범위 밖의 리스너 없는 포트에 연결이 둘 이상(그중 하나 이상은 TIME_WAIT) 남아 있거나, 서비스가 예약되지 않은 범위 안의 포트에서 리스닝하는데 나가는 연결이 범위의 10% 이상을 쓰고 있어야 합니다.',
  },
  lookAlikes: {
    en: 'Another listener on the port is an ordinary conflict: ss -ltnp names it. A listener that asked for any port (bind() to 0) needs no fixed one. A port that is reserved is safe.',
    ko: '다른 리스너가 그 포트를 쓰고 있다면 일반적인 충돌이며 ss -ltnp로 확인할 수 있습니다. 아무 포트나 요청한(bind(0)) 리스너는 고정 포트가 필요 없습니다. 예약된 포트는 안전합니다.',
  },
  remedies: [REUSEADDR, RESERVE],
  doesNotHelp: [...FOLKLORE, REUSEADDR_NOT_ENOUGH],
  sources: [
    'inet_csk_bind_conflict() in net/ipv4/inet_connection_sock.c, socket(7): SO_REUSEADDR',
    'Documentation/networking/ip-sysctl.rst: ip_local_reserved_ports',
    measured({
      en: 'bind() on a port with a TIME_WAIT: EADDRINUSE without SO_REUSEADDR, success with it; on a port in use as the source of a connection: EADDRINUSE with and without',
      ko: 'TIME_WAIT가 남은 포트에 bind(): SO_REUSEADDR가 없으면 EADDRINUSE, 있으면 성공. 나가는 연결이 쓰는 포트: 둘 다 EADDRINUSE',
    }),
  ],
};

/** A port whose service has gone. */
export const GONE = {
  title: (port: number, timeWait: number): Text => ({
    en: `Nobody listens on port ${port} any more, and ${num(timeWait)} TIME_WAIT are left: a restart may get EADDRINUSE`,
    ko: `포트 ${port}의 리스너가 사라지고 TIME_WAIT ${num(timeWait)}개가 남아, 재시작하면 EADDRINUSE가 날 수 있습니다`,
  }),
  happens: {
    en: 'If the service starts again within a minute and does not set SO_REUSEADDR, it ends with "Address already in use".',
    ko: '1분 안에 서비스를 다시 시작하면, SO_REUSEADDR가 없을 때 "Address already in use"로 종료됩니다.',
  },
  why: (port: number, timeWait: number, connections: number): Text => ({
    en: `${plural(timeWait, 'connection')} on local port ${port} in TIME_WAIT and ${num(connections)} in other states, and no listener. bind() without SO_REUSEADDR refuses a port as long as a TIME_WAIT, at most 60 s old, holds it.`,
    ko: `로컬 포트 ${port}에 TIME_WAIT ${num(timeWait)}개와 다른 상태의 연결 ${num(connections)}개가 있고 리스너는 없습니다. SO_REUSEADDR가 없으면 TIME_WAIT가 사라질 때까지(최대 60초) bind()가 EADDRINUSE로 실패합니다.`,
  }),
  notOverlap: (port: number, low: number, high: number): Text => ({
    en: `port ${port} is outside the ephemeral range ${low} to ${high}, so no connect() took it`,
    ko: `포트 ${josa(String(port), '은/는')} 임시 포트 범위 ${low}~${high} 밖이므로 connect()가 가져간 것이 아닙니다`,
  }),
} as const;

/** Services inside the ephemeral range. */
export const OVERLAP = {
  title: (ports: readonly number[], low: number, high: number): Text => ({
    en: `${ports.length === 1 ? 'Port' : 'Ports'} ${list(ports)} of ${ports.length === 1 ? 'a service lies' : 'services lie'} in the ephemeral range ${low} to ${high}: a restart may find ${ports.length === 1 ? 'it' : 'them'} taken`,
    ko: `서비스 포트 ${list(ports)}번이 임시 포트 범위 ${low}~${high} 안에 있어, 재시작할 때 이미 사용 중일 수 있습니다`,
  }),
  happens: {
    en: 'Nothing while the service runs. When it restarts, an outgoing connection may have taken its port: it ends with "Address already in use", also with SO_REUSEADDR.',
    ko: '서비스가 실행 중일 때는 증상이 없습니다. 재시작하는 순간 나가는 연결이 그 포트를 차지했다면, SO_REUSEADDR가 있어도 "Address already in use"로 종료됩니다.',
  },
  why: (used: number, share: number, reserved: number): Text => ({
    en: `Outgoing connections use ${num(used)} ports, ${percent(share)} of the range, and ${reserved === 0 ? 'none of it is' : `${plural(reserved, 'port')} of it ${reserved === 1 ? 'is' : 'are'}`} reserved; connect() may take any other.`,
    ko: `나가는 연결이 포트 ${num(used)}개(범위의 ${percent(share)})를 쓰고 있으며, 예약 포트는 ${num(reserved)}개입니다. connect()는 나머지 포트를 모두 쓸 수 있습니다.`,
  }),
  notGone: {
    en: 'the services listen; nothing has failed yet',
    ko: '서비스가 리스닝 중이며 아직 실패한 것은 없습니다',
  },
} as const;

const list = (ports: readonly number[]): string =>
  ports.length <= 5 ? ports.join(', ') : `${ports.slice(0, 5).join(', ')}, …`;

/** Labels of the numbers. */
export const WHAT = {
  timeWait: { en: 'TIME_WAIT on the port', ko: '포트의 TIME_WAIT' },
  connections: { en: 'connections in other states on the port', ko: '포트의 다른 상태 연결' },
  inside: {
    en: 'listening ports inside the range, not reserved',
    ko: '범위 안의 예약되지 않은 리스닝 포트',
  },
  used: { en: 'ports of the range that outgoing connections use', ko: '나가는 연결이 쓰는 포트' },
  share: { en: 'share of the range in use', ko: '범위 사용률' },
} as const satisfies Record<string, Text>;
