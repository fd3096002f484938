/**
 * Words of looking before and after an apply.
 * @module
 */
import type { Text } from '../model/text.ts';
import { duration, num, percent } from '../model/text.ts';
import type { GuardId } from '../sysctl/prove/guards.ts';
import type { Effect } from '../sysctl/setting.ts';

/** What became of a change. */
export const OUTCOME = {
  gone: { en: 'better: the finding is gone', ko: '개선됨: 진단된 문제가 사라졌습니다' },
  better: { en: 'better, beyond noise', ko: '개선됨: 오차 범위를 넘어 나아졌습니다' },
  same: {
    en: 'not better: the difference is no more than noise',
    ko: '개선되지 않음: 차이가 오차 범위 안입니다',
  },
  worse: { en: 'worse, beyond noise', ko: '악화됨: 오차 범위를 넘어 나빠졌습니다' },
} as const satisfies Readonly<Record<string, Text>>;

/** Why nobody can tell what became of it. */
export const DOUBT = {
  'no finding': {
    en: 'cannot tell: no finding asked for it, so there is nothing to compare',
    ko: '판단할 수 없음: 진단된 문제에서 나온 변경이 아니어서 비교할 대상이 없습니다',
  },
  'not asked': {
    en: 'cannot tell: its rule was not asked in this namespace, before or after',
    ko: '판단할 수 없음: 적용 전이나 후에 이 네임스페이스에서 해당 규칙을 확인하지 못했습니다',
  },
  unknown: (when: 'before' | 'after', because: Text): Text => ({
    en: `cannot tell: the rule could not tell ${when} the change: ${because.en}`,
    ko: `판단할 수 없음: 적용 ${when === 'before' ? '전' : '후'}에 규칙이 판정하지 못했습니다: ${because.ko}`,
  }),
  'not there': {
    en: 'cannot tell: the finding was gone before the change already',
    ko: '판단할 수 없음: 적용하기 전에 이미 사라진 문제입니다',
  },
  'few events': {
    en: 'cannot tell: so few events may come and go by chance; look longer with --window',
    ko: '판단할 수 없음: 이벤트가 적어 우연일 수 있습니다. --window를 늘려 더 오래 관찰하십시오',
  },
  'little traffic': (before: number, after: number): Text => ({
    en: `cannot tell: too little traffic to compare (${num(before)} segments before, ${num(after)} after)`,
    ko: `판단할 수 없음: 비교하기에 트래픽이 부족합니다 (적용 전 세그먼트 ${num(before)}개, 후 ${num(after)}개)`,
  }),
  'not comparable': {
    en: 'cannot tell: the finding rests on another number now',
    ko: '판단할 수 없음: 적용 전후의 판단 근거가 서로 다릅니다',
  },
} as const;

/** Why a change cannot show yet. */
export const NOT_YET: Readonly<Record<Effect, Text>> = {
  'at once': { en: 'cannot tell yet', ko: '아직 판단할 수 없음' },
  'new sockets': {
    en: 'cannot tell yet: counts for new sockets only',
    ko: '아직 판단할 수 없음: 새로 만드는 소켓에만 적용됩니다',
  },
  'next listen()': {
    en: 'cannot tell yet: counts from the next listen() on; reload or restart the server, then run tcpdoctor check',
    ko: '아직 판단할 수 없음: 다음 listen()부터 적용됩니다. 서버를 리로드하거나 재시작한 뒤 tcpdoctor check로 확인하십시오',
  },
  'next timer': {
    en: 'cannot tell yet: counts when a timer is set anew, and those that run keep their time',
    ko: '아직 판단할 수 없음: 타이머를 새로 시작할 때 적용되며, 이미 도는 타이머는 그대로입니다',
  },
  'new devices': {
    en: 'cannot tell yet: counts for new network devices only',
    ko: '아직 판단할 수 없음: 새로 만드는 네트워크 장치에만 적용됩니다',
  },
  'new namespaces': {
    en: 'cannot tell yet: counts for new namespaces only',
    ko: '아직 판단할 수 없음: 새로 만드는 네임스페이스에만 적용됩니다',
  },
  'after a restart': {
    en: 'cannot tell yet: counts after a restart',
    ko: '아직 판단할 수 없음: 재시작한 뒤에 적용됩니다',
  },
};

/** What is guarded. */
export const GUARD: Readonly<Record<GuardId, Text>> = {
  retransmissions: { en: 'retransmitted', ko: '재전송 비율' },
  resets: { en: 'resets sent', ko: '보낸 RST' },
  'listen drops': { en: 'connections dropped', ko: '버린 연결' },
  'time-wait overflow': { en: 'TIME_WAIT overflow', ko: 'TIME_WAIT 초과' },
  latency: { en: 'median round trip', ko: '왕복 시간 중앙값' },
};

/** What `apply` says after it has looked again. */
export const PROOF = {
  heading: (windowMs: number): Text => {
    const { en, ko } = duration(windowMs);
    return {
      en: `Looked for ${en} before and ${en} after:`,
      ko: `적용 전후를 ${ko}씩 관찰했습니다:`,
    };
  },
  before: { en: 'before', ko: '적용 전' },
  after: { en: 'after', ko: '적용 후' },
  guards: { en: 'guards', ko: '감시 지표' },
  worse: { en: 'worse', ko: '악화' },
  cannotTell: { en: 'cannot tell', ko: '판단 불가' },
  newShare: (share: number): Text => ({
    en: ` (${percent(share)} of the connections were new)`,
    ko: ` (새 연결의 비율 ${percent(share)})`,
  }),
  holds: {
    en: 'It is better and nothing else is worse.',
    ko: '나아졌고, 악화된 지표는 없습니다.',
  },
  harmless: {
    en: 'Nothing is worse. Whether it helps cannot be told yet.',
    ko: '악화된 지표는 없습니다. 효과가 있는지는 아직 판단할 수 없습니다.',
  },
  guardTripped: (what: string): Text => ({
    en: `Something else is worse since: ${what}.`,
    ko: `적용한 뒤 다른 지표가 나빠졌습니다: ${what}.`,
  }),
  notProven: (keys: string): Text => ({
    en: `Not shown to help: ${keys}.`,
    ko: `효과가 입증되지 않았습니다: ${keys}.`,
  }),
  takeBack: { en: 'Take it back now:', ko: '지금 되돌리기:' },
  takenBack: {
    en: 'Taken back, as --prove asks:',
    ko: '--prove에 따라 되돌렸습니다:',
  },
  blind: {
    en: 'Looking again failed, so nothing is proven: taken back, as --prove asks.',
    ko: '다시 관찰하지 못해 효과를 입증할 수 없으므로 --prove에 따라 되돌렸습니다.',
  },
} as const;
