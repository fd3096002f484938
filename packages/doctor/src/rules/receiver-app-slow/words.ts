/**
 * Words of receiver-app-slow.
 * @module
 */
import { bytes, duration, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { sentences } from '../listener-words.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  readonly unreadBytes: number;
  readonly readBytes: number;
  readonly seconds: number;
  /** The receive buffer is full: the peer has to stop. */
  readonly full: boolean;
  readonly zeroWindows: number;
  readonly lastDataMs: number;
}

/** Title and story of a finding, of a program that was stopped if there is a sentence about that. */
export function words(
  facts: Facts,
  stopped: Text | undefined,
): Pick<Finding, 'title' | 'happens' | 'why'> {
  const unread = bytes(facts.unreadBytes);
  const who = facts.who ?? 'A program';
  const whoKo = josa(facts.who ?? '프로그램', '이/가');
  const many = connections(facts);
  const reads = facts.readBytes > 0;
  return {
    title: {
      en: `${who} ${reads ? 'reads too slowly' : 'does not read'}: ${unread} wait on ${many.en} ${facts.where.en}`,
      ko: `${whoKo} 받은 데이터를 ${reads ? '너무 느리게 읽습니다' : '읽지 않습니다'}: ${facts.where.ko} 연결 ${many.ko}에 ${josa(unread, '이/가')} 쌓여 있습니다`,
    },
    happens: facts.full ? (reads ? SLOWED : STALLED) : WAITING,
    why: sentences(stopped, facts.full ? whyFull(facts, unread) : whyWaiting(facts, unread)),
  };
}

const STALLED: Text = {
  en: 'The peer has to stop sending: transfers to this program stand still and writes at the peer block',
  ko: '상대가 더 보내지 못하고 멈춥니다. 이 프로그램으로 오는 전송이 정지하고 상대 쪽 쓰기가 막힙니다',
};

const SLOWED: Text = {
  en: 'The peer has to stop again and again: transfers to this program go no faster than it reads. That is as it should be where it limits its rate on purpose',
  ko: '상대가 보내다 멈추기를 반복하며, 전송 속도는 이 프로그램이 읽는 속도를 넘지 못합니다. 의도적으로 속도를 제한하는 프로그램이라면 정상입니다',
};

const WAITING: Text = {
  en: 'The peer waits for an answer to what it has sent',
  ko: '상대는 보낸 요청에 대한 응답을 기다리고 있습니다',
};

function whyFull(facts: Facts, unread: string): Text {
  const read = bytes(facts.readBytes);
  const seconds = num(facts.seconds);
  return {
    en: `${read} were read in ${seconds} s while ${unread} lay ready in every look. The receive buffer is full, so the kernel closes the window: the network and the peer are waiting for this program`,
    ko: `${seconds}초 동안 읽은 양은 ${read}이며, 매번 ${josa(unread, '이/가')} 수신 버퍼에 남아 있었습니다. 수신 버퍼가 가득 차 커널이 윈도를 닫았습니다. 네트워크와 상대가 이 프로그램을 기다리는 상태입니다`,
  };
}

function whyWaiting(facts: Facts, unread: string): Text {
  const age = duration(facts.lastDataMs);
  return {
    en: `The same ${unread} were there in every look, and nothing new has come for ${age.en}. The program may be stuck, stopped or busy with something else. The connection itself is well`,
    ko: `매번 같은 ${josa(unread, '이/가')} 그대로 있었고, 마지막 데이터가 온 지 ${age.ko} 지났습니다. 프로그램이 멈췄거나 다른 일을 하고 있을 수 있습니다. 연결 자체는 정상입니다`,
  };
}

/** Label of the bar: receive memory of its limit. */
export const BAR: Text = { en: 'buffer', ko: '수신 버퍼' };

