/**
 * Words of `tcpdoctor plan` on the command line.
 * @module
 */
import type { Text } from '../model/text.ts';

/** Help, flags, refusals. */
export const PLANNING = {
  brief: {
    en: 'Turn findings into the smallest set of sysctl changes that helps; changes nothing',
    ko: '발견한 문제를 해결하는 최소한의 sysctl 변경을 계획합니다. 아무것도 바꾸지 않습니다',
  },
  full: {
    en: 'Looks like check does and plans, for each finding that hurts, the one change that helps: from, to, the arithmetic behind the number with the numbers of this host, effect, risk, proof from the lab, what stays wrong, and what would be better in the application. Nothing is lowered that is higher unless that is the cure. No finding, no change. With --profile it fits a template for a kind of load to this kernel, its memory and its present values instead. Nothing is changed: tcpdoctor apply does that.',
    ko: 'check처럼 관찰한 뒤, 피해가 있는 문제마다 효과가 있는 변경 하나를 계획합니다. 현재 값과 새 값, 이 호스트의 수치로 계산한 근거, 효과, 위험, 랩 검증, 남는 문제, 애플리케이션에서 할 수 있는 더 나은 조치를 함께 보여 줍니다. 낮추는 것이 해결책이 아닌 한 이미 더 큰 값은 낮추지 않습니다. 문제가 없으면 변경도 없습니다. --profile을 지정하면 부하 종류별 템플릿을 이 커널과 메모리, 현재 값에 맞춰 계획합니다. 아무것도 바꾸지 않으며, 적용은 tcpdoctor apply가 합니다.',
  },
  profile: (all: string): Text => ({
    en: `Plan for a kind of load instead of findings: ${all}. Without --netns in the namespace tcpdoctor runs in`,
    ko: `발견한 문제 대신 부하 종류에 맞춰 계획합니다: ${all}. --netns가 없으면 현재 네임스페이스가 대상입니다`,
  }),
  output: (all: string): Text => ({
    en: `What to print: ${all} (default: text)`,
    ko: `출력 형식: ${all} (기본값: text)`,
  }),
  json: {
    en: 'The same as --output json: what tcpdoctor apply reads',
    ko: '--output json과 같습니다. tcpdoctor apply가 읽는 형식입니다',
  },
  verbose: {
    en: 'Also tell what was left as it is, and why',
    ko: '바꾸지 않은 값과 그 이유도 보여 줍니다',
  },
  from: {
    en: 'Plan from a file written by capture instead of this host',
    ko: '이 호스트 대신 capture로 저장한 파일로 계획합니다',
  },
  jsonOrOutput: {
    en: '--json and --output cannot be used together',
    ko: '--json과 --output은 함께 쓸 수 없습니다',
  },
} as const;

/** What the exit statuses of plan mean. */
export const PLAN_STATUS = {
  0: { en: 'nothing to change', ko: '바꿀 것이 없음' },
  1: { en: 'there are changes worth making', ko: '바꿀 만한 값이 있음' },
  2: {
    en: 'the command was not understood, or a capture file cannot be read',
    ko: '명령을 해석할 수 없거나 capture 파일을 읽을 수 없음',
  },
  3: { en: 'could not look', ko: '관찰할 수 없음' },
} as const satisfies Readonly<Record<number, Text>>;
