/**
 * Words of path-congestion.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import { duration, josa, num, percent } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { bitRate } from '../bandwidth-delay.ts';
import { inside } from '../command.ts';
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
  /** More is sent again than the search for the speed explains. */
  readonly losesMore: boolean;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const speed = bitRate(facts.ackedBytesPerSec);
  const waits = duration((facts.rttUs - facts.minRttUs) / 1_000);
  const many = connections(facts);
  return {
    title: {
      en: `A link on the path is full: ${many.en} ${facts.where.en} at ${speed}, ${waits.en} of queue`,
      ko: `경로의 회선이 가득 찼습니다: ${facts.where.ko} 연결 ${many.ko}, ${speed}, 큐 지연 ${waits.ko}`,
    },
    happens: facts.losesMore ? waitsAndLoses(waits) : waitsLonger(waits),
    why: whyOf(facts),
  };
}

const waitsLonger = (waits: Text): Text => ({
  en: `Bulk transfers run at full speed; short requests on the same link wait ${waits.en} longer`,
  ko: `대량 전송은 제 속도를 내지만, 같은 회선의 짧은 요청은 ${waits.ko} 더 기다립니다`,
});

const waitsAndLoses = (waits: Text): Text => ({
  en: `Short requests on the same link wait ${waits.en} longer, and a round trip or more when a packet of theirs is lost`,
  ko: `같은 회선의 짧은 요청은 ${waits.ko} 더 기다리고, 패킷이 손실되면 왕복 시간 이상 더 지연됩니다`,
});

function whyOf(facts: Facts): Text {
  const rtt = duration(facts.rttUs / 1_000);
  const least = duration(facts.minRttUs / 1_000);
  const resent = facts.losesMore ? lossIsOpen(facts) : ownLoss(facts);
  return {
    en: `The round trip is ${rtt.en} and was ${least.en} with empty queues: the difference is spent in a queue at the slowest link. ${resent.en}`,
    ko: `왕복 시간은 ${rtt.ko}이고 큐가 비었을 때는 ${least.ko}였습니다. 그 차이는 가장 느린 회선의 큐에서 기다린 시간입니다. ${resent.ko}`,
  };
}

function ownLoss(facts: Facts): Text {
  const share = percent(facts.share);
  return {
    en: `When it overflows, ${share} is sent again. That is how TCP finds out how fast it may send, not a fault of the line`,
    ko: `큐가 넘치면 ${josa(share, '이/가')} 재전송됩니다. TCP가 보낼 수 있는 속도를 찾는 정상적인 방식이며 회선의 고장이 아닙니다`,
  };
}

function lossIsOpen(facts: Facts): Text {
  const share = percent(facts.share);
  return {
    en: `${share} is sent again, more than the 0.5 to 2% with which TCP finds out how fast it may send: either the line loses packets for another reason as well, or the queue is short or a rate limiter drops, into which bbr above all goes on sending. From here the two look alike`,
    ko: `재전송은 ${josa(share, '으로/로')}, TCP가 보낼 수 있는 속도를 찾으면서 생기는 0.5~2%보다 많습니다. 회선이 다른 이유로도 패킷을 잃고 있거나, 큐가 짧거나 속도 제한 장비가 패킷을 버리는데도 (특히 bbr이) 계속 보내고 있는 것입니다. 이쪽에서는 두 경우를 구별할 수 없습니다`,
  };
}