/** Names of the evidence. */
export const WHAT = {
  unread: { en: 'bytes unread on the worst connection', ko: '가장 심한 연결의 읽지 않은 바이트' },
  memory: { en: 'receive memory in use', ko: '수신 메모리 사용률' },
  read: {
    en: 'bytes the program read while we looked',
    ko: '관찰하는 동안 프로그램이 읽은 바이트',
  },
  lastData: { en: 'since data last arrived', ko: '마지막 데이터 수신 후 경과 시간' },
  zeroWindows: {
    en: 'windows closed to a peer (all connections of the namespace)',
    ko: '상대에게 윈도를 닫은 횟수 (네임스페이스 전체)',
  },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export function notThese(unread: readonly number[], dropped: number): NotThis[] {
  const seen = unread.map(num).join(', ');
  return [
    {
      rule: 'healthy bulk transfer',
      ko: '정상적인 대량 전송',
      because: {
        en: `bytes were unread in every look (${seen})`,
        ko: `관찰할 때마다 읽지 않은 데이터가 있었습니다 (${seen}바이트)`,
      },
    },
    {
      rule: 'tcp-memory-limit',
      because: {
        en: `${plural(dropped, 'segment')} dropped for want of memory`,
        ko: `메모리 부족으로 버린 세그먼트는 ${num(dropped)}개입니다`,
      },
    },
    {
      rule: 'accept-queue-overflow',
      because: {
        en: 'these connections have been accepted: a process owns them',
        ko: '이미 accept된 연결이며 소유 프로세스가 있습니다',
      },
    },
  ];
}

/** Where more hands were tried on the same work. */
export const MORE_WORKERS: Proof = lab('receiver-app-trickle', 'more-workers');

/** In an expert's order. */
export const REMEDIES: readonly Remedy[] = [
  {
    at: 'application',
    do: {
      en: 'Find what the reading thread is blocked in: a slow query, a lock, a full queue, a stopped process',
      ko: '읽기를 담당하는 스레드가 어디서 막혔는지 확인합니다: 느린 쿼리, 락, 가득 찬 큐, 정지된 프로세스',
    },
    command: 'ss -tnmoip state established',
    ...LOOKING,
  },
  {
    at: 'application',
    do: {
      en: 'Do the work in more workers and hand it over through a bounded queue, so that reading goes on',
      ko: '처리 워커를 늘리고 크기가 제한된 큐로 넘겨, 읽기가 계속되도록 합니다',
    },
    risk: {
      en: 'A queue without a bound only moves the backlog into the heap until memory runs out',
      ko: '큐에 상한이 없으면 밀린 데이터가 힙으로 옮겨져 메모리가 고갈될 수 있습니다',
    },
    proof: MORE_WORKERS,
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_rmem, SO_RCVBUF',
    because: {
      en: 'a larger buffer fills up as well, a moment later: the program is no faster',
      ko: '버퍼를 키워도 조금 늦게 다시 가득 찰 뿐, 프로그램이 빨라지지 않습니다',
    },
    proof: lab('receiver-app-trickle', 'rmem'),
  },
  {
    what: 'net.core.netdev_max_backlog',
    because: {
      en: 'the data has long passed the network card: it lies in the socket',
      ko: '데이터는 이미 네트워크 카드를 지나 소켓에 도착해 있습니다',
    },
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'A local program reads too slowly', ko: '로컬 프로그램의 읽기 지연' },
  mechanism: {
    en: 'What arrives waits in the receive buffer of its socket until the program reads it. When the buffer is full the kernel tells the peer a window of zero, and the peer stops. That is the brake TCP is meant to have; the question is why the program does not read.',
    ko: '도착한 데이터는 프로그램이 읽을 때까지 소켓의 수신 버퍼에 머무릅니다. 버퍼가 가득 차면 커널이 윈도 0을 알리고 상대는 전송을 멈춥니다. 이는 TCP의 정상적인 흐름 제어이며, 문제는 프로그램이 왜 읽지 않는가입니다.',
  },
  evidence: {
    en: 'Bytes unread in at least three looks in a row on an established connection that has an owner, and one of: receive memory at 80% of its limit or more in every look; near the limit while TCPToZeroWindowAdv grows; or the same bytes in every look and nothing new for a second (then a notice only). Silent when the program reads 1 Gbit/s or more. A single large Recv-Q proves nothing: a healthy reader at 15 Gbit/s showed 2.2 MB, one that was stuck 127 KB.',
    ko: '소유 프로세스가 있는 ESTABLISHED 연결에서 세 번 이상 연속으로 읽지 않은 데이터가 있고, 다음 중 하나에 해당할 때입니다: 매번 수신 메모리가 한도의 80% 이상인 경우, 한도에 가까우면서 TCPToZeroWindowAdv가 증가한 경우, 같은 데이터가 그대로 남아 1초 넘게 새 데이터가 없는 경우(이때는 참고만). 초당 1 Gbit 이상 읽는 프로그램은 제외합니다. Recv-Q가 한 번 크게 보이는 것은 증거가 아닙니다. 15 Gbit/s로 정상 수신하던 프로그램이 2.2MB, 완전히 멈춘 프로그램이 127KB를 보였습니다.',
  },
  lookAlikes: {
    en: 'A healthy bulk transfer: Recv-Q varies and touches zero. CLOSE_WAIT: Recv-Q 1 is the FIN. Connections nobody has accepted: no owner. An idle outgoing connection with unread TLS session tickets: few bytes, nobody waits. Memory limit: receive memory far below the limit and TCPRcvQDrop grows. Tiny segments: TCPRcvCollapsed grows while the program reads.',
    ko: '정상적인 대량 전송: Recv-Q가 변하며 0에 닿습니다. CLOSE_WAIT: Recv-Q 1은 FIN입니다. accept되지 않은 연결: 소유자가 없습니다. TLS 세션 티켓이 남은 유휴 연결: 양이 적고 기다리는 쪽이 없습니다. 메모리 한도: 수신 메모리가 한도보다 훨씬 낮고 TCPRcvQDrop이 증가합니다. 아주 작은 세그먼트: 프로그램이 읽는 중에 TCPRcvCollapsed가 증가합니다.',
  },
  remedies: REMEDIES,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_select_window() in net/ipv4/tcp_output.c',
    measured({
      en: 'a reader that is stuck, one that is slow, one that is healthy',
      ko: '멈춘 프로그램, 느리게 읽는 프로그램, 정상 프로그램',
    }),
  ],
};
