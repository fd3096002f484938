/**
 * Words of a plan as text.
 * @module
 */
import type { Text } from '../model/text.ts';
import { num, plural } from '../model/text.ts';

/** Labels of the parts of a change. */
export const PLAN_LABEL = {
  why: { en: 'why', ko: '이유' },
  number: { en: 'number', ko: '계산' },
  effect: { en: 'effect', ko: '효과' },
  risk: { en: 'risk', ko: '위험' },
  remains: { en: 'remains', ko: '남는 문제' },
  better: { en: 'better', ko: '더 나은 조치' },
  proof: { en: 'proof', ko: '검증' },
} as const satisfies Readonly<Record<string, Text>>;

/** Sentences and headings. */
export const PLAN_SAY = {
  header: (host: string, kernel: string): Text => ({
    en: `plan for ${host} · Linux ${kernel}`,
    ko: `${host} 변경 계획 · Linux ${kernel}`,
  }),
  profile: (profile: string): Text => ({ en: `profile ${profile}`, ko: `프로필 ${profile}` }),
  count: (changes: number): Text => ({
    en: plural(changes, 'change'),
    ko: `변경 ${num(changes)}개`,
  }),
  nothing: {
    en: 'Nothing to tune here: nothing that was found asks for another sysctl.',
    ko: '조정할 것이 없습니다. 관찰 결과 sysctl을 바꿔야 할 문제가 없습니다.',
  },
  nothingOfProfile: {
    en: 'Nothing to tune here: what the profile asks for is set already, or does nothing on this kernel.',
    ko: '조정할 것이 없습니다. 프로필의 값이 이미 설정되어 있거나 이 커널에서 효과가 없습니다.',
  },
  nothingSeen: {
    en: 'Nothing could be looked at, so nothing can be said.',
    ko: '아무것도 관찰하지 못해 판단할 수 없습니다.',
  },
  unknown: (rules: number): Text => ({
    en: `${plural(rules, 'rule')} could not tell, and ${rules === 1 ? 'its finding' : 'their findings'} may be missing here: tcpdoctor check --verbose tells why`,
    ko: `규칙 ${num(rules)}개는 판단하지 못했으므로 여기에 빠진 문제가 있을 수 있습니다. 이유는 tcpdoctor check --verbose로 볼 수 있습니다`,
  }),
  application: { en: 'Outside of sysctl', ko: 'sysctl이 아닌 조치' },
  leftOut: { en: 'Left as it is', ko: '바꾸지 않는 값' },
  more: (count: number): Text => ({
    en: `${plural(count, 'setting')} left as ${count === 1 ? 'it is' : 'they are'}: --verbose tells why`,
    ko: `바꾸지 않은 값 ${num(count)}개의 이유는 --verbose로 볼 수 있습니다`,
  }),
  apply: {
    en: 'Nothing has been changed. To apply, and to take back unless it is confirmed:',
    ko: '아직 아무것도 바꾸지 않았습니다. 적용하려면(확정하지 않으면 자동으로 되돌립니다):',
  },
} as const;
