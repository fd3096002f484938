/**
 * Words of half-open-risk.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import { duration, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import type { FlowFacts } from '../flow.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  /** Longest silence both ways among the examples, ms. */
  readonly silentMs: number;
  /** net.ipv4.tcp_keepalive_time, seconds. */
  readonly keepaliveSeconds: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const silent = duration(facts.silentMs);
  const many = plural(facts.count, 'idle connection');
  return {
    title: {
      en: `${many} ${facts.where.en} would not notice a dead peer (silent for up to ${silent.en})`,
      ko: `${facts.where.ko}의 유휴 연결 ${num(facts.count)}개는 상대가 사라져도 알 수 없습니다 (최대 ${silent.ko} 동안 통신 없음)`,
    },
    happens: {
      en: 'Nothing yet. If peers are gone, descriptors and memory stay taken, and the next request on such a connection hangs',
      ko: '아직 문제는 없습니다. 상대가 사라졌다면 디스크립터와 메모리가 계속 점유되고, 그 연결의 다음 요청이 멈춥니다',
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const seconds = num(facts.keepaliveSeconds);
  return {
    en: `No timer runs on them, so ${facts.who ?? 'the program'} has not turned SO_KEEPALIVE on; net.ipv4.tcp_keepalive_time (${seconds} s) does nothing for them. They may be a healthy idle pool or long polls: from here the two cannot be told apart`,
    ko: `타이머가 없으므로 ${josa(facts.who ?? '프로그램', '이/가')} SO_KEEPALIVE를 켜지 않았고, net.ipv4.tcp_keepalive_time(${seconds}초)도 이 연결에는 적용되지 않습니다. 정상적인 유휴 풀이나 롱 폴링일 수도 있으며, 여기서는 둘을 구별할 수 없습니다`,
  };
}

/** Names of the evidence. */
export const WHAT = {
  count: { en: 'silent connections without a timer', ko: '타이머도 통신도 없는 연결' },
  silent: { en: 'longest silence both ways', ko: '양방향 최장 무통신 시간' },
} as const satisfies Record<string, Text>;

/** Look-alikes. */
export const NOT: readonly NotThis[] = [
  {
    rule: 'peer-gone',
    because: {
      en: 'nothing is waiting to be acknowledged: no one has tried yet',
      ko: 'ACK를 기다리는 데이터가 없습니다. 아직 아무것도 보내지 않은 상태입니다',
    },
  },
  {
    rule: 'local connections',
    ko: '같은 호스트 안의 연결',
    because: {
      en: 'the peers are on other hosts; a local peer cannot vanish unnoticed',
      ko: '상대가 다른 호스트에 있습니다. 같은 호스트의 상대는 모르게 사라질 수 없습니다',
    },
  },
];

/** What shows that keepalive with times of its own helps. */
export const PROBED: Proof = lab('half-open-risk', 'keepalive');

/** In an expert's order. */
export const REMEDIES: readonly Remedy[] = [
  {
    at: 'application',
    do: {
      en: 'Turn SO_KEEPALIVE on with its own times for these sockets',
      ko: '이 소켓에 SO_KEEPALIVE를 켜고 시간 값을 소켓별로 지정합니다',
    },
    command:
      'setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, 1); TCP_KEEPIDLE 60, TCP_KEEPINTVL 10, TCP_KEEPCNT 3',
    risk: {
      en: 'A little traffic on idle links; mobile devices wake up for each probe',
      ko: '유휴 연결에도 약간의 트래픽이 생기며, 모바일 기기는 프로브마다 깨어납니다',
    },
    proof: PROBED,
  },
  {
    at: 'application',
    do: {
      en: 'Or a heartbeat of the protocol, which also finds a program that hangs behind a live kernel',
      ko: '또는 프로토콜 수준의 하트비트를 사용합니다. 커널은 살아 있지만 멈춘 프로그램도 찾아냅니다',
    },
    risk: {
      en: 'Needs a time limit on sending as well: a heartbeat in a full send buffer proves nothing',
      ko: '전송에도 제한 시간이 필요합니다. 가득 찬 송신 버퍼에 쌓인 하트비트는 아무것도 증명하지 못합니다',
    },
    proof: lab('hung-peer', 'heartbeat'),
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_keepalive_time',
    because: {
      en: 'applies only to sockets with SO_KEEPALIVE, and not to timers that already run',
      ko: 'SO_KEEPALIVE를 켠 소켓에만 적용되며, 이미 동작 중인 타이머에는 적용되지 않습니다',
    },
    proof: lab('half-open-risk', 'keepalive-sysctls'),
  },
  {
    what: 'TCP_USER_TIMEOUT',
    because: {
      en: 'alone it does nothing on an idle connection: its clock starts with data that is not acknowledged',
      ko: '단독으로는 유휴 연결에 효과가 없습니다. ACK를 받지 못한 데이터가 있어야 시간을 재기 시작합니다',
    },
    proof: lab('half-open-risk', 'user-timeout'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'Idle connections without keepalive', ko: 'keepalive 없는 유휴 연결' },
  mechanism: {
    en: 'A host that loses power, or a firewall that forgets a connection, sends no FIN. As long as this side has nothing to send, it cannot find out: no timer, no counter, for ever. Keepalive probes are off unless the program asks for them.',
    ko: '전원이 꺼진 호스트나 연결 정보를 잃은 방화벽은 FIN을 보내지 않습니다. 이쪽에서 보낼 것이 없는 한 타이머도 카운터도 없어 영원히 알 수 없습니다. keepalive 프로브는 프로그램이 켜야만 동작합니다.',
  },
  evidence: {
    en: 'Established connections to other hosts without any timer, nothing queued, and no data either way for an hour, in three looks or more. Never more than a suspicion: whether the peer lives cannot be seen without sending something.',
    ko: '세 번 이상의 관찰에서, 다른 호스트와의 ESTABLISHED 연결에 타이머가 없고 큐가 비어 있으며 한 시간 동안 양방향 데이터가 없을 때입니다. 무언가 보내 보지 않고는 상대의 생사를 알 수 없으므로 언제나 의심 수준입니다.',
  },
  lookAlikes: {
    en: 'An idle pool or a long poll looks just the same. With keepalive a timer runs. With data on its way it would be peer-gone.',
    ko: '유휴 풀이나 롱 폴링도 똑같이 보입니다. keepalive가 있으면 타이머가 동작합니다. 보낸 데이터가 남아 있으면 peer-gone입니다.',
  },
  remedies: REMEDIES,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_keepalive_timer() in net/ipv4/tcp_timer.c',
    'RFC 1122, 4.2.3.6',
    measured({
      en: 'keepalive of 2/1/3 ends a dead idle connection in 5 s',
      ko: 'keepalive 2/1/3이면 죽은 유휴 연결이 5초 만에 종료',
    }),
  ],
};
