/**
 * Words of path-loss.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import { duration, josa, num, percent, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { bitRate } from '../bandwidth-delay.ts';
import { inside, setting } from '../command.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import type { Loss } from '../loss.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts, Loss {
  /** Congestion control of the connection; empty: not known. */
  readonly congestion: string;
  readonly seconds: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const share = percent(facts.share);
  const many = connections(facts);
  return {
    title: {
      en: `Packets are lost on the path: ${share} sent again on ${many.en} ${facts.where.en}`,
      ko: `경로에서 패킷이 손실됩니다: ${facts.where.ko} 연결 ${many.ko}에서 ${josa(share, '이/가')} 재전송되었습니다`,
    },
    happens: {
      en: 'Transfers are slow, and single requests take a round trip or more longer',
      ko: '전송이 느리고, 일부 요청이 왕복 시간 이상 늦어집니다',
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const rtt = duration(facts.rttUs / 1_000);
  const least = duration(facts.minRttUs / 1_000);
  const harm = facts.congestion === 'bbr' ? waitsForRepeats(facts) : slowsDown(facts);
  return {
    en: `${plural(facts.resentSegs, 'segment')} were sent again in ${num(facts.seconds)} s. The round trip of ${rtt.en} is close to the shortest ever (${least.en}), so no queue on the path is full: packets vanish for another reason, such as a bad cable, radio, a failing port or a rate limiter. ${harm.en}`,
    ko: `${num(facts.seconds)}초 동안 세그먼트 ${num(facts.resentSegs)}개를 재전송했습니다. 왕복 시간 ${josa(rtt.ko, '이/가')} 최솟값(${least.ko})에 가까우므로 경로의 큐가 가득 찬 것은 아닙니다. 불량 케이블, 무선 구간, 고장 난 포트, 속도 제한 장비처럼 다른 원인으로 패킷이 사라지고 있습니다. ${harm.ko}`,
  };
}

function slowsDown(facts: Facts): Text {
  const name = facts.congestion === '' ? '' : `${facts.congestion} `;
  const speed = bitRate(facts.ackedBytesPerSec);
  return {
    en: `${name}congestion control takes each loss for a full link and has slowed down to ${plural(facts.cwndSegs, 'segment')} in flight (${speed})`,
    ko: `${name}혼잡 제어는 손실을 혼잡으로 여겨 전송 중 세그먼트를 ${num(facts.cwndSegs)}개까지 줄였습니다 (${speed})`,
  };
}

/** bbr does not take loss for a full link. */
function waitsForRepeats(facts: Facts): Text {
  const speed = bitRate(facts.ackedBytesPerSec);
  return {
    en: `bbr hardly slows down for it, but what follows a lost packet waits a round trip or more (${speed})`,
    ko: `bbr은 손실 때문에 속도를 거의 줄이지 않지만, 손실된 패킷 뒤의 데이터는 왕복 시간 이상 기다립니다 (${speed})`,
  };
}

/** Names of the evidence. */
export const WHAT = {
  share: { en: 'bytes sent again', ko: '재전송된 바이트 비율' },
  resent: { en: 'segments sent again while we looked', ko: '관찰하는 동안 재전송된 세그먼트' },
  rtt: { en: 'round trip', ko: '왕복 시간' },
  minRtt: { en: 'shortest round trip', ko: '최소 왕복 시간' },
  cwnd: { en: 'congestion window', ko: '혼잡 윈도' },
  speed: { en: 'bytes acknowledged', ko: 'ACK된 바이트' },
  dsacks: { en: 'sent again needlessly (DSACK)', ko: '불필요한 재전송 (DSACK)' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export function notThese(facts: Facts): NotThis[] {
  const ratio = num(facts.rttUs / facts.minRttUs);
  return [
    {
      rule: 'path-congestion',
      because: {
        en: `the round trip is ${ratio} times the shortest; a full queue makes it 1.5 times or more`,
        ko: `왕복 시간이 최솟값의 ${ratio}배입니다. 큐가 차면 1.5배 이상이 됩니다`,
      },
    },
    {
      rule: 'peer-not-reading',
      because: {
        en: "the peer's window does not hold the sender back",
        ko: '상대 윈도 때문에 멈춘 것이 아닙니다',
      },
    },
    {
      rule: 'needless retransmissions',
      ko: '불필요한 재전송',
      because: {
        en: `${num(facts.dsacks)} of ${num(facts.resentSegs)} were reported as received twice`,
        ko: `${num(facts.resentSegs)}개 중 중복 수신으로 보고된 것은 ${num(facts.dsacks)}개입니다`,
      },
    },
  ];
}

const FIND_PLACE: Remedy = {
  at: 'kernel',
  do: {
    en: 'Find where packets vanish: errors and drops of the network cards at both ends and of the switches between',
    ko: '패킷이 사라지는 곳을 찾습니다: 양쪽 네트워크 카드와 중간 스위치의 오류와 드롭 카운터',
  },
  command: 'ip -s link',
  ...LOOKING,
};

const BBR: Omit<Remedy, 'command'> = {
  at: 'kernel',
  do: {
    en: 'Use bbr, which does not take loss for congestion. Connections made from now on use it; accepted ones inherit it from their listener, so restart the service',
    ko: '손실을 혼잡으로 여기지 않는 bbr을 사용합니다. 새 연결부터 적용되며, accept된 연결은 리스너의 설정을 물려받으므로 서비스를 재시작해야 합니다',
  },
  risk: {
    en: 'bbr sends more packets again (4% instead of 1.2%) and may take more than its share from others',
    ko: 'bbr은 재전송이 더 많고(1.2% 대신 4%) 다른 연결의 몫까지 차지할 수 있습니다',
  },
  proof: lab('path-loss', 'bbr'),
};

/** New connections have bbr already; those in trouble do not take the setting. */
const ownControl = (congestion: string): Remedy => ({
  at: 'application',
  do: {
    en: `net.ipv4.tcp_congestion_control is bbr already. The program asks for ${congestion} itself (TCP_CONGESTION): leave that out; or its listener is older than the setting. Restart it either way`,
    ko: `net.ipv4.tcp_congestion_control은 이미 bbr입니다. 프로그램이 TCP_CONGESTION으로 ${josa(congestion, '을/를')} 직접 지정했다면 그 설정을 빼고 재시작합니다. 리스너가 설정 변경 전에 만들어졌다면 재시작만으로 충분합니다`,
  },
  risk: BBR.risk,
  proof: BBR.proof,
});

/** What a loss-based control allows itself at this loss, and why that is not the limit of the path. */
function bbrArithmetic(facts: Facts): Text {
  const share = percent(facts.share);
  const [rtt, least] = [duration(facts.rttUs / 1_000), duration(facts.minRttUs / 1_000)];
  const speed = bitRate(facts.ackedBytesPerSec);
  return {
    en: `at ${share} sent again, loss-based control holds ${plural(facts.cwndSegs, 'segment')} in flight (${speed}) although the round trip of ${rtt.en} (shortest ${least.en}) shows no queue; bbr follows the rate that arrives instead`,
    ko: `재전송 ${share}에서 손실 기반 혼잡 제어는 전송 중 세그먼트를 ${num(facts.cwndSegs)}개로 유지합니다(${speed}). 왕복 시간은 ${rtt.ko}(최소 ${least.ko})로 큐가 쌓인 흔적이 없습니다. bbr은 손실 대신 실제 도착 속도를 따릅니다`,
  };
}

/** In an expert's order; bbr is not advised to a flow that has it. */
export function remedies(
  namespace: NamespaceSurvey,
  present: string | undefined,
  facts: Facts,
): Remedy[] {
  const look = { ...FIND_PLACE, command: inside(namespace, 'ip -s link') };
  if (facts.congestion === 'bbr' || (facts.congestion === '' && present === 'bbr')) return [look];
  if (present === 'bbr') return [look, ownControl(facts.congestion)];
  const sysctl = {
    key: 'net.ipv4.tcp_congestion_control',
    value: 'bbr',
    arithmetic: bbrArithmetic(facts),
  };
  return [look, { ...BBR, ...setting(namespace, sysctl) }];
}

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.core.default_qdisc = fq',
    because: {
      en: 'bbr paces by itself since 4.13; without bbr the queue here does not stop loss elsewhere',
      ko: 'bbr은 4.13부터 자체적으로 전송 간격을 조절합니다. bbr이 아니면 이쪽 큐 설정으로 다른 곳의 손실을 막을 수 없습니다',
    },
  },
  {
    what: 'net.ipv4.tcp_rmem, net.ipv4.tcp_wmem',
    because: {
      en: 'neither buffer holds this connection back; the congestion window does',
      ko: '이 연결을 막는 것은 버퍼가 아니라 혼잡 윈도입니다',
    },
    proof: lab('path-loss', 'larger-buffers'),
  },
  {
    what: 'net.ipv4.tcp_retries2',
    because: {
      en: 'it says when to give up, not how much is lost',
      ko: '포기하는 시점을 정할 뿐, 손실을 줄이지 않습니다',
    },
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'Packets are lost on the path', ko: '경로의 패킷 손실' },
  mechanism: {
    en: 'Congestion control such as cubic or reno takes every lost packet for a sign that the path is full, and sends less. When packets are lost for another reason, it slows down for nothing: at 1% loss and 40 ms a line of 100 Mbit/s carries 3.6.',
    ko: 'cubic이나 reno 같은 혼잡 제어는 패킷 손실을 경로가 가득 찼다는 신호로 보고 전송량을 줄입니다. 다른 이유로 손실이 생겨도 마찬가지여서, 손실 1%, 왕복 40ms이면 100 Mbit/s 회선에서 3.6 Mbit/s만 나옵니다.',
  },
  evidence: {
    en: 'On one connection during the window: 0.5% of the bytes or more sent again (at least 3 of 50 segments), a round trip below 1.3 times the shortest, a congestion window below 20 segments (medians of the looks), progress, and neither window nor buffer to blame. The share alone is no evidence: a healthy full link showed 1.3%, a crippled one 1.2%. Totals since boot and retransmitted SYNs are not used.',
    ko: '관찰하는 동안 한 연결에서 바이트의 0.5% 이상이 재전송되고(50개 중 3개 이상), 왕복 시간이 최솟값의 1.3배 미만이며, 혼잡 윈도가 20 세그먼트 미만이고(관찰값의 중앙값), 전송이 진행 중이며 윈도나 버퍼가 원인이 아닐 때입니다. 비율만으로는 증거가 되지 않습니다. 정상적으로 가득 찬 회선이 1.3%, 손실이 심한 회선이 1.2%였습니다. 부팅 이후 누적값과 SYN 재전송은 쓰지 않습니다.',
  },
  lookAlikes: {
    en: 'Congestion: the round trip is 1.5 times the shortest or more. Probes into a closed window and needless retransmissions: the peer reports them as duplicates (DSACK). A receiver without memory: TCPRcvQDrop grows there. A path MTU black hole or a peer that is gone: no progress at all. bbr at full speed with loss: a large congestion window.',
    ko: '혼잡: 왕복 시간이 최솟값의 1.5배 이상입니다. 닫힌 윈도의 프로브와 불필요한 재전송: 상대가 중복(DSACK)으로 보고합니다. 메모리가 부족한 수신 측: 그쪽에서 TCPRcvQDrop이 증가합니다. 경로 MTU 블랙홀이나 사라진 상대: 전송이 전혀 진행되지 않습니다. 손실이 있어도 제 속도를 내는 bbr: 혼잡 윈도가 큽니다.',
  },
  remedies: [FIND_PLACE, { ...BBR, command: 'sysctl -w net.ipv4.tcp_congestion_control=bbr' }],
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_fastretrans_alert() in net/ipv4/tcp_input.c',
    measured({
      en: '0, 1, 2 and 5% loss with cubic, reno and bbr',
      ko: '손실 0, 1, 2, 5%에서 cubic, reno, bbr',
    }),
  ],
};
