/**
 * The sentences of timestamps-rejected.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import type { Text } from '../../model/text.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** Where timestamps get mixed up. */
export const FIX_MIDDLE: Remedy = {
  at: 'application',
  do: {
    en: 'Find the load balancer or NAT that puts several hosts behind one address and passes their timestamps on: let it rewrite or remove them',
    ko: '여러 호스트를 한 주소로 묶으면서 타임스탬프를 그대로 넘기는 로드 밸런서나 NAT를 찾아, 값을 다시 쓰거나 제거하도록 설정합니다',
  },
  risk: {
    en: 'Without timestamps there is no PAWS and no tcp_tw_reuse through that path',
    ko: '타임스탬프를 제거하면 그 경로에서는 PAWS와 tcp_tw_reuse가 동작하지 않습니다',
  },
  proof: lab('timestamps-rejected', 'timestamps-removed'),
};

/** See which peers it concerns. */
export const whose = (command: string): Remedy => ({
  at: 'process',
  do: {
    en: 'See whose timestamps go back: the same peer address with TS val jumping up and down',
    ko: '어느 상대의 타임스탬프가 되돌아가는지 확인합니다. 같은 주소에서 TS val이 들쭉날쭉한 상대가 원인입니다',
  },
  command,
  ...LOOKING,
});

/** Shows handshakes with their options, of both families. */
export const WATCH_SYN =
  "tcpdump -nn -v -c 50 'tcp[13] & 2 != 0 or (ip6[6] == 6 and ip6[53] & 2 != 0)'";

/** What makes it worse. */
export const FOLKLORE: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_timestamps=0',
    because: {
      en: 'it ends the rejections, and with them tcp_tw_reuse, protection against old segments, and the options of SYN-cookie connections',
      ko: '거부는 사라지지만 tcp_tw_reuse, 오래된 세그먼트 보호, SYN 쿠키 연결의 옵션까지 함께 잃습니다',
    },
    proof: lab('port-exhaustion-time-wait', 'reuse-without-timestamps'),
  },
  {
    what: 'net.ipv4.tcp_rmem',
    because: {
      en: 'the segments are thrown away for their timestamp, not for want of room',
      ko: '자리가 없어서가 아니라 타임스탬프 때문에 버려지는 것입니다',
    },
    proof: lab('timestamps-rejected', 'larger-buffers'),
  },
  {
    what: 'net.ipv4.tcp_tw_recycle',
    because: {
      en: 'it compared timestamps per host and broke clients behind NAT; removed in Linux 4.12',
      ko: '호스트 단위로 타임스탬프를 비교해 NAT 뒤의 클라이언트를 끊었고, Linux 4.12에서 제거되었습니다',
    },
  },
];

/** The page of `tcpdoctor explain timestamps-rejected`. */
export const PAGE: RulePage = {
  name: {
    en: 'Segments with old timestamps are dropped',
    ko: '타임스탬프가 맞지 않아 버려진 세그먼트',
  },
  mechanism: {
    en: 'TCP timestamps let the kernel tell an old segment from a new one (PAWS, RFC 7323): within a connection they may only rise. A segment whose timestamp is lower than the last one is dropped. Middle boxes that join several hosts, each with a clock of its own, behind one address make new segments look old.',
    ko: 'TCP 타임스탬프는 오래된 세그먼트를 가려내는 데 쓰입니다(PAWS, RFC 7323). 한 연결 안에서 값은 커지기만 해야 하며, 마지막 값보다 작은 세그먼트는 버려집니다. 시계가 서로 다른 여러 호스트를 한 주소로 묶는 중간 장비가 있으면 새 세그먼트가 오래된 것처럼 보입니다.',
  },
  evidence: {
    en: 'PAWSEstab (a segment of an open connection), PAWSActive (a SYN-ACK), TSEcrRejected (the last segment of a handshake) or PAWSTimewait (a new SYN onto a connection in TIME_WAIT) grows within the window. A few are a notice; PAWSActive, TSEcrRejected, or at least 10 PAWSEstab a second are a warning. PAWSTimewait alone costs a client about 10 ms and stays a notice. PAWSOldAck counts acknowledgements out of order and is no evidence.',
    ko: '관찰하는 동안 PAWSEstab(열린 연결의 세그먼트), PAWSActive(SYN-ACK), TSEcrRejected(핸드셰이크의 마지막 세그먼트), PAWSTimewait(TIME_WAIT 연결에 들어온 새 SYN) 중 하나가 늘어야 합니다. 몇 개 정도면 참고 수준이고, PAWSActive나 TSEcrRejected가 늘거나 PAWSEstab이 초당 10개 이상이면 경고입니다. PAWSTimewait만 늘면 클라이언트가 약 10ms 늦어질 뿐이므로 참고 수준에 그칩니다. PAWSOldAck는 순서가 바뀐 ACK이므로 근거로 삼지 않습니다.',
  },
  lookAlikes: {
    en: 'Packets lost on the way move no PAWS counter (path-loss). A late duplicate after a retransmission may move PAWSEstab by one now and then.',
    ko: '경로에서 유실된 패킷은 PAWS 카운터에 나타나지 않습니다(path-loss). 재전송 뒤 늦게 도착한 중복 세그먼트가 PAWSEstab을 가끔 1씩 올릴 수는 있습니다.',
  },
  remedies: [whose(WATCH_SYN), FIX_MIDDLE],
  doesNotHelp: FOLKLORE,
  sources: [
    'tcp_validate_incoming() in net/ipv4/tcp_input.c, tcp_timewait_state_process() in net/ipv4/tcp_minisocks.c, RFC 7323 section 5',
    measured({
      en: 'a segment with an old timestamp: dropped, PAWSEstab +1 each; a SYN with a lower timestamp onto a TIME_WAIT: PAWSTimewait +1, the client resets and tries again within 10 ms',
      ko: '오래된 타임스탬프의 세그먼트: 버려지며 하나마다 PAWSEstab +1. TIME_WAIT에 온 타임스탬프가 낮은 SYN: PAWSTimewait +1, 클라이언트가 리셋하고 10ms 안에 다시 시도',
    }),
  ],
};

