/**
 * Words of receive-buffer-small.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import { bytes, duration, josa, percent } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { arithmetic, bitRate, bufferBytes } from '../bandwidth-delay.ts';
import { setting } from '../command.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { last } from '../looks.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  /** Part of the busy time held back by the peer's window, 0 to 1. */
  readonly share: number;
  readonly bytesPerSec: number;
  /** The speed the advice aims at, bytes per second. */
  readonly wishedBytesPerSec: number;
  readonly rttUs: number;
  readonly windowBytes: number;
  /** In the looks. */
  readonly windows: readonly number[];
  /** The same to the segment in every look, on all connections. */
  readonly fixed: boolean;
  /** Window scaling was agreed on; without it no window exceeds 65,535 bytes. */
  readonly scaling: boolean;
  /** Without it, and the window is as large as it can be: nothing lies unread there. */
  readonly whole: boolean;
  /** Filter for `ss` at the peer. */
  readonly atPeer: string;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const speed = bitRate(facts.bytesPerSec);
  const window = bytes(facts.windowBytes);
  const rtt = duration(facts.rttUs / 1_000);
  const many = connections(facts);
  return {
    title: {
      en: `The peer's receive window keeps ${many.en} ${facts.where.en} down to ${speed}`,
      ko: `상대의 수신 윈도 때문에 ${facts.where.ko} 연결 ${josa(many.ko, '이/가')} ${speed}에 묶여 있습니다`,
    },
    happens: {
      en: 'Transfers are slow although the network could carry more',
      ko: '네트워크에 여유가 있는데도 전송이 느립니다',
    },
    why: facts.whole ? whyUnscaled(window, rtt, speed) : whyWindow(facts, rtt, speed),
  };
}

function whyWindow(facts: Facts, rtt: Text, speed: string): Text {
  const window = bytes(facts.windowBytes);
  const because = facts.fixed ? MOSTLY_FIXED : movesALittle(facts);
  return {
    en: `The peer never allows more than about ${window} in flight, and each round trip takes ${rtt.en}: that makes ${speed}, which is what was measured. ${because.en}`,
    ko: `상대가 허용하는 전송량은 ${window} 정도까지이고 왕복에 ${josa(rtt.ko, '이/가')} 걸리므로 ${josa(speed, '이/가')} 한계이며, 측정값과 같습니다. ${because.ko}`,
  };
}

const MOSTLY_FIXED: Text = {
  en: 'The window stands still to the segment, so its size is most likely fixed there: SO_RCVBUF set by the program, a small net.ipv4.tcp_rmem, or tcp_moderate_rcvbuf off. A program that reads at just this rate could look the same from here',
  ko: '윈도가 세그먼트 하나만큼도 변하지 않으므로 상대 쪽에서 크기가 고정되어 있을 가능성이 큽니다: 프로그램의 SO_RCVBUF, 작은 net.ipv4.tcp_rmem, 또는 꺼진 tcp_moderate_rcvbuf. 다만 상대 프로그램이 바로 이 속도로 읽고 있어도 이쪽에서는 같아 보일 수 있습니다',
};

function movesALittle(facts: Facts): Text {
  const windows = facts.windows.map((window) => bytes(window)).join(', ');
  return {
    en: `The window moves a little (in the looks: ${windows}): either the program there reads at just this rate and its buffer is full of what it has not read, or the buffer is small (SO_RCVBUF, net.ipv4.tcp_rmem). From here the two look alike`,
    ko: `윈도가 조금씩 변합니다(관찰값: ${windows}). 상대 프로그램이 바로 이 속도로 읽어 버퍼에 읽지 않은 데이터가 차 있거나, 버퍼가 작은 것입니다(SO_RCVBUF, net.ipv4.tcp_rmem). 이쪽에서는 두 경우를 구별할 수 없습니다`,
  };
}

const whyUnscaled = (window: string, rtt: Text, speed: string): Text => ({
  en: `Window scaling was not agreed on when the connection was made, so no window can exceed 65,535 bytes: ${window} for each round trip of ${rtt.en} makes ${speed}`,
  ko: `연결할 때 윈도 스케일링이 합의되지 않아 윈도가 65,535바이트를 넘을 수 없습니다. 왕복 ${rtt.ko}마다 ${window}씩, ${josa(speed, '이/가')} 한계입니다`,
});

