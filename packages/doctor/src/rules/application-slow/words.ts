/**
 * Words of application-slow.
 * @module
 */
import { duration, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import type { FlowFacts } from '../flow.ts';
import { lab, LOOKS } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts extends FlowFacts {
  /** Longest time since a request came, among the examples, ms. */
  readonly waitingMs: number;
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const waits = duration(facts.waitingMs);
  const who = facts.who ?? 'A program';
  const many = plural(facts.count, 'request');
  return {
    title: {
      en: `${who} is working on ${many} ${facts.where.en} for up to ${waits.en}: TCP is idle`,
      ko: `${josa(facts.who ?? '프로그램', '이/가')} ${facts.where.ko}의 요청 ${num(facts.count)}개를 최대 ${waits.ko}째 처리하고 있습니다. TCP는 유휴 상태입니다`,
    },
    happens: {
      en: 'Clients wait for their answer, or are meant to (long polling, a subscription)',
      ko: '클라이언트가 응답을 기다리고 있거나, 원래 기다리는 방식(롱 폴링, 구독)입니다',
    },
    why: {
      en: 'The request has been read, nothing has been written, nothing is queued and no timer runs. The time is spent in the program or in what it calls; no setting of TCP changes that',
      ko: '요청은 이미 읽혔고, 아직 쓴 것이 없으며, 큐는 비어 있고 타이머도 없습니다. 시간을 쓰는 곳은 프로그램이나 프로그램이 호출한 대상이며, TCP 설정으로는 달라지지 않습니다',
    },
  };
}

/** Names of the evidence. */
export const WHAT = {
  waiting: { en: 'since the request came', ko: '요청이 도착한 뒤 경과 시간' },
  count: { en: 'connections whose peer spoke last', ko: '상대가 마지막으로 보낸 연결' },
  queues: { en: 'bytes in either queue', ko: '양쪽 큐의 바이트' },
} as const satisfies Record<string, Text>;

/** Look-alikes. */
export const NOT: readonly NotThis[] = [
  {
    rule: 'receiver-app-slow',
    because: {
      en: 'nothing is left unread: the program has taken the request',
      ko: '읽지 않은 데이터가 없습니다. 프로그램이 요청을 받아 갔습니다',
    },
  },
  {
    rule: 'peer-gone',
    because: {
      en: 'nothing is waiting to be acknowledged',
      ko: 'ACK를 기다리는 데이터가 없습니다',
    },
  },
];

/** Where more hands were tried on work that takes its time. */
export const MORE_WORKERS: Proof = lab('receiver-app-trickle', 'more-workers');

/** In an expert's order. */
export const REMEDIES: readonly Remedy[] = [
  {
    at: 'application',
    do: {
      en: 'Profile the program and what it calls: database, other services, locks, garbage collection',
      ko: '프로그램과 그것이 호출하는 데이터베이스, 다른 서비스, 락, 가비지 컬렉션을 프로파일링합니다',
    },
    risk: { en: 'A profiler costs some speed', ko: '프로파일러는 성능을 약간 떨어뜨립니다' },
    proof: LOOKS,
  },
];

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_*, net.core.*',
    because: {
      en: 'TCP has nothing to do at this moment: no queue, no timer, no loss',
      ko: '지금 TCP가 할 일은 없습니다. 큐도 타이머도 손실도 없습니다',
    },
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'The program is computing an answer', ko: '프로그램의 응답 처리 중' },
  mechanism: {
    en: 'When a request has been read and the answer not yet written, there is nothing for TCP to do. A slow answer then has its cause in the program, however slow the connection may look from outside.',
    ko: '요청을 읽고 응답을 아직 쓰지 않았다면 TCP가 할 일은 없습니다. 밖에서 연결이 느려 보여도, 응답이 느린 원인은 프로그램에 있습니다.',
  },
  evidence: {
    en: 'Connections on a listening port, in three looks or more: both queues empty, no timer, the last data came in (not went out) between 1 s and 60 s ago, and earlier messages were answered. Never more than a suspicion: long polling looks the same.',
    ko: '리스닝 포트의 연결이 세 번 이상의 관찰에서 양쪽 큐가 비어 있고 타이머가 없으며, 마지막 데이터가 1초~60초 전에 들어온(나간 것이 아닌) 것이고, 이전 메시지에는 응답한 적이 있을 때입니다. 롱 폴링도 똑같이 보이므로 언제나 의심 수준입니다.',
  },
  lookAlikes: {
    en: 'Long polling and subscriptions: meant to wait. Telemetry that only comes in: hardly any data went out. A request nobody has read: receive queue above 0 (receiver-app-slow). A lost answer: the retransmission timer runs.',
    ko: '롱 폴링과 구독: 원래 기다립니다. 들어오기만 하는 수집 데이터: 나간 데이터가 거의 없습니다. 읽지 않은 요청: 수신 큐가 0보다 큽니다(receiver-app-slow). 유실된 응답: 재전송 타이머가 동작합니다.',
  },
  remedies: REMEDIES,
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'struct tcp_info in include/uapi/linux/tcp.h',
    measured({
      en: 'a server that computes for 1.5 s has both queues empty and no timer',
      ko: '1.5초 동안 계산 중인 서버는 양쪽 큐가 비어 있고 타이머가 없음',
    }),
  ],
};
