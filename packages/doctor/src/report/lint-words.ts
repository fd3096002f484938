/**
 * The words of lint reports.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa, num, plural, same } from '../model/text.ts';
import type { LintSeverity } from '../sysctl/lint/kinds/kind.ts';
import type { Tool, Unread } from '../sysctl/lint/lint.ts';

/** Severities, as they stand in front of a line. */
export const LINT_SEVERITY: Readonly<Record<LintSeverity, Text>> = {
  error: { en: 'error', ko: '오류' },
  warning: { en: 'warning', ko: '경고' },
  note: { en: 'note', ko: '참고' },
};

/** Labels of the parts of a problem. */
export const LINT_LABEL = {
  why: { en: 'Why', ko: '이유' },
  instead: { en: 'Instead', ko: '대안' },
  source: { en: 'Source', ko: '출처' },
} as const satisfies Readonly<Record<string, Text>>;

/** Who reads sysctl files. */
export const TOOL: Readonly<Record<Tool, Text>> = {
  systemd: same('systemd-sysctl'),
  procps: same('sysctl --system'),
  named: same('sysctl -p'),
};

/** Why a file is not read. */
export const UNREAD = {
  suffix: () => ({ en: 'its name does not end in .conf', ko: '이름이 .conf로 끝나지 않음' }),
  masked: (by) => ({ en: `hidden by ${by}`, ko: `${by}에 가려짐` }),
  null: () => ({ en: 'a link to /dev/null, on purpose', ko: '/dev/null 링크(의도된 비활성화)' }),
  'no file': () => ({ en: 'not a file that can be read', ko: '읽을 수 있는 파일이 아님' }),
  'not at boot': () => ({
    en: 'by sysctl --system only, not at boot',
    ko: 'sysctl --system만 읽고 부팅할 때는 읽지 않음',
  }),
} as const satisfies Readonly<Record<Unread['because'], (by: string) => Text>>;

/** Sentences around the problems. */
export const LINT_SAY = {
  files: (count: number): Text => ({ en: plural(count, 'file'), ko: `파일 ${num(count)}개` }),
  forKernel: (kernel: string): Text => ({ en: `for Linux ${kernel}`, ko: `Linux ${kernel} 기준` }),
  anyKernel: {
    en: 'kernel not known, --kernel 5.15 tells it',
    ko: '커널 버전 미지정(--kernel 5.15처럼 지정)',
  },
  compared: (namespace: string): Text =>
    namespace === 'host'
      ? { en: 'compared with the running values', ko: '실행 중인 값과 비교함' }
      : {
          en: `compared with the running values of ${namespace}`,
          ko: `네임스페이스 ${namespace}에서 실행 중인 값과 비교함`,
        },
  notCompared: { en: 'running values not compared', ko: '실행 중인 값과 비교하지 않음' },
  clean: { en: 'No bad line found', ko: '문제가 있는 줄이 없습니다' },
  counts: (errors: number, warnings: number, notes: number): Text => ({
    en: `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(notes, 'note')}`,
    ko: `오류 ${num(errors)}개, 경고 ${num(warnings)}개, 참고 ${num(notes)}개`,
  }),
  wins: { en: 'Which line decides', ko: '키마다 적용되는 줄' },
  unread: { en: 'Not read', ko: '읽지 않는 파일' },
  leftAlone: (tool: string): Text => ({
    en: `${tool} leaves it alone`,
    ko: `${josa(tool, '은/는')} 이 키를 건드리지 않음`,
  }),
  running: (value: string): Text => ({ en: `running: ${value}`, ko: `실행 중: ${value}` }),
} as const;
