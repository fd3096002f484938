/**
 * Words of the command line: help, flags, progress, what went wrong.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa } from '../model/text.ts';

/** Headings of help. */
export const HELP = {
  usage: { en: 'Usage', ko: '사용법' },
  commands: { en: 'Commands', ko: '명령' },
  arguments: { en: 'Arguments', ko: '인자' },
  flags: { en: 'Flags', ko: '옵션' },
  examples: { en: 'Examples', ko: '예시' },
  status: { en: 'Exit status', ko: '종료 코드' },
  more: {
    en: 'tcpdoctor COMMAND --help tells more about a command.',
    ko: '명령별 설명은 tcpdoctor COMMAND --help로 볼 수 있습니다.',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** What tcpdoctor is, in two sentences. */
export const ABOUT: Text = {
  en: 'Finds out why TCP fails or drags on this Linux host: the cause, its owner, the evidence, and what really helps. Looking changes nothing.',
  ko: '이 Linux 호스트에서 TCP 연결이 실패하거나 느린 이유를 찾아 원인과 관련 프로세스, 근거, 실제로 효과가 있는 조치를 알려 줍니다. 관찰은 시스템을 바꾸지 않습니다.',
};

/** One line per command, and a paragraph. */
export const COMMAND = {
  check: {
    brief: {
      en: 'Look at this host for a moment and say what is wrong with its TCP (the default)',
      ko: '이 호스트의 TCP를 잠시 관찰하고 문제를 알려 줍니다 (기본 명령)',
    },
    full: {
      en: 'Looks three times in three seconds at every network namespace that can be entered, asks every rule, and reports findings with their evidence. Needs no root: with less power it sees less, and says what it does not see.',
      ko: '들어갈 수 있는 모든 네트워크 네임스페이스를 3초 동안 세 번 관찰한 뒤 전체 규칙으로 점검하고, 발견한 문제를 근거와 함께 보여 줍니다. root가 아니어도 실행할 수 있습니다. 권한이 부족하면 보이는 범위가 줄어들며, 무엇을 보지 못했는지 함께 알려 줍니다.',
    },
  },
  explain: {
    brief: {
      en: 'Tell what a rule means: mechanism, evidence, look-alikes, remedies',
      ko: '규칙의 원리, 판단 기준, 유사 증상, 조치를 설명합니다',
    },
    full: {
      en: 'Without RULE it lists every rule. With it, it tells what the kernel does, what the rule looks at, what resembles it, what helps, and what does not.',
      ko: 'RULE을 생략하면 전체 규칙 목록을 보여 줍니다. RULE을 지정하면 커널의 동작 원리와 판단 기준, 유사 증상, 효과가 있는 조치와 없는 조치를 설명합니다.',
    },
  },
  capture: {
    brief: {
      en: 'Write what was seen to a file, to be diagnosed elsewhere',
      ko: '관찰한 내용을 파일로 저장해 다른 곳에서 진단할 수 있게 합니다',
    },
    full: {
      en: 'Looks like check does, but writes the evidence to FILE (compressed, readable by you alone) instead of judging it. On any machine, also on macOS or Windows, tcpdoctor check --from FILE diagnoses it.',
      ko: 'check와 똑같이 관찰하지만 판단하지 않고 근거를 FILE에 저장합니다. 파일은 압축되며 본인만 읽을 수 있습니다. macOS와 Windows를 포함해 어디서든 tcpdoctor check --from FILE로 진단할 수 있습니다.',
    },
  },
  completion: {
    brief: {
      en: 'Print the completion script of a shell',
      ko: '셸 자동 완성 스크립트를 출력합니다',
    },
    full: {
      en: 'Prints a script that makes the shell complete commands, flags and rule names. Nothing is installed.',
      ko: '명령과 옵션, 규칙 이름을 자동 완성하는 셸 스크립트를 출력합니다. 아무것도 설치하지 않습니다.',
    },
  },
} as const satisfies Readonly<Record<string, { brief: Text; full: Text }>>;

/** Flags and arguments. */
export const FLAG = {
  json: {
    en: 'Print JSON (schema tcpdoctor.checkup/1)',
    ko: 'JSON으로 출력합니다 (스키마 tcpdoctor.checkup/1)',
  },
  markdown: {
    en: 'Print Markdown for an incident ticket',
    ko: '장애 티켓에 붙일 Markdown으로 출력합니다',
  },
  verbose: {
    en: 'Show every finding in full, every rule that could not tell, and command lines',
    ko: '모든 문제와 판단하지 못한 규칙, 프로세스의 명령행까지 자세히 보여 줍니다',
  },
  from: {
    en: 'Diagnose a file written by capture instead of this host',
    ko: '이 호스트 대신 capture로 저장한 파일을 진단합니다',
  },
  netns: {
    en: 'Which network namespaces to look at (default: all that can be entered)',
    ko: '관찰할 네트워크 네임스페이스 (기본값: 들어갈 수 있는 전부)',
  },
  window: {
    en: 'How long to look: 500ms, 10s, 1m, at most 10m; 0 looks once (default: 3s)',
    ko: '관찰 시간. 500ms, 10s, 1m 형식이며 최대 10m. 0이면 한 번만 관찰 (기본값: 3s)',
  },
  mask: {
    en: 'Replace addresses and the host name, leave out command lines',
    ko: '주소와 호스트 이름을 가리고, 프로세스의 명령행을 뺍니다',
  },
  lang: {
    en: 'Language (default: from LC_ALL, LC_MESSAGES or LANG)',
    ko: '출력 언어 (기본값: LC_ALL, LC_MESSAGES, LANG 순)',
  },
  noColor: { en: 'No colours', ko: '색을 쓰지 않습니다' },
  help: { en: 'Print this help', ko: '도움말을 출력합니다' },
  version: { en: 'Print the version', ko: '버전을 출력합니다' },
  file: { en: 'Where to write the capture', ko: '저장할 파일' },
  rule: {
    en: 'Id of a rule, such as accept-queue-overflow',
    ko: '규칙 이름 (예: accept-queue-overflow)',
  },
  shell: { en: 'The shell', ko: '셸 종류' },
  badWindow: (input: string): Text => ({
    en: `cannot read "${input}" as a length of time: use 0, 500ms, 10s or 1m, at most 10m`,
    ko: `관찰 시간 ${josa(`"${input}"`, '을/를')} 해석할 수 없습니다. 0, 500ms, 10s, 1m 형식으로 최대 10m까지 지정합니다`,
  }),
  badNetns: (input: string): Text => ({
    en: `cannot read "${input}" as a network namespace: use all, current, a name under /run/netns, or pid:N`,
    ko: `네트워크 네임스페이스 ${josa(`"${input}"`, '을/를')} 해석할 수 없습니다. all, current, /run/netns의 이름, pid:N 중 하나로 지정합니다`,
  }),
  badShell: (input: string): Text => ({
    en: `no completion for "${input}": use bash, zsh or fish`,
    ko: `"${input}" 셸은 지원하지 않습니다. bash, zsh, fish 중 하나로 지정합니다`,
  }),
  noRule: (input: string, near: string): Text => ({
    en: `there is no rule "${input}"${near === '' ? '' : `; did you mean ${near}?`} (tcpdoctor explain lists all rules)`,
    ko: `"${input}" 규칙은 없습니다.${near === '' ? '' : ` 혹시 ${near} 규칙을 찾으셨습니까?`} 전체 목록은 tcpdoctor explain으로 볼 수 있습니다`,
  }),
  jsonOrMarkdown: {
    en: '--json and --markdown cannot be used together',
    ko: '--json과 --markdown은 함께 쓸 수 없습니다',
  },
  fromAlone: {
    en: '--from diagnoses a file: --netns and --window belong to the capture that wrote it',
    ko: '--from은 파일을 진단하므로 --netns와 --window를 함께 쓸 수 없습니다. 두 옵션은 capture할 때 지정합니다',
  },
} as const;

/** What the exit statuses mean. */
export const STATUS = {
  0: { en: 'nothing of severity warning or worse', ko: '경고 이상의 문제가 없음' },
  1: { en: 'a finding of severity warning or critical', ko: '경고 또는 심각 수준의 문제를 발견함' },
  2: {
    en: 'the command was not understood, or a capture file cannot be read',
    ko: '명령을 해석할 수 없거나 capture 파일을 읽을 수 없음',
  },
  3: { en: 'could not look, or could not write', ko: '관찰하거나 저장할 수 없음' },
} as const satisfies Readonly<Record<number, Text>>;

/** What is said while and after work is done. */
export const SAY = {
  look: (n: number, of: number): Text => ({
    en: `look ${n} of ${of} …`,
    ko: `${n}/${of}회 관찰 중 …`,
  }),
  looking: { en: 'looking …', ko: '관찰 중 …' },
  written: (path: string, size: string, masked: boolean): Text => ({
    en: `Wrote ${path} (${size}${masked ? ', addresses masked' : ''}). Diagnose it with: tcpdoctor check --from ${path}`,
    ko: `${josa(path, '을/를')} 저장했습니다 (${size}${masked ? ', 주소 가림' : ''}). 진단 명령: tcpdoctor check --from ${path}`,
  }),
} as const;
