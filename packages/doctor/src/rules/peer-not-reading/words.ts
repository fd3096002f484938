/**
 * Words of peer-not-reading.
 * @module
 */
import { bytes, duration, josa, num, percent, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  readonly waitingBytes: number;
  /** Part of the busy time held back by the peer's window, 0 to 1. */
  readonly share: number;
  readonly seconds: number;
  readonly ackedBytes: number;
  /** The peer's window in each look, bytes. */
  readonly windows: readonly number[];
  /** Window probes sent in the namespace during the window. */
  readonly probes: number;
  readonly dsacks: number;
  readonly resent: number;
  /** Where the other end's socket was seen with a full buffer. */
  readonly unreadAtPeer: number | undefined;
  /** Since the peer was last heard, ms. */
  readonly heardMs: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const waiting = bytes(facts.waitingBytes);
  const many = connections(facts);
  const who = facts.who ?? 'A program';
  const slow = facts.ackedBytes > 0;
  return {
    title: {
      en: `The peer ${slow ? 'reads too slowly' : 'does not read'}: ${who} cannot deliver ${waiting} on ${many.en} ${facts.where.en}`,
      ko: `상대가 ${slow ? '너무 느리게 읽습니다' : '읽지 않습니다'}: ${josa(facts.who ?? '프로그램', '이/가')} ${facts.where.ko} 연결 ${many.ko}에서 ${josa(waiting, '을/를')} 보내지 못하고 있습니다`,
    },
    happens: {
      en: 'Writes block or queues grow here, and the peer gets its data late',
      ko: '이쪽의 쓰기가 막히거나 큐가 길어지고, 상대는 데이터를 늦게 받습니다',
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const share = percent(facts.share);
  const taken = bytes(facts.ackedBytes);
  const windows = facts.windows.map((w) => bytes(w)).join(', ');
  const seconds = num(facts.seconds);
  return {
    en: `For ${share} of the busy time the peer had no room for more (its window in the looks: ${windows}); it took ${taken} in ${seconds} s. Its kernel answers, its program ${facts.ackedBytes > 0 ? 'reads less than is sent' : 'does not read'}`,
    ko: `전송하려던 시간의 ${share} 동안 상대에 받을 자리가 없어 보내지 못했습니다 (관찰한 윈도: ${windows}). ${seconds}초 동안 상대가 받은 양은 ${taken}입니다. 상대 커널은 응답하지만 프로그램이 ${facts.ackedBytes > 0 ? '보내는 만큼 읽지 못하고 있습니다' : '읽지 않고 있습니다'}`,
  };
}

/** Names of the evidence. */
export const WHAT = {
  waiting: {
    en: 'bytes waiting on the worst connection',
    ko: '가장 심한 연결에서 대기 중인 바이트',
  },
  share: { en: "busy time held back by the peer's window", ko: '상대 윈도 때문에 멈춘 시간 비율' },
  window: { en: "the peer's window in the last look", ko: '마지막 관찰 시점의 상대 윈도' },
  probes: {
    en: 'window probes sent (all connections of the namespace)',
    ko: '윈도 프로브 전송 수 (네임스페이스 전체)',
  },
  heard: { en: 'since the peer last answered', ko: '상대의 마지막 응답 이후 경과 시간' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export function notThese(facts: Facts): NotThis[] {
  const heard = duration(facts.heardMs);
  const least = bytes(Math.min(...facts.windows));
  return [
    {
      rule: 'path-loss',
      because: {
        en: `${plural(facts.resent, 'segment')} sent again, ${num(facts.dsacks)} of them reported as already received: probes into a closed window are not loss`,
        ko: `재전송 ${num(facts.resent)}개 중 ${num(facts.dsacks)}개는 상대가 이미 받은 것입니다. 닫힌 윈도에 보낸 프로브는 손실이 아닙니다`,
      },
    },
    {
      rule: 'receive-buffer-small',
      because:
        facts.unreadAtPeer === undefined
          ? {
              en: `the window does not stand still above zero (least ${least})`,
              ko: `윈도가 일정하게 열려 있지 않습니다 (최소 ${least})`,
            }
          : liesUnread(facts.unreadAtPeer),
    },
    {
      rule: 'peer-gone',
      because: {
        en: `the peer answers: last ${heard.en} ago`,
        ko: `상대가 응답하고 있습니다 (마지막 응답 ${heard.ko} 전)`,
      },
    },
  ];
}

const liesUnread = (unread: number): Text => ({
  en: `the program at the other end leaves ${bytes(unread)} unread (its namespace is in this survey)`,
  ko: `상대 프로그램이 ${josa(bytes(unread), '을/를')} 읽지 않고 있습니다 (상대 네임스페이스도 함께 관찰했습니다)`,
});

/** Where a time limit for writes was tried. */
export const WRITE_LIMIT: Proof = lab('peer-not-reading', 'write-limit');

/** In an expert's order. */
export const REMEDIES: readonly Remedy[] = [
  {
    at: 'application',
    do: {
      en: 'Look at the peer: why does its program not read? Run tcpdoctor there; it reports receiver-app-slow',
      ko: '상대 쪽에서 프로그램이 왜 읽지 않는지 확인합니다. 그 호스트에서 tcpdoctor를 실행하면 receiver-app-slow로 보고됩니다',
    },
    ...LOOKING,
  },
  {
    at: 'application',
    do: {
      en: 'Give writes a time limit and drop consumers that stay behind, with SO_LINGER 0 so that the kernel keeps nothing for them; bound the queue in front of each',
      ko: '쓰기에 제한 시간을 두고, 계속 밀리는 소비자는 SO_LINGER 0으로 끊어 커널에 데이터가 남지 않게 합니다. 소비자별 큐에도 상한을 둡니다',
    },
    risk: { en: 'Slow clients lose their connection', ko: '느린 클라이언트의 연결이 끊어집니다' },
    proof: WRITE_LIMIT,
  },
  {
    at: 'process',
    do: {
      en: 'Set TCP_USER_TIMEOUT: the kernel then ends a connection whose window stays closed for that long',
      ko: 'TCP_USER_TIMEOUT을 설정하면 윈도가 그 시간 동안 닫혀 있을 때 커널이 연결을 끊습니다',
    },
    command: 'setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 30000)',
    risk: {
      en: 'Also ends connections during a routing failover that takes longer',
      ko: '그보다 오래 걸리는 경로 전환 중에도 연결이 끊어집니다',
    },
    proof: lab('peer-not-reading', 'user-timeout'),
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_wmem, SO_SNDBUF',
    because: {
      en: 'a larger send buffer only keeps more data waiting: the peer takes no more',
      ko: '송신 버퍼를 키우면 대기하는 데이터만 늘어날 뿐, 상대가 더 받지 않습니다',
    },
    proof: lab('peer-not-reading', 'so-sndbuf'),
  },
  {
    what: 'SO_KEEPALIVE',
    because: {
      en: 'no keepalive probe is sent while data waits, and the peer is alive anyway',
      ko: '보낼 데이터가 남아 있으면 keepalive 프로브를 보내지 않으며, 상대는 살아 있습니다',
    },
    proof: lab('peer-not-reading', 'keepalive'),
  },
  {
    what: 'net.ipv4.tcp_retries2',
    because: {
      en: 'the peer answers every probe, so nothing counts as unanswered',
      ko: '상대가 프로브마다 응답하므로 재시도 한도에 도달하지 않습니다',
    },
    proof: lab('peer-not-reading', 'retries2'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'The peer does not read', ko: '상대 프로그램이 읽지 않음' },
  mechanism: {
    en: 'With every acknowledgement the peer says how many bytes it has room for. When its program does not read, that window closes, and data stays in the send buffer here. The kernel asks again with window probes, for ever as long as they are answered.',
    ko: '상대는 ACK마다 받을 수 있는 바이트 수(윈도)를 알립니다. 상대 프로그램이 읽지 않으면 윈도가 닫히고, 데이터는 이쪽 송신 버퍼에 남습니다. 커널은 윈도 프로브로 계속 확인하며, 응답이 있는 한 기한 없이 기다립니다.',
  },
  evidence: {
    en: "Data waiting in at least three looks in a row, the peer's window to blame for half of the busy time or more (measured 58 to 100%, healthy 0 to 2%), and that window closed in a look or unsteady. Silent above 1 Gbit/s. A warning when it concerns an outgoing flow or a tenth of the port's connections; otherwise a notice about a slow client.",
    ko: '세 번 이상 연속으로 보낼 데이터가 남아 있고, 전송하려던 시간의 절반 이상이 상대 윈도 때문에 멈췄으며(실측 58~100%, 정상은 0~2%), 윈도가 닫힌 적이 있거나 불안정할 때입니다. 1 Gbit/s 이상이면 제외합니다. 나가는 연결이거나 해당 포트 연결의 10% 이상이면 경고, 그 밖에는 느린 클라이언트에 대한 참고 수준입니다.',
  },
  lookAlikes: {
    en: 'A small receive buffer: the window stands still above zero. Loss: probes into a closed window are counted as retransmissions, but come back as duplicates (DSACK). A peer that is gone: probes stay unanswered.',
    ko: '작은 수신 버퍼: 윈도가 0보다 큰 값으로 일정합니다. 손실: 닫힌 윈도에 보낸 프로브가 재전송으로 집계되지만 중복(DSACK)으로 돌아옵니다. 사라진 상대: 프로브에 응답이 없습니다.',
  },
  remedies: REMEDIES,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_chrono_start(), tcp_send_probe0() in net/ipv4/tcp_output.c',
    measured({
      en: 'stuck and slow readers, over a direct link and over 40 ms',
      ko: '멈췄거나 느리게 읽는 상대, 직접 연결과 40ms 경로',
    }),
  ],
};
