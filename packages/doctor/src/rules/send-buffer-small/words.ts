/**
 * Words of send-buffer-small.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import { bytes, duration, josa, num, percent } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { arithmetic, bitRate } from '../bandwidth-delay.ts';
import { setting } from '../command.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  /** Part of the busy time held back by the send buffer, 0 to 1. */
  readonly share: number;
  /** The kernel's clock says so; else the buffer was seen full in `fullLooks` of so many looks. */
  readonly isCounted: boolean;
  readonly fullLooks: number;
  readonly looks: number;
  /** The line has delivered faster; else it has no queue. */
  readonly wasFaster: boolean;
  /** What the congestion window would let out, bytes. */
  readonly cwndBytes: number;
  readonly bytesPerSec: number;
  /** The speed the advice aims at, bytes per second. */
  readonly wishedBytesPerSec: number;
  readonly rttUs: number;
  readonly sndbufBytes: number;
  /** net.ipv4.tcp_wmem: minimum, default, maximum, bytes. */
  readonly wmem: readonly number[];
  /** A maximum that fits the wish, bytes; never below the present one. */
  readonly wantedBytes: number;
  /** The buffer has grown to the maximum of tcp_wmem; else a program has fixed it. */
  readonly atLimit: boolean;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const speed = bitRate(facts.bytesPerSec);
  const who = facts.who ?? 'A program';
  const many = connections(facts);
  return {
    title: {
      en: `${who} is held at ${speed} by its send buffer on ${many.en} ${facts.where.en}`,
      ko: `${josa(facts.who ?? '프로그램', '이/가')} 송신 버퍼에 막혀 ${facts.where.ko} 연결 ${many.ko}에서 ${speed}밖에 내지 못합니다`,
    },
    happens: {
      en: 'Transfers are slow although the network and the peer could take more',
      ko: '네트워크와 상대에 여유가 있는데도 전송이 느립니다',
    },
    why: whyOf(facts, speed),
  };
}

function whyOf(facts: Facts, speed: string): Text {
  const buffer = bytes(facts.sndbufBytes);
  const rtt = duration(facts.rttUs / 1_000);
  const by = facts.atLimit
    ? { en: 'the maximum of net.ipv4.tcp_wmem', ko: 'net.ipv4.tcp_wmem의 최댓값' }
    : { en: 'fixed by SO_SNDBUF in the program', ko: '프로그램이 SO_SNDBUF로 고정한 값' };
  const seen = facts.isCounted ? counted(facts, speed) : uncounted(facts);
  return {
    en: `Sent data stays in the send buffer until it is acknowledged, a round trip of ${rtt.en} later. The buffer is ${buffer}, ${by.en}: ${seen.en}`,
    ko: `보낸 데이터는 왕복 ${rtt.ko} 뒤 ACK를 받을 때까지 송신 버퍼에 남습니다. 버퍼는 ${buffer}이며 ${by.ko}입니다. ${seen.ko}`,
  };
}

/** The clock of the kernel has run. */
const counted = ({ share }: Facts, speed: string): Text => ({
  en: `about one buffer for each round trip makes ${speed}, and for ${percent(share)} of the busy time the program had more to write`,
  ko: `왕복마다 버퍼 하나 분량인 ${josa(speed, '이/가')} 한계이고, 전송 시간의 ${percent(share)} 동안 프로그램에는 더 쓸 데이터가 있었습니다`,
});

/** The clock of the kernel stands still: what the looks saw instead. */
function uncounted(facts: Facts): Text {
  const { fullLooks, looks } = facts;
  const cwnd = bytes(facts.cwndBytes);
  const line = facts.wasFaster ? DELIVERED_FASTER : NO_QUEUE;
  return {
    en: `it had no room for the program in ${num(fullLooks)} of ${num(looks)} looks, while the congestion window would let out ${cwnd}. The program waits for room, and ${line.en}`,
    ko: `${num(looks)}번의 관찰 중 ${num(fullLooks)}번은 프로그램이 더 쓸 자리가 없었지만, 혼잡 윈도는 ${cwnd}까지 허용합니다. 프로그램은 빈자리를 기다리며, ${line.ko}`,
  };
}

const DELIVERED_FASTER: Text = {
  en: 'the line has already delivered faster',
  ko: '회선은 이보다 빠르게 전달한 적이 있습니다',
};

const NO_QUEUE: Text = {
  en: 'the round trip is near its shortest: the line is not full',
  ko: '왕복 시간이 최솟값에 가까우므로 회선이 가득 찬 것은 아닙니다',
};

