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
      'tcpdoctor check --netns web,db',
      { en: 'two that talk to each other', ko: '서로 통신하는 두 네임스페이스를 함께 봅니다' },
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
  lab: [
    ['tcpdoctor lab', { en: 'what can be played', ko: '시나리오 목록을 봅니다' }],
    [
      'sudo tcpdoctor lab accept-queue-overflow',
      { en: 'one failure, its cure and its folklore', ko: '장애 하나와 조치, 흔한 처방을 봅니다' },
    ],
    [
      'sudo tcpdoctor lab path-loss --keep',
      { en: 'look around while it lasts', ko: '장애가 난 상태에서 직접 살펴봅니다' },
    ],
    ['sudo tcpdoctor lab --all --json', { en: 'every figure', ko: '모든 측정값을 출력합니다' }],
  ],
  plan: [
    [
      'sudo tcpdoctor plan',
      { en: 'what would help here, now', ko: '지금 도움이 될 변경을 봅니다' },
    ],
    [
      'sudo tcpdoctor plan --json > plan.json',
      { en: 'for tcpdoctor apply', ko: 'tcpdoctor apply에 넘깁니다' },
    ],
    [
      'tcpdoctor plan --profile web --verbose',
      {
        en: 'a template that fits, and what is not in it',
        ko: '이 호스트에 맞춘 템플릿과 제외한 값을 봅니다',
      },
    ],
    [
      'tcpdoctor plan --from web-1.tcpd --output kubernetes',
      { en: 'for a pod', ko: '파드 설정으로 출력합니다' },
    ],
  ],
  apply: [
    [
      'sudo tcpdoctor apply plan.json',
      {
        en: 'show, ask, apply; put back unless confirmed',
        ko: '묻고 적용하며, 확정하지 않으면 되돌립니다',
      },
    ],
    [
      'sudo tcpdoctor apply plan.json --netns blue --confirm-within 5m',
      { en: 'one namespace, more time', ko: '네임스페이스 하나만, 제한 시간 5분' },
    ],
    [
      'sudo tcpdoctor apply plan.json --yes --prove',
      { en: 'keep only what clearly helps', ko: '효과가 뚜렷할 때만 남깁니다' },
    ],
  ],
  confirm: [
    [
      'sudo tcpdoctor confirm',
      { en: 'keep it until the next boot', ko: '재부팅 전까지 유지합니다' },
    ],
    [
      'sudo tcpdoctor confirm --persist',
      { en: 'keep it over a reboot too', ko: '재부팅 후에도 유지합니다' },
    ],
  ],
  rollback: [
    ['sudo tcpdoctor rollback', { en: 'the last apply in force', ko: '마지막 변경을 되돌립니다' }],
  ],
  changes: [['sudo tcpdoctor changes', { en: 'what, when and why', ko: '변경 이력과 이유' }]],
  lint: [
    ['tcpdoctor lint', { en: 'what this machine reads', ko: '이 호스트가 읽는 파일을 검사합니다' }],
    [
      'tcpdoctor lint 99-tcp.conf --kernel 5.15',
      { en: 'one file, for a machine elsewhere', ko: '다른 호스트용 파일 하나를 검사합니다' },
    ],
    ['tcpdoctor lint --root ./image', { en: 'an image', ko: '이미지를 검사합니다' }],
    [
      'tcpdoctor lint deploy/sysctl.d --sarif',
      { en: 'for a code review', ko: '코드 리뷰에 씁니다' },
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
