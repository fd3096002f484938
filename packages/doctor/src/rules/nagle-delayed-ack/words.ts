/**
 * Words of nagle-delayed-ack.
 * @module
 */
import { bytes, duration, josa, num } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  /** Looks in which the connection was caught waiting. */
  readonly looks: number;
  readonly heldBytes: number;
  /** Data segments sent per second. */
  readonly perSec: number;
  readonly rttUs: number;
  readonly minRttUs: number;
  readonly seconds: number;
  /** Delayed ACKs of the receiver's namespace during the window, where it is in this survey. */
  readonly delayed?: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const who = facts.who ?? 'A program';
  const many = connections(facts);
  return {
    title: {
      en: `${who} loses about 40 ms on each request: small writes wait for a delayed ACK on ${many.en} ${facts.where.en}`,
      ko: `${josa(facts.who ?? '프로그램', '이/가')} 요청마다 약 40ms씩 늦어집니다: ${facts.where.ko} 연결 ${many.ko}에서 작은 쓰기가 지연된 ACK를 기다립니다`,
    },
    happens: {
      en: 'Each request takes 40 ms and more, whatever its size, on a network that needs a fraction of that',
      ko: '네트워크는 훨씬 빠른데도 요청 크기와 관계없이 매번 40ms 이상 걸립니다',
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const held = bytes(facts.heldBytes);
  const least = duration(facts.minRttUs / 1_000);
  const rate = num(facts.perSec);
  return {
    en: `The program writes a request in two or more small pieces. The first goes out; the rest (${held}) waits until it is acknowledged (Nagle). The peer waits up to 40 ms for something to send along with that acknowledgement (delayed ACK). The path needs ${least.en}, yet only ${rate} segments a second get through`,
    ko: `프로그램이 요청 하나를 작은 조각으로 나누어 씁니다. 첫 조각이 나간 뒤 나머지(${held})는 ACK를 기다리고(Nagle), 상대는 함께 보낼 데이터를 기다리며 ACK를 최대 40ms 미룹니다(delayed ACK). 경로의 왕복 시간은 ${least.ko}인데 초당 세그먼트 ${rate}개만 나갑니다`,
  };
}

/** Names of the evidence. */
export const WHAT = {
  held: { en: 'held back, less than a segment', ko: '보내지 않고 보류된 바이트 (세그먼트 미만)' },
  looks: { en: 'looks that caught it waiting', ko: '대기 중으로 관찰된 횟수' },
  perSec: { en: 'data segments sent', ko: '전송한 데이터 세그먼트' },
  rtt: { en: 'round trip, delayed ACKs included', ko: '왕복 시간 (지연된 ACK 포함)' },
  minRtt: { en: 'shortest round trip', ko: '최소 왕복 시간' },
  delayed: {
    en: 'delayed ACKs of the receiver (all its connections)',
    ko: '수신 측의 지연된 ACK (전체 연결)',
  },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export function notThese(facts: Facts): NotThis[] {
  const least = duration(facts.minRttUs / 1_000);
  return [
    {
      rule: 'application-slow',
      because: {
        en: `${bytes(facts.heldBytes)} were written and not sent: the program is not what is waited for`,
        ko: `프로그램이 이미 쓴 ${josa(bytes(facts.heldBytes), '이/가')} 전송되지 않고 있습니다. 프로그램의 처리를 기다리는 상황이 아닙니다`,
      },
    },
    {
      rule: 'path-loss',
      because: { en: 'nothing was sent again', ko: '재전송이 없었습니다' },
    },
    {
      rule: 'a long path',
      ko: '먼 경로',
      because: {
        en: `the shortest round trip is ${least.en}`,
        ko: `최소 왕복 시간은 ${least.ko}입니다`,
      },
    },
  ];
}

/** Where TCP_NODELAY was tried. */
export const NODELAY_TRIED: Proof = lab('nagle-delayed-ack', 'nodelay');

/** In an expert's order. */
export const REMEDIES: readonly Remedy[] = [
  {
    at: 'application',
    do: {
      en: 'Write each request with one call: put the pieces together in a buffer, or use writev()',
      ko: '요청을 한 번에 씁니다. 조각을 버퍼에 모으거나 writev()를 사용합니다',
    },
    risk: { en: 'None', ko: '없음' },
    proof: lab('nagle-delayed-ack', 'one-write'),
  },
  {
    at: 'application',
    do: {
      en: 'Or set TCP_NODELAY on this connection',
      ko: '또는 이 연결에 TCP_NODELAY를 설정합니다',
    },
    command: 'setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, 1)',
    risk: {
      en: 'More and smaller packets where a program writes byte by byte',
      ko: '한 바이트씩 쓰는 프로그램에서는 작은 패킷이 많아집니다',
    },
    proof: NODELAY_TRIED,
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_low_latency',
    because: {
      en: 'a legacy option without effect, and it never touched Nagle',
      ko: '효과가 없어진 옵션이며, 원래 Nagle과 관계가 없습니다',
    },
  },
  {
    what: 'net.ipv4.tcp_autocorking = 0',
    because: {
      en: 'it gathers writes while packets wait in this host; here an acknowledgement is waited for',
      ko: '이 호스트에서 패킷이 대기할 때 쓰기를 모으는 기능입니다. 여기서 기다리는 것은 ACK입니다',
    },
    proof: lab('nagle-delayed-ack', 'no-autocorking'),
  },
  {
    what: 'net.ipv4.tcp_rmem, net.ipv4.tcp_wmem',
    because: {
      en: 'a few bytes wait for an acknowledgement, not for room',
      ko: '몇 바이트가 빈자리가 아니라 ACK를 기다리고 있습니다',
    },
    proof: lab('nagle-delayed-ack', 'buffers'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'Nagle waits for a delayed ACK', ko: 'Nagle과 지연된 ACK의 상호 대기' },
  mechanism: {
    en: 'Two good ideas meet: the sender holds a small rest back while anything is unacknowledged (Nagle), and the receiver holds its acknowledgement back for up to 40 ms in the hope of data to send with it. A program that writes a request in pieces and then waits for the answer pays the 40 ms each time.',
    ko: '두 가지 최적화가 맞물립니다. 보내는 쪽은 ACK를 받지 못한 데이터가 있으면 작은 나머지를 보류하고(Nagle), 받는 쪽은 함께 보낼 데이터를 기다리며 ACK를 최대 40ms 미룹니다. 요청을 나누어 쓰고 응답을 기다리는 프로그램은 매번 40ms씩 늦어집니다.',
  },
  evidence: {
    en: 'The same connection in two looks or more with less than a segment not sent while another is unacknowledged, window and congestion window with room, nothing sent again, the shortest round trip below 10 ms, 5 to 100 data segments a second, and answers for a quarter of them or more. Where the receiver is in the survey its DelayedACKs must grow with a quarter of the segments or more.',
    ko: '같은 연결이 두 번 이상의 관찰에서, ACK를 받지 못한 데이터가 있는 동안 세그먼트 미만을 보류하고, 윈도와 혼잡 윈도에 여유가 있으며, 재전송이 없고, 최소 왕복 시간이 10ms 미만이며, 초당 데이터 세그먼트가 5~100개이며, 그 4분의 1 이상에 해당하는 응답이 들어올 때입니다. 수신 측도 함께 관찰했다면 DelayedACKs가 세그먼트의 4분의 1 이상 증가해야 합니다.',
  },
  lookAlikes: {
    en: 'A bulk transfer: thousands of segments a second. A chat over a long path: the round trip explains the wait. A closed or small window, a lost packet: told apart by window, timer and retransmissions. A program that thinks: nothing is held back. A one-way stream of small writes, such as logs: no answers, nobody waits.',
    ko: '대량 전송: 초당 수천 개의 세그먼트. 먼 경로의 대화형 연결: 왕복 시간이 대기를 설명합니다. 닫히거나 작은 윈도, 패킷 손실: 윈도, 타이머, 재전송으로 구별합니다. 처리 중인 프로그램: 보류된 데이터가 없습니다. 로그처럼 조금씩 보내기만 하는 연결: 응답이 없어 기다리는 쪽이 없습니다.',
  },
  remedies: REMEDIES,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_nagle_check() in net/ipv4/tcp_output.c; tcp_delack_timer_handler() in net/ipv4/tcp_timer.c',
    'RFC 896; RFC 1122, 4.2.3.2 and 4.2.3.4',
    measured({
      en: '40 requests of two writes, 39 delayed ACKs',
      ko: '두 번에 나눠 쓴 요청 40건, 지연된 ACK 39건',
    }),
  ],
};
