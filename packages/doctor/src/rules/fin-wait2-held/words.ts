/**
 * Words of fin-wait2-held.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import type { Timer } from '../../model/socket.ts';
import { duration, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import type { FlowFacts } from '../flow.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  /** Longest time since a peer said anything, among the examples, ms. */
  readonly silentMs: number;
  /** net.ipv4.tcp_fin_timeout, seconds. */
  readonly finTimeoutSeconds: number;
  readonly timer: Timer;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const silent = duration(facts.silentMs);
  const who = facts.who ?? 'A program';
  const many = plural(facts.count, 'half-closed connection');
  return {
    title: {
      en: `${who} holds ${many} ${facts.where.en} whose peer does not close`,
      ko: `${josa(facts.who ?? '프로그램', '이/가')} 상대가 닫지 않는 half-closed 연결 ${num(facts.count)}개를 유지하고 있습니다 (${facts.where.ko})`,
    },
    happens: {
      en: 'Each keeps a descriptor for as long as the program waits',
      ko: '프로그램이 기다리는 동안 연결마다 파일 디스크립터를 하나씩 점유합니다',
    },
    why: {
      en: `The program has called shutdown() and waits for the peer's end of stream; the last word from a peer came ${silent.en} ago. As the program still owns the sockets, net.ipv4.tcp_fin_timeout (${num(facts.finTimeoutSeconds)} s) does not apply: nothing ends them but close()`,
      ko: `프로그램이 shutdown() 후 상대의 FIN을 기다리고 있으며, 상대의 마지막 응답은 ${silent.ko} 전입니다. 프로그램이 소켓을 아직 소유하고 있어 net.ipv4.tcp_fin_timeout(${num(facts.finTimeoutSeconds)}초)이 적용되지 않습니다. close()를 호출해야만 끝납니다`,
    },
  };
}

/** Names of the evidence. */
export const WHAT = {
  count: { en: 'FIN_WAIT2 sockets that a process holds', ko: '프로세스가 소유한 FIN_WAIT2 소켓' },
  silent: { en: 'since the peer last answered', ko: '상대의 마지막 응답 이후 경과 시간' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the facts that rule them out. */
export function notThese(facts: Facts): NotThis[] {
  const silent = duration(facts.silentMs);
  return [
    {
      rule: 'closed connections on their way out',
      ko: '정상 종료 중인 연결',
      because: {
        en: `a process owns them and no FIN_WAIT2 timer runs (timer: ${facts.timer})`,
        ko: `소유 프로세스가 있고 FIN_WAIT2 타이머가 없습니다 (타이머: ${facts.timer})`,
      },
    },
    {
      rule: 'a peer that still sends its answer',
      ko: '아직 응답을 보내는 상대',
      because: {
        en: `nothing has come from it for ${silent.en}; one that computes for long looks the same`,
        ko: `${silent.ko} 동안 상대에게서 아무것도 오지 않았습니다. 다만 오래 처리 중인 상대도 똑같이 보입니다`,
      },
    },
  ];
}

/** What shows that a limit helps. */
export const LIMITED: Proof = lab('fin-wait2-held', 'limit');

/** In an expert's order. */
export const REMEDIES: readonly Remedy[] = [
  {
    at: 'application',
    do: {
      en: 'After shutdown(), wait for the end of the stream with a time limit, then close()',
      ko: 'shutdown() 뒤에는 제한 시간을 두고 스트림의 끝(EOF)을 기다린 다음 close()합니다',
    },
    risk: {
      en: 'What the peer still sends after the limit is answered with a reset',
      ko: '제한 시간 이후 상대가 보내는 데이터에는 RST로 응답합니다',
    },
    proof: LIMITED,
  },
  {
    at: 'application',
    do: {
      en: 'Look at the peer: it has read the end of the stream and does not close (there: close-wait-leak)',
      ko: '상대를 확인합니다. 스트림의 끝(EOF)을 받고도 닫지 않고 있습니다 (상대 쪽에서는 close-wait-leak)',
    },
    ...LOOKING,
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_fin_timeout',
    because: {
      en: 'ends only orphans: closed sockets go, those that a process holds stay',
      ko: '소유자 없는 소켓만 정리합니다. 닫힌 소켓은 사라지지만 프로세스가 소유한 소켓은 남습니다',
    },
    proof: lab('fin-wait2-held', 'fin-timeout'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'Half-closed connections are held', ko: 'half-closed 연결 유지 (FIN_WAIT2)' },
  mechanism: {
    en: 'shutdown() ends the own direction and leaves the other one open, so that the answer can still come. The socket is in FIN_WAIT2 until the peer closes as well. Only after close() does the kernel set a time limit.',
    ko: 'shutdown()은 자기 방향만 닫고, 응답을 받을 수 있도록 반대 방향은 열어 둡니다. 상대도 닫을 때까지 FIN_WAIT2 상태이며, 커널의 시간 제한은 close() 이후에만 적용됩니다.',
  },
  evidence: {
    en: 'Sockets in FIN_WAIT2 that a process owns, in three looks or more, without the timer of an orphan, and 10 s or more without a word from the peer. Up to a minute it is a suspicion only: the peer may be at work on its answer. From a minute on a warning at 100 and more that do not become fewer, otherwise a notice.',
    ko: '프로세스가 소유한 FIN_WAIT2 소켓이 세 번 이상의 관찰에서 유지되고, 고아 소켓의 타이머가 없으며, 10초 이상 상대의 응답이 없을 때입니다. 1분까지는 상대가 응답을 처리 중일 수 있으므로 의심 수준입니다. 1분이 지난 뒤 100개 이상이면서 줄지 않으면 경고, 그 밖에는 참고 수준입니다.',
  },
  lookAlikes: {
    en: 'Orphans in FIN_WAIT2: no owner, a timer runs, gone after tcp_fin_timeout; /proc/net/sockstat counts them as tw. A peer that still sends its answer: it was heard within 10 s.',
    ko: '소유자 없는 FIN_WAIT2: 타이머가 있고 tcp_fin_timeout 후 사라지며, /proc/net/sockstat의 tw에 포함됩니다. 아직 응답을 보내는 상대: 10초 이내에 응답이 있었습니다.',
  },
  remedies: REMEDIES,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_close() in net/ipv4/tcp.c',
    'Documentation/networking/ip-sysctl.rst, tcp_fin_timeout',
    measured({
      en: 'held and orphaned FIN_WAIT2 side by side',
      ko: '프로세스가 소유한 FIN_WAIT2와 소유자 없는 FIN_WAIT2 비교',
    }),
  ],
};