/** Names of the evidence. */
export const WHAT = {
  share: { en: "busy time held back by the peer's window", ko: '상대 윈도 때문에 멈춘 시간 비율' },
  window: { en: "the peer's window, median of the looks", ko: '상대 윈도 (관찰값의 중앙값)' },
  inFlight: { en: 'in flight in the last look', ko: '마지막 관찰 시점의 전송 중 바이트' },
  rtt: { en: 'round trip', ko: '왕복 시간' },
  speed: { en: 'bytes acknowledged while busy', ko: '전송 중 ACK된 바이트' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out; a program that reads slowly is not one unless the window is fixed. */
export const notThese = (facts: Facts): NotThis[] =>
  facts.fixed ? [neverClosed(facts), notSendBuffer(facts)] : [notSendBuffer(facts)];

const neverClosed = (facts: Facts): NotThis => ({
  rule: 'peer-not-reading',
  because: {
    en: `the window was open and steady in every look (${bytes(facts.windowBytes)})`,
    ko: `윈도가 매번 같은 크기로 열려 있었습니다 (${bytes(facts.windowBytes)})`,
  },
});

const notSendBuffer = (facts: Facts): NotThis => ({
  rule: 'send-buffer-small',
  because: {
    en: `the peer's window is to blame for ${percent(facts.share)} of the busy time`,
    ko: `전송하려던 시간의 ${josa(percent(facts.share), '이/가')} 상대 윈도 때문입니다`,
  },
});

/** Where a limit from bandwidth x round trip was tried. */
const LARGER_LIMIT: Proof = lab('receive-limit-small', 'rmem-from-bandwidth-delay');

/** In an expert's order, with the arithmetic of this flow. */
export function remedies(namespace: NamespaceSurvey, facts: Facts): Remedy[] {
  const buffer = bufferBytes(facts.wishedBytesPerSec, facts.rttUs);
  const sum = arithmetic(facts.wishedBytesPerSec, facts.rttUs);
  const kernel: Remedy = {
    at: 'kernel',
    do: {
      en: `At the peer: a receive limit of ${bytes(buffer)} or more. ${sum.en}; buffers need twice that`,
      ko: `상대 호스트에서 수신 버퍼 상한을 ${bytes(buffer)} 이상으로 합니다. ${sum.ko}. 버퍼는 그 두 배가 필요합니다`,
    },
    command: `sysctl net.ipv4.tcp_rmem   # its third number: at least ${buffer}; never lower it`,
    risk: {
      en: 'Each busy connection may use that much memory',
      ko: '바쁜 연결마다 메모리를 그만큼 쓸 수 있습니다',
    },
    proof: LARGER_LIMIT,
  };
  const larger = facts.scaling ? [NO_RCVBUF, kernel] : [scalingOn(namespace), NO_RCVBUF, kernel];
  return facts.whole ? larger : [lookThere(facts), ...larger];
}

const LOOK_THERE: Remedy = {
  at: 'application',
  do: {
    en: 'Look at the receiver first. Where Recv-Q stays large (skmem: r near rb) its program reads slowly, and no buffer helps; where it stays near 0 the buffer is small',
    ko: '먼저 수신 측을 확인합니다. Recv-Q가 계속 크면(skmem의 r이 rb에 가까우면) 프로그램이 느리게 읽는 것이므로 버퍼로는 해결되지 않습니다. 0에 가까우면 버퍼가 작은 것입니다',
  },
  ...LOOKING,
};

const lookThere = ({ atPeer }: Facts): Remedy => ({
  ...LOOK_THERE,
  command: `ss -tinm '${atPeer}'   # at the peer`,
});

const NO_RCVBUF: Remedy = {
  at: 'application',
  do: {
    en: 'In the program at the peer: do not set SO_RCVBUF. It switches off the tuning by the kernel; connect again afterwards',
    ko: '상대 프로그램에서 SO_RCVBUF 설정을 제거합니다. 이 옵션은 커널의 자동 조절을 끕니다. 이후 다시 연결해야 합니다',
  },
  risk: { en: 'More memory for each fast connection', ko: '빠른 연결마다 메모리를 더 씁니다' },
  proof: lab('receive-buffer-small', 'no-so-rcvbuf'),
};

/** Where it is off on this side, the command sets it here. */
function scalingOn(namespace: NamespaceSurvey): Remedy {
  const key = 'net.ipv4.tcp_window_scaling';
  if (last(namespace).sysctls[key] !== '0') return SCALING_ON;
  const arithmetic = {
    en: 'a switch: with 0 here no window exceeds 65,535 bytes, whatever the buffers are; 1 is the default',
    ko: '켜고 끄는 값입니다. 이쪽이 0이므로 버퍼와 관계없이 윈도가 65,535바이트를 넘지 못합니다. 기본값은 1입니다',
  };
  return { ...SCALING_ON, ...setting(namespace, { key, value: '1', arithmetic }) };
}

const SCALING_ON: Remedy = {
  at: 'kernel',
  do: {
    en: 'Turn window scaling on at both ends, and look for a middlebox or SYN cookies without timestamps that remove it',
    ko: '양쪽에서 윈도 스케일링을 켜고, 이를 제거하는 중간 장비나 timestamps 없는 SYN 쿠키가 있는지 확인합니다',
  },
  command: 'sysctl -w net.ipv4.tcp_window_scaling=1   # new connections only',
  risk: { en: 'None on systems of this century', ko: '최근 시스템에서는 없습니다' },
  proof: lab('window-scaling-off', 'scaling-on'),
};

/** For the page: the same without numbers. */
const GENERAL: readonly Remedy[] = [
  LOOK_THERE,
  NO_RCVBUF,
  {
    at: 'kernel',
    do: {
      en: 'At the peer: raise the third number of net.ipv4.tcp_rmem to 2 to 3 times bandwidth x round trip',
      ko: '상대 호스트에서 net.ipv4.tcp_rmem의 세 번째 값을 대역폭 x 왕복 시간의 2~3배로 올립니다',
    },
    risk: { en: 'Memory for each busy connection', ko: '바쁜 연결마다 메모리를 더 씁니다' },
    proof: LARGER_LIMIT,
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.core.rmem_max',
    because: {
      en: 'it only caps what programs may set with SO_RCVBUF; the tuning by the kernel follows tcp_rmem',
      ko: '프로그램이 SO_RCVBUF로 지정할 수 있는 값의 상한일 뿐이며, 자동 조절은 tcp_rmem을 따릅니다',
    },
  },
  {
    what: 'net.ipv4.tcp_rmem = 4096 131072 6291456',
    because: {
      en: 'these are the defaults up to 6.15, and on newer kernels this line lowers the limit from 32 MB; where a program has set SO_RCVBUF it changes nothing',
      ko: '6.15까지의 커널 기본값이며, 그 이후 커널에서는 상한을 32MB에서 오히려 낮춥니다. 프로그램이 SO_RCVBUF를 지정했다면 아무 효과가 없습니다',
    },
    proof: lab('receive-buffer-small', 'guide-rmem'),
  },
  {
    what: 'net.ipv4.tcp_wmem, SO_SNDBUF',
    because: {
      en: 'the limit is the window of the peer, not what waits here',
      ko: '한계는 상대의 윈도이지 이쪽 송신 버퍼가 아닙니다',
    },
    proof: lab('receive-limit-small', 'wmem'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: "The peer's receive buffer is too small", ko: '상대의 수신 버퍼 부족' },
  mechanism: {
    en: 'A sender may have at most one window of the receiver in flight, and waits a round trip for the next. Speed cannot exceed window / round trip, whatever the line can do. Linux enlarges the window by itself, unless the program set SO_RCVBUF or the limits are small.',
    ko: '보내는 쪽은 상대 윈도만큼만 전송 중일 수 있고, 다음 전송까지 왕복 시간을 기다립니다. 회선이 아무리 빨라도 속도는 윈도 / 왕복 시간을 넘지 못합니다. Linux는 윈도를 스스로 키우지만, 프로그램이 SO_RCVBUF를 지정했거나 한도가 작으면 키우지 못합니다.',
  },
  evidence: {
    en: "The peer's window is to blame for half of the busy time (measured 71 to 84% with cubic, healthy 0 to 2%), or for a fifth of it while throughput x round trip equals the window (bbr spreads its packets: 35 to 47%). The window is open and the same within 25% in three looks or more, and one round trip carries between half and one and a half windows. Probable where the window is the same to the segment in every look (0 to 1 segment measured), a notice and suspected where it moves more (from 1.4 under a program that reads slowly), certain only for a whole window of 64 KB without scaling. Silent where the same run sees the receiver's queue full, and at 1 Gbit/s and more; a notice above 100 Mbit/s.",
    ko: '전송하려던 시간의 절반 이상이 상대 윈도 때문이거나(cubic 실측 71~84%, 정상 0~2%), 처리량 x 왕복 시간이 윈도와 같으면서 20% 이상일 때입니다(bbr은 패킷을 고르게 보내므로 35~47%). 세 번 이상의 관찰에서 윈도가 열려 있고 25% 이내로 일정하며, 왕복마다 윈도의 0.5~1.5배를 보내야 합니다. 윈도가 매번 세그먼트 하나 이내로 같으면(실측 0~1개) 유력, 더 변하면(느리게 읽는 프로그램은 1.4개부터) 참고 수준의 의심이며, 스케일링 없이 64KB가 모두 열려 있을 때만 확실합니다. 같은 실행에서 수신 측 큐가 차 있는 것을 보았으면 제외합니다. 1 Gbit/s 이상이면 제외하고, 100 Mbit/s를 넘으면 참고 수준입니다.',
  },
  lookAlikes: {
    en: 'A peer that does not read: the window closes or varies. A program that reads slowly but steadily makes a steady window too: only its receive queue, at the receiver, tells for sure. A send buffer: sndbuf_limited is larger. Loss or congestion: not limited by the window at all. Slow start: the window still grows.',
    ko: '읽지 않는 상대: 윈도가 닫히거나 변합니다. 느리지만 꾸준히 읽는 프로그램도 일정한 윈도를 만듭니다. 수신 측의 수신 큐를 보아야 확실히 알 수 있습니다. 송신 버퍼: sndbuf_limited가 더 큽니다. 손실과 혼잡: 윈도에 묶이지 않습니다. 전송 초기: 윈도가 아직 커지는 중입니다.',
  },
  remedies: GENERAL,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_rcv_space_adjust() in net/ipv4/tcp_input.c; tcp_chrono_start() in net/ipv4/tcp_output.c',
    'Documentation/networking/ip-sysctl.rst, tcp_rmem',
    measured({
      en: 'over 100 Mbit/s and 40 ms, with cubic and with bbr',
      ko: '100 Mbit/s, 40ms 경로에서 cubic과 bbr',
    }),
  ],
};