/** Names of the evidence. */
export const WHAT = {
  share: { en: 'busy time held back by the send buffer', ko: '송신 버퍼 때문에 멈춘 시간 비율' },
  buffer: { en: 'send buffer', ko: '송신 버퍼 크기' },
  cwnd: { en: 'congestion window', ko: '혼잡 윈도' },
  waiting: { en: 'in use, overhead of packets included', ko: '사용량 (패킷 관리 정보 포함)' },
  limit: { en: 'maximum the kernel would grow it to', ko: '커널이 키울 수 있는 최댓값' },
  rtt: { en: 'round trip', ko: '왕복 시간' },
  speed: { en: 'bytes acknowledged while busy', ko: '전송 중 ACK된 바이트' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export const notThese = (facts: Facts): NotThis[] => [
  {
    rule: 'a program that writes little',
    ko: '데이터를 적게 쓰는 프로그램',
    because: {
      en: 'the send buffer was in use in every look: the program had more to write',
      ko: '송신 버퍼가 매번 차 있었습니다. 프로그램에는 더 쓸 데이터가 있었습니다',
    },
  },
  {
    rule: 'receive-buffer-small',
    because: facts.isCounted ? lessThan(facts) : HARDLY_WINDOW,
  },
];

const HARDLY_WINDOW: Text = {
  en: "the peer's window held the connection back for less than 10% of the busy time",
  ko: '상대 윈도 때문에 멈춘 시간은 전송 시간의 10%보다 짧습니다',
};

const lessThan = (facts: Facts): Text => ({
  en: `the send buffer is to blame for ${percent(facts.share)} of the busy time, the peer's window for less`,
  ko: `전송 시간의 ${josa(percent(facts.share), '이/가')} 송신 버퍼 때문이며, 상대 윈도 때문인 시간은 그보다 짧습니다`,
});

/** Where SO_SNDBUF was left alone. */
export const TUNED_BY_KERNEL: Proof = lab('send-buffer-small', 'no-so-sndbuf');

/** The program has fixed the buffer. */
export const NO_SNDBUF: Remedy = {
  at: 'application',
  do: {
    en: 'Do not set SO_SNDBUF: it switches off the tuning by the kernel; connect again afterwards',
    ko: 'SO_SNDBUF 설정을 제거합니다. 이 옵션은 커널의 자동 조절을 끕니다. 이후 다시 연결해야 합니다',
  },
  risk: { en: 'More memory for each fast connection', ko: '빠른 연결마다 메모리를 더 씁니다' },
  proof: TUNED_BY_KERNEL,
};

/** Where a limit from bandwidth x round trip was tried. */
const LARGER_LIMIT: Proof = lab('send-limit-small', 'wmem-from-bandwidth-delay');

/** The kernel's maximum is too small, with the arithmetic of this flow. */
export function raise(namespace: NamespaceSurvey, facts: Facts): Remedy {
  const [min = 4_096, usual = 16_384] = facts.wmem;
  const sum = arithmetic(facts.wishedBytesPerSec, facts.rttUs);
  const wanted = bytes(facts.wantedBytes);
  return {
    at: 'kernel',
    do: {
      en: `Raise the maximum send buffer to ${wanted}. ${sum.en}; buffers need twice that`,
      ko: `송신 버퍼의 최댓값을 ${josa(wanted, '으로/로')} 올립니다. ${sum.ko}. 버퍼는 그 두 배가 필요합니다`,
    },
    ...setting(namespace, {
      key: 'net.ipv4.tcp_wmem',
      value: `${min} ${usual} ${facts.wantedBytes}`,
      arithmetic: {
        en: `${sum.en} (ten times what was measured, at most 1 Gbit/s); twice that, in steps of 64 KB: ${num(facts.wantedBytes)} bytes`,
        ko: `${sum.ko} (측정 속도의 10배, 최대 1 Gbit/s). 그 두 배를 64KB 단위로 올리면 ${num(facts.wantedBytes)}바이트입니다`,
      },
    }),
    risk: {
      en: 'Each busy connection may use that much memory, and data waits longer in this host',
      ko: '바쁜 연결마다 메모리를 그만큼 쓸 수 있고, 데이터가 이 호스트에 더 오래 머뭅니다',
    },
    proof: LARGER_LIMIT,
  };
}

const GENERAL: readonly Remedy[] = [
  NO_SNDBUF,
  {
    at: 'kernel',
    do: {
      en: 'Raise the third number of net.ipv4.tcp_wmem to twice bandwidth x round trip',
      ko: 'net.ipv4.tcp_wmem의 세 번째 값을 대역폭 x 왕복 시간의 두 배로 올립니다',
    },
    risk: {
      en: 'Memory for each busy connection, and longer queues in this host',
      ko: '바쁜 연결마다 메모리를 더 쓰고, 이 호스트의 대기열이 길어집니다',
    },
    proof: LARGER_LIMIT,
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.core.wmem_max',
    because: {
      en: 'it only caps what programs may set with SO_SNDBUF; the tuning by the kernel follows tcp_wmem',
      ko: '프로그램이 SO_SNDBUF로 지정할 수 있는 값의 상한일 뿐이며, 자동 조절은 tcp_wmem을 따릅니다',
    },
  },
  {
    what: 'net.ipv4.tcp_rmem',
    because: {
      en: 'it is for what this host receives; the peer would take more',
      ko: '이 호스트가 받는 데이터에 대한 설정이며, 상대는 더 받을 수 있습니다',
    },
    proof: lab('send-buffer-small', 'rmem'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'The send buffer is too small', ko: '송신 버퍼 부족' },
  mechanism: {
    en: 'What a program writes stays in the send buffer until the peer has acknowledged it. When the buffer holds less than bandwidth x round trip, the line runs empty while the program waits for room. Linux enlarges the buffer by itself up to tcp_wmem, unless the program set SO_SNDBUF.',
    ko: '프로그램이 쓴 데이터는 상대의 ACK를 받을 때까지 송신 버퍼에 남습니다. 버퍼가 대역폭 x 왕복 시간보다 작으면, 프로그램이 빈자리를 기다리는 동안 회선이 빕니다. Linux는 tcp_wmem까지 버퍼를 스스로 키우지만, 프로그램이 SO_SNDBUF를 지정하면 키우지 않습니다.',
  },
  evidence: {
    en: 'The send buffer is to blame for 30% of the busy time (75% measured with cubic), or for 15% of it while throughput x round trip equals what is in the buffer (bbr 25 to 37%, a long fat path 19%). The buffer is in use and does not grow over three looks or more. The clock often stands still under reno and cubic (0% counted at 14 to 50 of 100 Mbit/s): then, as probable, the buffer must be full in most looks and smaller than the congestion window, the connection busy without a pause, no queue on the path that doubles the round trip, and the line must have delivered faster. Or, for a program with epoll, two thirds of the buffer in use, overhead of packets included (from there on it is told to wait), all of it sent, and a round trip below 1.15 times the shortest: in every look, or in most where the line has delivered faster. Silent at 1 Gbit/s and more, a notice above 100 Mbit/s.',
    ko: '전송 시간의 30% 이상이 송신 버퍼 때문이거나(cubic 실측 75%), 처리량 x 왕복 시간이 버퍼의 데이터와 같으면서 15% 이상일 때입니다(bbr 25~37%, 길고 넓은 경로 19%). 세 번 이상의 관찰에서 버퍼가 차 있고 커지지 않아야 합니다. reno나 cubic에서는 커널이 이 시간을 재지 못할 때가 많습니다(100 Mbit/s 회선에서 14~50 Mbit/s일 때 0%). 이때는 버퍼가 대부분의 관찰에서 가득 차 있고 혼잡 윈도보다 작으며, 연결이 쉬지 않고 전송하고, 경로의 대기열로 왕복 시간이 두 배가 되지 않았으며, 회선이 더 빠르게 전달한 적이 있어야 "유력"으로 알립니다. epoll을 쓰는 프로그램은 패킷 관리 정보를 포함해 버퍼의 3분의 2 이상을 쓰고(이때부터 쓰기를 기다려야 합니다) 그 데이터를 모두 보냈으며 왕복 시간이 최솟값의 1.15배 미만일 때입니다. 매번 그렇거나, 회선이 더 빠르게 전달한 적이 있다면 대부분의 관찰에서 그래야 합니다. 1 Gbit/s 이상이면 제외하고, 100 Mbit/s를 넘으면 참고 수준입니다.',
  },
  lookAlikes: {
    en: "A program that writes little: the send queue is empty. The peer's window: rwnd_limited is larger. A buffer that still grows.",
    ko: '적게 쓰는 프로그램: 송신 큐가 비어 있습니다. 상대 윈도: rwnd_limited가 더 큽니다. 아직 커지는 중인 버퍼.',
  },
  remedies: GENERAL,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_sndbuf_expand() in net/ipv4/tcp_input.c; tcp_chrono_start() in net/ipv4/tcp_output.c',
    'Documentation/networking/ip-sysctl.rst, tcp_wmem',
    measured({ en: 'with reno, cubic and bbr', ko: 'reno, cubic, bbr' }),
  ],
};
