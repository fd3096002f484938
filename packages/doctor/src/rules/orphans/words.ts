/**
 * Words of orphans.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { bytes, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import type { FlowFacts } from '../flow.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  /** Orphans of the whole machine, and their limit; `undefined`: not readable. */
  readonly hostOrphans: number;
  readonly maxOrphans: number | undefined;
  /** Orphans thrown away for want of memory during the window. */
  readonly aborted: number;
  /** Bytes waiting in the examples. */
  readonly waitingBytes: number;
  /** The worst is held by a closed window: its peer is alive. */
  readonly closedWindow: boolean;
  /** How many more than in the first look. */
  readonly grown: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const many = plural(facts.count, 'closed connection');
  return {
    title: {
      en: `${many} ${facts.where.en} cannot deliver their last data`,
      ko: `${facts.where.ko}의 닫힌 연결 ${num(facts.count)}개가 마지막 데이터를 전달하지 못하고 있습니다`,
    },
    happens: {
      en: 'Kernel memory stays taken although no process holds these connections',
      ko: '연결을 소유한 프로세스가 없는데도 커널 메모리를 계속 점유합니다',
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const limit = facts.maxOrphans === undefined ? '?' : num(facts.maxOrphans);
  const host = num(facts.hostOrphans);
  const why = facts.closedWindow ? ALIVE : GONE;
  const waiting = bytes(facts.waitingBytes);
  return {
    en: `The program has closed them with data still to send (${waiting} in those looked at closely), and none was acknowledged while we looked. ${why.en}. The whole machine has ${host} such closed connections (orphans) of ${limit} allowed; beyond that the kernel resets new ones`,
    ko: `보낼 데이터가 남은 채 프로그램이 닫았고(표본에서 ${waiting}), 관찰하는 동안 ACK를 전혀 받지 못했습니다. ${why.ko}. 이 시스템 전체의 고아 소켓은 ${host}개이고 한도는 ${limit}개이며, 넘으면 커널이 새 고아 소켓을 RST로 정리합니다`,
  };
}

const ALIVE: Text = {
  en: 'Their peers are alive and keep the window closed: as long as they answer, no timeout applies',
  ko: '상대는 살아 있으면서 윈도를 닫고 있습니다. 응답하는 한 시간 제한이 적용되지 않습니다',
};

const GONE: Text = {
  en: 'Their peers do not answer: the kernel repeats a limited number of times and then gives up',
  ko: '상대가 응답하지 않습니다. 커널은 정해진 횟수만큼 재시도한 뒤 포기합니다',
};

/** Label of the bar: orphans of the machine of their limit. */
export const BAR: Text = { en: 'orphans', ko: '고아 소켓' };

/** Names of the evidence. */
export const WHAT = {
  count: { en: 'stuck sockets without an owner', ko: '소유자 없이 멈춘 소켓' },
  host: { en: 'orphans of the whole machine', ko: '시스템 전체의 고아 소켓' },
  limit: { en: 'limit of the whole machine', ko: '시스템 전체의 한도' },
  aborted: { en: 'thrown away for want of memory', ko: '메모리 부족으로 버려진 연결' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the facts that rule them out. */
export const notThese = (facts: Facts): NotThis[] => [
  {
    rule: 'closed connections on their way out',
    ko: '정상 종료 중인 연결',
    because: {
      en: 'in every look the same bytes were waiting: nothing is being delivered',
      ko: '관찰할 때마다 같은 데이터가 대기 중이었습니다. 전달되는 것이 없습니다',
    },
  },
  {
    rule: 'close-wait-leak',
    because: {
      en: `no process owns these ${num(facts.count)}: the program did close them`,
      ko: `이 ${josa(`${num(facts.count)}개`, '은/는')} 소유 프로세스가 없습니다. 프로그램은 연결을 닫았습니다`,
    },
  },
];

const DRAIN: Remedy = {
  at: 'application',
  do: {
    en: 'Instead of close(): shutdown(), wait for the end of the stream with a time limit, and past the limit close with SO_LINGER {1, 0}',
    ko: '바로 close()하지 말고 shutdown() 뒤 제한 시간을 두고 스트림의 끝(EOF)을 기다리며, 시간이 지나면 SO_LINGER {1, 0}으로 닫습니다',
  },
  risk: {
    en: 'Past the limit unsent data is lost and the peer sees a reset',
    ko: '제한 시간이 지나면 보내지 못한 데이터를 잃고 상대는 RST를 받습니다',
  },
  proof: lab('orphans', 'drained'),
};

const FEWER: Remedy = {
  at: 'kernel',
  do: {
    en: 'Give up sooner on peers that do not answer: after 2 repetitions instead of 8',
    ko: '응답하지 않는 상대를 더 빨리 포기합니다. 재전송 8번 대신 2번 후 정리됩니다',
  },
  command: 'sysctl -w net.ipv4.tcp_orphan_retries=2',
  risk: {
    en: 'Answers to clients on poor mobile links may be cut off; does nothing while an alive peer keeps its window closed',
    ko: '불안정한 모바일 클라이언트의 응답이 끊길 수 있고, 살아 있는 상대가 윈도를 닫고 있으면 효과가 없습니다',
  },
  proof: lab('orphans-of-the-gone', 'orphan-retries'),
};

/** In an expert's order. No retry ends while a living peer keeps its window closed. */
export const remedies = (namespace: NamespaceSurvey, facts: Facts): Remedy[] => {
  if (facts.closedWindow) return [DRAIN];
  const arithmetic = {
    en: `2 repetitions instead of the 8 that 0 stands for: 3.2 s (measured at a timeout of 0.2 s) for each of ${plural(facts.count, 'socket')} that hold ${bytes(facts.waitingBytes)} in the examples`,
    ko: `0이 뜻하는 8번 대신 2번만 반복하면 3.2초 만에 정리됩니다(타임아웃 0.2초에서 실측). 대상은 소켓 ${num(facts.count)}개이며 표본에서 ${josa(bytes(facts.waitingBytes), '을/를')} 점유하고 있습니다`,
  };
  const sysctl = { key: 'net.ipv4.tcp_orphan_retries', value: '2', arithmetic };
  return [DRAIN, { ...FEWER, ...setting(namespace, sysctl) }];
};

const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'it is for FIN_WAIT2, when everything has been acknowledged; here data is still waiting',
      ko: 'ACK를 모두 받은 뒤의 FIN_WAIT2에만 적용됩니다. 여기서는 데이터가 아직 대기 중입니다',
    },
    proof: lab('orphans', 'fin-timeout'),
  },
  {
    what: 'net.ipv4.tcp_max_orphans',
    because: {
      en: 'a higher limit lets more of them take memory, and cures none',
      ko: '한도를 올리면 더 많은 소켓이 메모리를 차지할 뿐, 원인은 그대로입니다',
    },
  },
  {
    what: 'SO_LINGER {1, seconds}',
    ko: 'SO_LINGER {1, 초}',
    because: {
      en: 'close() waits that long, and the kernel keeps the socket afterwards all the same',
      ko: 'close()가 그만큼 기다릴 뿐, 이후에도 커널이 소켓을 그대로 유지합니다',
    },
    proof: lab('orphans', 'linger'),
  },
];

