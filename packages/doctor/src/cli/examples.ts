/**
 * Examples of help: each can be typed as it stands.
 * @module
 */
import type { Text } from '../model/text.ts';

/** Forms of the command line as a whole. */
export const ROOT_USAGE: readonly string[] = ['tcpdoctor [COMMAND] [FLAGS]'];

/** A command line and what it is for. */
export type Example = readonly [line: string, text: Text];

/** By command, and for tcpdoctor itself. */
export const EXAMPLES = {
  root: [
    ['tcpdoctor', { en: 'what is wrong here, now', ko: '지금 이 호스트의 문제를 봅니다' }],
    [
      'sudo tcpdoctor --verbose',
      {
        en: 'with every namespace and every owner',
        ko: '모든 네임스페이스와 소유 프로세스까지 자세히 봅니다',
      },
    ],
    [
      'tcpdoctor explain accept-queue-overflow',
      { en: 'what a finding means', ko: '발견한 문제의 의미를 확인합니다' },
    ],
    [
      'tcpdoctor capture web-1.tcpd',
      { en: 'take the evidence along', ko: '근거를 파일로 가져갑니다' },
    ],
  ],
  check: [
    ['tcpdoctor check', { en: 'three looks in three seconds', ko: '3초간 3회 관찰합니다' }],
    [
      'tcpdoctor check --window 30s',
      { en: 'for what comes and goes', ko: '간헐적인 문제를 찾습니다' },
    ],
    [
      'tcpdoctor check --netns pid:812',
      { en: 'only where process 812 lives', ko: '프로세스 812가 속한 네임스페이스만 봅니다' },
    ],
    ['tcpdoctor check --json', { en: 'for programs', ko: '다른 프로그램에 넘깁니다' }],
    [
      'tcpdoctor check --from web-1.tcpd',
      { en: 'somebody else’s evidence', ko: '다른 호스트에서 저장한 파일을 진단합니다' },
    ],
  ],
  explain: [
    ['tcpdoctor explain', { en: 'every rule', ko: '전체 규칙 목록' }],
    [
      'tcpdoctor explain time-wait-harmless --lang ko',
      { en: 'one rule, in Korean', ko: '규칙 하나를 한국어로 설명합니다' },
    ],
  ],
  capture: [
    ['tcpdoctor capture web-1.tcpd', { en: 'everything', ko: '전부 저장합니다' }],
    [
      'tcpdoctor capture web-1.tcpd --mask',
      {
        en: 'to be given away: no addresses, no host name, no command lines',
        ko: '외부에 전달할 때: 주소, 호스트 이름, 명령행을 뺍니다',
      },
    ],
  ],
  completion: [
    ['source <(tcpdoctor completion bash)', { en: 'in ~/.bashrc', ko: '~/.bashrc에 넣습니다' }],
    [
      'tcpdoctor completion fish | source',
      { en: 'in ~/.config/fish/config.fish', ko: '~/.config/fish/config.fish에 넣습니다' },
    ],
  ],
} as const satisfies Readonly<Record<string, readonly Example[]>>;
