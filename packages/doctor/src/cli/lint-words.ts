/**
 * Words of `tcpdoctor lint` on the command line.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa } from '../model/text.ts';

/** Help, flags, refusals. */
export const LINT = {
  brief: {
    en: 'Tell what is wrong with sysctl files, and which line decides',
    ko: 'sysctl 파일의 문제와, 키마다 어느 줄의 값이 적용되는지 알려 줍니다',
  },
  full: {
    en: 'Without FILE it reads what this machine would read at boot (systemd-sysctl) and by hand (sysctl --system), says which line decides each key, which files are never read, what differs from the running values, and which lines are refused, do nothing or do harm. With FILE, a directory of files, or - for standard input, it judges those alone, on any system. Nothing is changed. A comment "# tcpdoctor: allow KIND" above a line keeps a kind quiet.',
    ko: 'FILE을 생략하면 이 호스트가 부팅할 때(systemd-sysctl)와 수동으로 적용할 때(sysctl --system) 읽는 파일을 살펴, 키마다 어느 줄의 값이 적용되는지, 읽지 않는 파일은 무엇인지, 실행 중인 값과 무엇이 다른지, 거부되거나 효과가 없거나 해로운 줄은 무엇인지 알려 줍니다. FILE이나 디렉터리, 또는 표준 입력을 뜻하는 -를 지정하면 그것만 검사하며 어느 운영체제에서나 쓸 수 있습니다. 아무것도 바꾸지 않습니다. 줄 위에 "# tcpdoctor: allow KIND" 주석을 달면 해당 종류는 알리지 않습니다.',
  },
  json: {
    en: 'Print JSON (schema tcpdoctor.lint/1)',
    ko: 'JSON으로 출력합니다 (스키마 tcpdoctor.lint/1)',
  },
  sarif: {
    en: 'Print SARIF 2.1.0, for code reviews',
    ko: '코드 리뷰용 SARIF 2.1.0으로 출력합니다',
  },
  verbose: {
    en: 'Show sources, and which line decides also for named files',
    ko: '출처를 보여 주고, 지정한 파일에서도 키마다 적용되는 줄을 보여 줍니다',
  },
  root: {
    en: 'Read the tree of an image, as if DIR were /',
    ko: 'DIR을 /로 보고 이미지의 파일을 읽습니다',
  },
  kernel: {
    en: 'Kernel the files are for (default: the running one, for its own files)',
    ko: '대상 커널 버전 (기본값: 이 호스트의 파일이면 실행 중인 커널)',
  },
  netns: {
    en: 'Whose running values to compare: host, a name under /run/netns, pid:N (default: host)',
    ko: '비교할 네트워크 네임스페이스: host, /run/netns의 이름, pid:N (기본값: host)',
  },
  file: {
    en: 'Files or directories to judge, - for standard input',
    ko: '검사할 파일이나 디렉터리, 표준 입력은 -',
  },
  jsonOrSarif: {
    en: '--json and --sarif cannot be used together',
    ko: '--json과 --sarif는 함께 쓸 수 없습니다',
  },
  filesOrRoot: {
    en: '--root and --netns judge a whole tree: they cannot be used with FILE, nor together',
    ko: '--root와 --netns는 전체 파일을 검사할 때 씁니다. FILE과 함께, 또는 둘을 함께 쓸 수 없습니다',
  },
  badKernel: (input: string): Text => ({
    en: `cannot read "${input}" as a kernel version: use 5.15 or 6.18.2`,
    ko: `커널 버전 ${josa(`"${input}"`, '을/를')} 해석할 수 없습니다. 5.15나 6.18.2처럼 지정합니다`,
  }),
  needsLinux: {
    en: 'This is not Linux: there are no sysctl files to read here. Name files, or --root DIR',
    ko: 'Linux가 아니어서 읽을 sysctl 파일이 없습니다. 파일을 지정하거나 --root DIR을 쓰십시오',
  },
} as const;

/** What the exit statuses of lint mean. */
export const LINT_STATUS = {
  0: { en: 'no error and no warning', ko: '오류와 경고가 없음' },
  1: { en: 'an error or a warning', ko: '오류나 경고가 있음' },
  2: { en: 'the command was not understood', ko: '명령을 해석할 수 없음' },
  3: { en: 'a file could not be read', ko: '파일을 읽을 수 없음' },
} as const satisfies Readonly<Record<number, Text>>;
