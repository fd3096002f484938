/**
 * Words of the lab as people see it.
 * @module
 */
import type { Text } from '../../model/text.ts';
import { same } from '../../model/text.ts';

/** Families by name. */
export const FAMILY = { ipv4: same('IPv4'), ipv6: same('IPv6') } as const;

/** What joins the two namespaces. */
export const STAGE = {
  plain: {
    en: 'Stage: a client and a server, each in a network namespace of its own, joined by a veth pair. No packet leaves it.',
    ko: '실험 환경: 클라이언트와 서버가 각자의 네트워크 네임스페이스에 있고 veth로만 이어져 있습니다. 패킷은 밖으로 나가지 않습니다.',
  },
  netem: {
    en: 'Stage: a client and a server, each in a network namespace of its own; netem makes delay, rate and loss. No packet leaves it.',
    ko: '실험 환경: 클라이언트와 서버가 각자의 네트워크 네임스페이스에 있고 netem으로 지연, 대역폭, 손실을 만듭니다. 패킷은 밖으로 나가지 않습니다.',
  },
  emulator: {
    en: 'Stage: a client and a server, each in a network namespace of its own; a link emulator on TUN devices makes delay, rate and loss. No packet leaves it.',
    ko: '실험 환경: 클라이언트와 서버가 각자의 네트워크 네임스페이스에 있고 TUN 장치의 링크 에뮬레이터로 지연, 대역폭, 손실을 만듭니다. 패킷은 밖으로 나가지 않습니다.',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** Headings and labels of a story. */
export const STORY = {
  untreated: { en: 'Untreated', ko: '조치 전' },
  remedy: { en: 'Remedy', ko: '조치' },
  folklore: { en: 'Folklore', ko: '흔한 처방' },
  client: { en: 'measured', ko: '측정값' },
  before: { en: 'before', ko: '전' },
  after: { en: 'after', ko: '후' },
  doctor: { en: 'What tcpdoctor check says of it:', ko: 'tcpdoctor check 진단:' },
  foundNothing: {
    en: 'tcpdoctor check found nothing',
    ko: 'tcpdoctor check에서 발견된 문제가 없습니다',
  },
  gone: (rule: string): Text => ({
    en: `tcpdoctor check: ${rule} is gone`,
    ko: `tcpdoctor check: ${rule} 사라짐`,
  }),
  there: (rule: string): Text => ({
    en: `tcpdoctor check: ${rule} is still there`,
    ko: `tcpdoctor check: ${rule} 그대로`,
  }),
  rounds: (n: number, low: string, high: string): Text => ({
    en: `median of ${n} rounds, ${low} to ${high}`,
    ko: `${n}회 중앙값, ${low}~${high}`,
  }),
  better: (times: string): Text => ({ en: `${times} times better`, ko: `${times}배 개선` }),
  allTheDifference: { en: 'all the difference', ko: '완전히 달라짐' },
  allTheHarm: { en: 'all the harm', ko: '완전히 나빠짐' },
  same: { en: 'no effect', ko: '효과 없음' },
  worse: (times: string): Text => ({ en: `${times} times worse`, ko: `${times}배 악화` }),
  onlyDiagnosed: {
    en: 'Nothing is treated here: tcpdoctor explain tells what helps.',
    ko: '이 시나리오는 조치를 시험하지 않습니다. 조치는 tcpdoctor explain으로 확인할 수 있습니다.',
  },
  more: (ids: readonly string[]): Text => ({
    en: `More about this rule: tcpdoctor lab ${ids.join(', ')}`,
    ko: `같은 규칙의 다른 시나리오: tcpdoctor lab ${ids.join(', ')}`,
  }),
} as const;

/** How a play came out. */
export const OUTCOME = {
  asSaid: { en: 'Everything came out as the lab says.', ko: '모든 결과가 예상과 같습니다.' },
  otherwise: { en: 'Came out otherwise:', ko: '예상과 다른 결과:' },
} as const satisfies Readonly<Record<string, Text>>;

/** The live line while a crowd is on stage. */
export const LIVE = {
  /** Which round of several; nothing where there is one. */
  round: (n: number, of: number): string => (of === 1 ? '' : `${n}/${of}`),
  server: { en: 'server', ko: '서버' },
  client: { en: 'client', ko: '클라이언트' },
  queue: { en: 'queue', ko: '큐' },
  dropped: { en: 'drops', ko: '버림' },
  connect: { en: 'connect', ko: '연결 시간' },
  halfOpen: { en: 'half-open', ko: '핸드셰이크 중' },
  cookies: { en: 'cookies', ko: '쿠키' },
  unread: { en: 'unread', ko: '읽지 않음' },
  connecting: { en: 'connecting', ko: '연결 중' },
  over: ({ en, ko }: Text): Text => ({ en: `over ${en}`, ko: `${ko} 넘게 대기` }),
  waiting: { en: 'waiting', ko: '대기' },
  established: { en: 'established', ko: '연결됨' },
  timeWait: same('TIME_WAIT'),
  closeWait: same('CLOSE_WAIT'),
  ports: { en: 'ports', ko: '포트' },
  repeated: { en: 'sent again', ko: '재전송' },
} as const;

/** The list. */
export const LIST = {
  intro: {
    en: 'Each plays a failure in namespaces of its own, has it diagnosed, tries the cures and the folklore, and measures again: tcpdoctor lab NAME',
    ko: '각 시나리오는 격리된 네임스페이스에서 장애를 재현해 진단한 뒤, 조치와 흔한 처방을 적용하고 다시 측정합니다: tcpdoctor lab NAME',
  },
  lookAlikes: { en: 'harmless look-alikes', ko: '비슷해 보이지만 문제없는 상태' },
} as const satisfies Readonly<Record<string, Text>>;

/** The table of a full run. */
export const TABLE = {
  trial: { en: 'trial', ko: '시나리오' },
  lever: { en: 'lever', ko: '조치' },
  measure: { en: 'measured', ko: '측정값' },
  before: { en: 'before', ko: '전' },
  after: { en: 'after', ko: '후' },
  verdict: { en: 'effect', ko: '효과' },
  diagnosed: { en: 'diagnosed', ko: '진단' },
  yes: { en: 'yes', ko: '일치' },
  no: { en: 'no', ko: '불일치' },
  leftOut: (id: string, missing: readonly Text[]): Text => ({
    en: `Not played: ${id} needs ${missing.map(({ en }) => en).join(' and ')}`,
    ko: `실행하지 않음: ${id}에 필요한 것이 없습니다 (${missing.map(({ ko }) => ko).join(', ')})`,
  }),
  sum: (right: number, all: number): Text => ({
    en: `${right} of ${all} came out as the lab says`,
    ko: `${all}개 중 ${right}개가 예상과 같습니다`,
  }),
} as const;