const RETRIES: Folklore = {
  what: 'net.ipv4.tcp_orphan_retries',
  because: {
    en: 'it counts repetitions without an answer; these peers answer, with a closed window',
    ko: '응답 없는 재시도 횟수에만 적용됩니다. 이 상대들은 윈도를 닫은 채 응답하고 있습니다',
  },
  proof: lab('orphans', 'orphan-retries'),
};

/** What does nothing for these. */
export const doesNotHelp = (facts: Facts): readonly Folklore[] =>
  facts.closedWindow ? [RETRIES, ...DOES_NOT_HELP] : DOES_NOT_HELP;

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'Closed connections cannot finish', ko: '마무리되지 않는 닫힌 연결 (고아 소켓)' },
  mechanism: {
    en: 'close() returns at once; what is still to be sent becomes the task of the kernel. Such a socket has no owner and stays in FIN_WAIT1, LAST_ACK or CLOSING until the peer has acknowledged everything. The number is limited for the whole machine.',
    ko: 'close()는 즉시 반환되고, 남은 데이터의 전송은 커널이 맡습니다. 이런 소켓은 소유자 없이 FIN_WAIT1, LAST_ACK, CLOSING 상태로 상대가 모두 ACK할 때까지 남습니다. 개수 한도는 시스템 전체에 적용됩니다.',
  },
  evidence: {
    en: 'At least 5 sockets of one service without an owner in FIN_WAIT1, LAST_ACK or CLOSING in three looks or more, of which at least one had the same bytes waiting in every look and nothing acknowledged. A warning when the machine is at 50% of tcp_max_orphans, when 100 more came during the window, or when TCPAbortOnMemory grows; otherwise a notice. The orphan count of sockstat is that of the whole machine, also inside a container.',
    ko: '한 서비스에서 소유자 없는 FIN_WAIT1, LAST_ACK, CLOSING 소켓이 세 번 이상의 관찰에서 5개 이상이고, 그중 하나 이상이 매번 같은 바이트를 대기시킨 채 ACK된 것이 없을 때입니다. 시스템 전체가 tcp_max_orphans의 50% 이상이거나, 관찰 중 100개 이상 늘었거나, TCPAbortOnMemory가 증가하면 경고, 그 밖에는 참고 수준입니다. sockstat의 orphan은 컨테이너 안에서도 시스템 전체 값입니다.',
  },
  lookAlikes: {
    en: 'Closed connections that are being delivered: their queue shrinks. Orphans in FIN_WAIT2: all is acknowledged, gone after tcp_fin_timeout. CLOSE_WAIT: a process owns them.',
    ko: '전달 중인 닫힌 연결: 큐가 줄어듭니다. FIN_WAIT2 고아 소켓: ACK를 모두 받았고 tcp_fin_timeout 후 사라집니다. CLOSE_WAIT: 소유 프로세스가 있습니다.',
  },
  remedies: [DRAIN, FEWER],
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_out_of_resources(), tcp_orphan_retries() in net/ipv4/tcp_timer.c; tcp_check_oom() in net/ipv4/tcp.c',
    'Documentation/networking/ip-sysctl.rst, tcp_orphan_retries, tcp_max_orphans',
    measured({
      en: '30 orphans with a vanished and with an alive peer',
      ko: '사라진 상대와 살아 있는 상대의 고아 소켓 30개',
    }),
  ],
};