/** Names of the evidence. */
export const WHAT = {
  rtt: { en: 'round trip', ko: '왕복 시간' },
  minRtt: { en: 'shortest round trip', ko: '최소 왕복 시간' },
  share: { en: 'bytes sent again', ko: '재전송된 바이트 비율' },
  speed: { en: 'bytes acknowledged', ko: 'ACK된 바이트' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out; loss beside the queue is not one where much is lost. */
export const notThese = (facts: Facts): NotThis[] =>
  facts.losesMore ? [NOT_A_BUFFER] : [notLoss(facts), NOT_A_BUFFER];

function notLoss(facts: Facts): NotThis {
  const ratio = num(facts.rttUs / facts.minRttUs);
  return {
    rule: 'path-loss',
    because: {
      en: `the round trip is ${ratio} times the shortest; loss without a queue leaves it below 1.3`,
      ko: `왕복 시간이 최솟값의 ${ratio}배입니다. 큐 없이 생기는 손실이면 1.3배 미만입니다`,
    },
  };
}

const NOT_A_BUFFER: NotThis = {
  rule: 'receive-buffer-small',
  because: {
    en: "neither the peer's window nor the send buffer holds the sender back",
    ko: '상대 윈도나 송신 버퍼 때문에 멈춘 것이 아닙니다',
  },
};

/** In an expert's order: where much is lost, first where. */
export const remedies = (namespace: NamespaceSurvey, facts: Facts): readonly Remedy[] =>
  facts.losesMore
    ? [
        { ...FIND_PLACE, command: `${inside(namespace, 'tc -s qdisc')}   # and: ip -s link` },
        ...REMEDIES,
      ]
    : REMEDIES;

const FIND_PLACE: Omit<Remedy, 'command'> = {
  at: 'kernel',
  do: {
    en: 'Find where packets are dropped: drops of the queues before the slow link, or errors of network cards and switches',
    ko: '패킷이 버려지는 곳을 찾습니다: 느린 회선 앞 큐의 드롭, 또는 네트워크 카드와 스위치의 오류',
  },
  ...LOOKING,
};

const REMEDIES: readonly Remedy[] = [
  {
    at: 'application',
    do: {
      en: 'Limit the speed of bulk transfers (SO_MAX_PACING_RATE, or the setting of the program), or move them to quieter hours',
      ko: '대량 전송의 속도를 제한하거나(SO_MAX_PACING_RATE 또는 프로그램 설정) 한가한 시간으로 옮깁니다',
    },
    risk: { en: 'Bulk transfers take longer', ko: '대량 전송이 더 오래 걸립니다' },
    proof: lab('path-congestion', 'paced-uploads'),
  },
  {
    at: 'kernel',
    do: {
      en: 'Where the slow link is yours: a fair queue with active queue management on the device that feeds it',
      ko: '느린 회선을 직접 관리한다면, 그 회선으로 내보내는 장비에 공정 큐와 능동 큐 관리(AQM)를 적용합니다',
    },
    command: 'tc qdisc replace dev DEVICE root fq_codel   # undo: tc qdisc del dev DEVICE root',
    risk: {
      en: 'Replaces the present queue of that device; does nothing at any other device',
      ko: '그 장치의 현재 큐 설정을 바꾸며, 다른 장비에는 효과가 없습니다',
    },
    proof: lab('path-congestion-queue', 'fair-queue'),
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_congestion_control = bbr',
    because: {
      en: 'no gain in speed on a full link without other loss: the link is what limits',
      ko: '다른 손실 없이 가득 찬 회선에서는 속도가 늘지 않습니다. 한계는 회선 자체입니다',
    },
    proof: lab('bbr-clean-link', 'bbr'),
  },
  {
    what: 'net.ipv4.tcp_rmem, net.ipv4.tcp_wmem',
    because: {
      en: 'larger buffers put more packets into the queue that is already full',
      ko: '버퍼를 키우면 이미 가득 찬 큐에 패킷을 더 밀어 넣게 됩니다',
    },
    proof: lab('path-congestion', 'larger-buffers'),
  },
  {
    what: 'a longer queue at the slow device',
    ko: '느린 장치의 큐를 더 길게',
    because: {
      en: 'uploads fill it as well, and everybody waits longer',
      ko: '업로드가 늘어난 큐까지 채우므로 모두가 더 오래 기다립니다',
    },
    proof: lab('path-congestion-queue', 'longer-queue'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'A link on the path is full', ko: '경로의 혼잡' },
  mechanism: {
    en: 'Loss-based congestion control sends more and more until a queue at the slowest link overflows, then less, and again. Packets that are lost this way, 0.5 to 2%, are the price of using the whole link.',
    ko: '손실 기반 혼잡 제어는 가장 느린 회선의 큐가 넘칠 때까지 전송량을 늘리고, 넘치면 줄이기를 반복합니다. 이때의 손실(0.5~2%)은 회선을 모두 사용하는 데 따르는 비용입니다.',
  },
  evidence: {
    en: 'On one connection during the window: 0.5% of the bytes or more sent again, a round trip of 1.5 times the shortest or more (1.7 measured on a full link) and at least a millisecond longer, progress, and neither window nor buffer to blame. Above 2% it says that loss for another reason is possible as well. Always a notice.',
    ko: '관찰하는 동안 한 연결에서 바이트의 0.5% 이상이 재전송되고, 왕복 시간이 최솟값의 1.5배 이상(가득 찬 회선 실측 1.7배)이면서 1ms 이상 길며, 전송이 진행 중이고 윈도나 버퍼가 원인이 아닐 때입니다. 2%를 넘으면 다른 이유의 손실일 수도 있다고 알립니다. 항상 참고 수준입니다.',
  },
  lookAlikes: {
    en: 'Loss on a path that is not full: the round trip stays below 1.3 times the shortest, and the congestion window is small.',
    ko: '가득 차지 않은 경로의 손실: 왕복 시간이 최솟값의 1.3배 미만이고 혼잡 윈도가 작습니다.',
  },
  remedies: REMEDIES,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_cong_avoid_ai() in net/ipv4/tcp_cong.c',
    measured({
      en: '100 Mbit/s, 40 ms, 500 KB queue, 1.27% sent again with no other loss',
      ko: '100 Mbit/s, 40ms, 큐 500KB, 다른 손실 없이 1.27% 재전송',
    }),
  ],
};
