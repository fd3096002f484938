/**
 * Words of peer-gone.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import { bytes, duration, josa, num } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  readonly waitingBytes: number;
  /** Retransmissions or window probes in a row without an answer. */
  readonly repeats: number;
  /** Since the data that hangs was first sent, ms. */
  readonly stuckMs: number;
  /** Since anything came from the peer, ms. */
  readonly unheardMs: number;
  /** net.ipv4.tcp_retries2. */
  readonly retries: number;
  /** Least time until the kernel gives up, ms. */
  readonly givesUpMs: number;
  /** It vanished while its window was closed: probes go unanswered. */
  readonly closedWindow: boolean;
  /** Retransmission timeouts in the namespace during the window. */
  readonly timeouts: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const many = connections(facts);
  const unheard = duration(facts.unheardMs);
  const waits = facts.count === 1 ? 'waits' : 'wait';
  return {
    title: {
      en: `The peer does not answer: ${many.en} ${facts.where.en} ${waits}, silent for ${unheard.en}`,
      ko: `상대가 응답하지 않습니다: ${facts.where.ko} 연결 ${josa(many.ko, '이/가')} ${unheard.ko} 동안 응답 없이 기다립니다`,
    },
    happens: {
      en: `Requests on these connections hang, for about ${duration(facts.givesUpMs).en} in all unless the program gives up earlier`,
      ko: `이 연결의 요청은 프로그램이 먼저 포기하지 않으면 모두 합쳐 약 ${duration(facts.givesUpMs).ko} 동안 멈춥니다`,
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const waiting = bytes(facts.waitingBytes);
  const times = num(facts.repeats);
  const what = facts.closedWindow
    ? { en: 'Window probes', ko: '윈도 프로브' }
    : { en: 'Data', ko: '데이터' };
  return {
    en: `${what.en} went out ${times} times again and not a packet came back (${waiting} waiting). The host or the path is down, or a firewall has forgotten the connection. With net.ipv4.tcp_retries2 = ${facts.retries} the kernel goes on trying`,
    ko: `${josa(what.ko, '을/를')} ${times}번 다시 보냈지만 패킷이 하나도 돌아오지 않았습니다(대기 중 ${waiting}). 상대 호스트나 경로가 끊겼거나, 방화벽이 연결 정보를 잃은 상태입니다. net.ipv4.tcp_retries2 = ${facts.retries}이므로 커널은 계속 재시도합니다`,
  };
}

/** Names of the evidence. */
export const WHAT = {
  repeats: { en: 'repeats in a row without an answer', ko: '응답 없이 연속된 재시도' },
  waiting: {
    en: 'bytes waiting on the worst connection',
    ko: '가장 심한 연결에서 대기 중인 바이트',
  },
  unheard: { en: 'since the peer was last heard', ko: '상대의 마지막 응답 이후 경과 시간' },
  timeouts: {
    en: 'retransmission timeouts (all connections of the namespace)',
    ko: '재전송 타임아웃 (네임스페이스 전체)',
  },
  retries: { en: 'retransmissions before giving up', ko: '포기하기 전 재전송 횟수' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export function notThese(facts: Facts): NotThis[] {
  const unheard = duration(facts.unheardMs);
  return [
    {
      rule: 'peer-not-reading',
      because: {
        en: `a peer that only does not read answers each probe; this one was last heard ${unheard.en} ago`,
        ko: `읽지 않기만 하는 상대는 프로브마다 응답합니다. 이 상대의 마지막 응답은 ${unheard.ko} 전입니다`,
      },
    },
    {
      rule: 'pmtu-blackhole',
      because: {
        en: 'large segments came through before, or none is waiting, or the peer was silent long before',
        ko: '전에는 큰 세그먼트가 전달되었거나, 큰 세그먼트가 대기 중이 아니거나, 상대가 훨씬 전부터 응답이 없었습니다',
      },
    },
    {
      rule: 'path-loss',
      because: {
        en: `nothing came through in ${num(facts.repeats)} tries`,
        ko: `${num(facts.repeats)}번 시도하는 동안 하나도 전달되지 않았습니다`,
      },
    },
  ];
}

/** Where a time limit for unacknowledged data was tried. */
export const USER_TIMEOUT_TRIED: Proof = lab('peer-gone', 'user-timeout');

const USER_TIMEOUT: Remedy = {
  at: 'application',
  do: {
    en: 'Set TCP_USER_TIMEOUT on the socket, or a time limit on each request: the program then learns in seconds',
    ko: '소켓에 TCP_USER_TIMEOUT을 설정하거나 요청마다 제한 시간을 두면, 프로그램이 몇 초 안에 알게 됩니다',
  },
  command: 'setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 30000)',
  risk: {
    en: 'Too short, and connections end during a routing failover that would have healed',
    ko: '너무 짧으면 곧 복구될 경로 전환 중에도 연결이 끊어집니다',
  },
  proof: USER_TIMEOUT_TRIED,
};

/** Retransmissions that give up after about 100 s, the least the kernel documents as sensible. */
const FEWER = 8;

const FEWER_RETRIES: Remedy = {
  at: 'kernel',
  do: {
    en: 'Give up after 8 retransmissions, about 106 s, instead of 15, about 16 min; connections that hang now follow at their next try',
    ko: '재전송 15번(약 16분) 대신 8번(약 106초) 후에 포기하게 합니다. 지금 멈춘 연결에도 다음 재시도부터 적용됩니다',
  },
  command: `sysctl -w net.ipv4.tcp_retries2=${FEWER}`,
  risk: {
    en: 'All connections of the host: a path that is down for two minutes ends them',
    ko: '호스트의 모든 연결에 적용됩니다. 경로가 2분간 끊기면 연결이 종료됩니다',
  },
  proof: lab('peer-gone-long', 'fewer-retries'),
};

/** A first timeout of 0.2 s that doubles up to 120 s, added up. Source: tcp_model_timeout(). */
function giveUpMs(retries: number): number {
  const waits = Array.from({ length: retries + 1 }, (_, n) => Math.min(120_000, 200 * 2 ** n));
  return waits.reduce((sum, wait) => sum + wait, 0);
}

function giveUpArithmetic(retries: number): Text {
  const [now, then] = [duration(giveUpMs(retries)), duration(giveUpMs(FEWER))];
  return {
    en: `0.2 s doubled ${FEWER} times, at most 120 s each: ${then.en} in all instead of ${now.en} (${num(retries)} times); RFC 1122 asks for 100 s at least`,
    ko: `0.2초에서 시작해 ${FEWER}번 두 배로 늘리면(회당 최대 120초) 모두 ${then.ko}입니다. 지금은 ${num(retries)}번, ${now.ko}입니다. RFC 1122의 하한은 100초입니다`,
  };
}

/** In an expert's order; fewer retries are not advised where there are few. */
export function remedies(
  namespace: NamespaceSurvey,
  facts: Facts,
  settings: readonly Remedy[],
): Remedy[] {
  const sysctl = {
    key: 'net.ipv4.tcp_retries2',
    value: String(FEWER),
    arithmetic: giveUpArithmetic(facts.retries),
  };
  const fewer = facts.retries > FEWER ? [{ ...FEWER_RETRIES, ...setting(namespace, sysctl) }] : [];
  return [USER_TIMEOUT, ...settings, ...fewer];
}

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'SO_KEEPALIVE, net.ipv4.tcp_keepalive_time',
    because: {
      en: 'no keepalive probe is sent while data is unacknowledged',
      ko: 'ACK를 받지 못한 데이터가 있으면 keepalive 프로브를 보내지 않습니다',
    },
    proof: lab('peer-gone', 'keepalive'),
  },
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'it is for connections that have been closed',
      ko: '이미 닫은 연결에만 적용됩니다',
    },
    proof: lab('peer-gone', 'fin-timeout'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'The peer has vanished', ko: '응답 없는 상대' },
  mechanism: {
    en: 'Unacknowledged data is sent again after 0.2, 0.4, 0.8 s and so on up to 120 s. Nobody tells the program while that goes on: with the default of 15 repeats it waits about a quarter of an hour. Keepalive does not run in that time.',
    ko: 'ACK를 받지 못한 데이터는 0.2초, 0.4초, 0.8초, … 최대 120초 간격으로 다시 보냅니다. 그동안 프로그램에는 아무것도 알려지지 않으며, 기본값인 15번을 채우는 데 약 15분이 걸립니다. 이 시간에는 keepalive도 동작하지 않습니다.',
  },
  evidence: {
    en: 'In three looks or more the retransmission timer runs with unacknowledged data, three repeats or more by the last, not a byte acknowledged and not a segment received; or three window probes in a row without an answer. TCPTimeouts is shown, but counts SYNs as well.',
    ko: '세 번 이상의 관찰에서 ACK를 받지 못한 데이터와 함께 재전송 타이머가 동작하고, 마지막에는 세 번 이상 반복되었으며, ACK된 바이트도 받은 세그먼트도 없을 때입니다. 또는 윈도 프로브에 세 번 연속 응답이 없을 때입니다. TCPTimeouts는 SYN도 포함하므로 참고로만 보여 줍니다.',
  },
  lookAlikes: {
    en: 'A peer that does not read: it answers the probes. A path MTU black hole: only full segments hang, and the peer was heard until they were sent. Heavy loss: some bytes are acknowledged.',
    ko: '읽지 않는 상대: 프로브에 응답합니다. 경로 MTU 블랙홀: 꽉 찬 세그먼트만 막히고, 보낼 때까지 상대가 응답했습니다. 심한 손실: 일부 바이트는 ACK됩니다.',
  },
  remedies: [USER_TIMEOUT, FEWER_RETRIES],
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_model_timeout(), tcp_write_timeout() in net/ipv4/tcp_timer.c',
    'RFC 1122, 4.2.3.5; RFC 5482',
    'Documentation/networking/ip-sysctl.rst, tcp_retries2',
    measured({
      en: 'tcp_retries2 of 3, 5, 8 and 15, TCP_USER_TIMEOUT, keepalive',
      ko: 'tcp_retries2 3, 5, 8, 15와 TCP_USER_TIMEOUT, keepalive',
    }),
  ],
};