/** One line: how many. */
export const title = (count: number): Text => ({
  en: `${plural(count, 'segment')} ${count === 1 ? 'was' : 'were'} dropped because of a TCP timestamp that was too old`,
  ko: `TCP 타임스탬프가 너무 오래되었다는 이유로 세그먼트 ${num(count)}개가 버려졌습니다`,
});

/** What users notice. */
export const HAPPENS = {
  established: {
    en: 'Some connections stall and repeat what they sent; requests through the same address work and fail by turns.',
    ko: '일부 연결이 멈췄다가 재전송을 반복하며, 같은 주소를 거치는 요청이 성공과 실패를 반복합니다.',
  },
  handshake: {
    en: 'Some new connections fail or take longer.',
    ko: '일부 새 연결이 실패하거나 느려집니다.',
  },
  timeWait: {
    en: 'Hardly anything: a new connection onto an old one takes about 10 ms longer.',
    ko: '거의 없습니다. 이전 연결 자리에 새로 맺는 연결이 약 10ms 늦어집니다.',
  },
} as const satisfies Record<string, Text>;

/** The mechanism with this host's numbers, one clause per counter that moved. */
export const WHY = {
  estab: (n: number): Text => ({
    en: ` ${plural(n, 'segment')} of open connections.`,
    ko: ` 열린 연결의 세그먼트 ${num(n)}개.`,
  }),
  active: (n: number): Text => ({
    en: ` ${num(n)} SYN-ACK that did not echo what was sent.`,
    ko: ` 보낸 값과 다른 타임스탬프를 담은 SYN-ACK ${num(n)}개.`,
  }),
  echo: (n: number): Text => ({
    en: ` ${plural(n, 'last segment')} of a handshake that did not echo what was sent.`,
    ko: ` 보낸 값과 다른 타임스탬프를 담은 핸드셰이크 마지막 세그먼트 ${num(n)}개.`,
  }),
  timeWait: (n: number): Text => ({
    en: ` ${num(n)} new SYN with a lower timestamp than the connection in TIME_WAIT before it, as from another host behind one NAT.`,
    ko: ` 앞서 TIME_WAIT에 들어간 연결보다 타임스탬프가 낮은 새 SYN ${num(n)}개. NAT 뒤의 다른 호스트에서 온 것으로 보입니다.`,
  }),
} as const;

/** Begins the mechanism. */
export const WHY_HEAD: Text = {
  en: 'Within a connection timestamps may only rise (PAWS). Rejected within the window:',
  ko: '한 연결 안에서 타임스탬프는 커지기만 해야 합니다(PAWS). 관찰하는 동안 거부된 것:',
};

/** Labels of the numbers, by counter. */
export const WHAT = {
  estab: { en: 'segments of open connections dropped', ko: '버려진 열린 연결의 세그먼트' },
  active: { en: 'SYN-ACK rejected', ko: '거부된 SYN-ACK' },
  echo: { en: 'last segments of a handshake dropped', ko: '버려진 핸드셰이크 마지막 세그먼트' },
  timeWait: { en: 'SYN onto TIME_WAIT turned back', ko: 'TIME_WAIT 연결에서 거부된 SYN' },
} as const satisfies Record<string, Text>;

/** Why it is not loss. */
export const NOT_LOSS: Text = {
  en: 'these segments arrived and were thrown away here; lost ones move no PAWS counter',
  ko: '이 세그먼트들은 도착한 뒤 여기서 버려졌습니다. 유실이라면 PAWS 카운터가 증가하지 않습니다',
};
