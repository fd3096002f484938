/**
 * Words of the generated pages about settings and lint.
 * @module
 */
import type { Text } from '../packages/doctor/src/model/text.ts';
import type { Effect, Scope } from '../packages/doctor/src/sysctl/setting.ts';

/** Headings of the groups of settings. */
export const GROUP: Readonly<Record<string, Text>> = {
  listen: { en: 'Listening', ko: '연결 받기' },
  ports: { en: 'Ports and TIME_WAIT', ko: '포트와 TIME_WAIT' },
  retries: { en: 'Keepalive and giving up', ko: 'keepalive와 재시도' },
  buffers: { en: 'Buffers and memory', ko: '버퍼와 메모리' },
  path: { en: 'Congestion control and path', ko: '혼잡 제어와 경로' },
  loss: { en: 'Loss recovery', ko: '유실 복구' },
  host: { en: 'The machine', ko: '시스템 전체' },
  conntrack: { en: 'Connection tracking', ko: '연결 추적' },
  process: { en: 'The process', ko: '프로세스' },
};

/** Heads of columns. */
export const COLUMN = {
  key: { en: 'setting', ko: '설정' },
  meaning: { en: 'meaning', ko: '의미' },
  default: { en: 'default', ko: '기본값' },
  range: { en: 'values', ko: '값' },
  scope: { en: 'belongs to', ko: '범위' },
  effect: { en: 'takes effect', ko: '적용 시점' },
  kind: { en: 'kind', ko: '종류' },
  severity: { en: 'severity', ko: '심각도' },
  finds: { en: 'finds', ko: '찾는 것' },
  source: { en: 'source', ko: '출처' },
} as const satisfies Readonly<Record<string, Text>>;

/** Whose a setting is. */
export const SCOPE: Readonly<Record<Scope, Text>> = {
  namespace: { en: 'each network namespace', ko: '네트워크 네임스페이스마다' },
  host: {
    en: 'the host; absent in other namespaces',
    ko: '호스트 전체. 다른 네임스페이스에는 없음',
  },
  'host, read-only elsewhere': {
    en: 'the host; other namespaces can read it',
    ko: '호스트 전체. 다른 네임스페이스에서는 읽기만 가능',
  },
  process: { en: 'a process', ko: '프로세스마다' },
};

/** Of a setting that has nothing to do with network namespaces. */
export const WHOLE_HOST: Text = { en: 'the host', ko: '호스트 전체' };

/** When a value counts. */
export const EFFECT: Readonly<Record<Effect, Text>> = {
  'at once': { en: 'at once', ko: '즉시' },
  'new sockets': { en: 'for new sockets', ko: '새 소켓부터' },
  'next listen()': { en: 'at the next listen()', ko: '다음 listen() 호출부터' },
  'next timer': { en: 'when the next timer is armed', ko: '다음 타이머부터' },
  'new devices': { en: 'for new devices', ko: '새 장치부터' },
  'new namespaces': { en: 'for new namespaces', ko: '새 네임스페이스부터' },
  'after a restart': { en: 'when the program is restarted', ko: '프로그램을 재시작한 뒤' },
};

/** Sentences. */
export const SENTENCE = {
  settings: { en: 'Settings', ko: '설정' },
  about: {
    en: 'Every setting that tcpdoctor reads, judges or proposes; what is not here is never written. Names, defaults and bounds are tested against the kernel that the tests run on; docs/kernels.md says which those were. Settings of TCP and of ports under net.ipv4 hold for IPv6 too.',
    ko: 'tcpdoctor가 읽고 판단하거나 제안하는 모든 설정입니다. 여기에 없는 설정은 절대 쓰지 않습니다. 이름과 기본값, 범위는 테스트를 실행하는 커널로 검증합니다. 어떤 커널에서 검증했는지는 docs/kernels.md에 적었습니다. net.ipv4 아래의 TCP와 포트 설정은 IPv6에도 적용됩니다.',
  },
  kinds: { en: 'What lint finds', ko: 'lint가 찾는 것' },
  aboutKinds: {
    en: 'Kinds of bad lines that "tcpdoctor lint" knows. An error is not taken by the kernel or the tools as it stands; a warning does harm, or not what it is there for; a note is worth knowing. The severity is the usual one: where a line does less harm, it is milder. "# tcpdoctor: allow KIND" in a comment right above a line keeps one quiet.',
    ko: '"tcpdoctor lint"가 찾아내는 줄의 종류입니다. 오류는 커널이나 도구가 쓰인 그대로 받아들이지 않는 줄, 경고는 해롭거나 의도한 효과가 없는 줄, 참고는 알아 두면 좋은 줄입니다. 표의 심각도는 기본값이며 덜 해로운 줄은 더 낮게 알립니다. 줄 바로 위에 "# tcpdoctor: allow KIND" 주석을 달면 그 종류는 알리지 않습니다.',
  },
  since: (kernel: string): Text => ({ en: `Since Linux ${kernel}`, ko: `Linux ${kernel}부터` }),
  backported: (kernels: string): Text => ({
    en: `Also in later stable releases of ${kernels}`,
    ko: `${kernels}의 이후 안정 릴리스에도 있음`,
  }),
  before: (kernel: string): Text => ({ en: `before ${kernel}`, ko: `${kernel} 이전` }),
  until: (kernel: string): Text => ({
    en: `Removed in Linux ${kernel}`,
    ko: `Linux ${kernel}에서 제거`,
  }),
  from: (kernel: string): Text => ({ en: `from ${kernel} on`, ko: `${kernel}부터` }),
  inert: (kernel: string): Text => ({
    en: `Does nothing since Linux ${kernel}`,
    ko: `Linux ${kernel}부터 효과 없음`,
  }),
  safe: (min: string, max: string): Text => ({
    en: `${min} to ${max} need no special reason`,
    ko: `특별한 이유가 없다면 ${min}~${max}`,
  }),
  inherited: {
    en: 'A new namespace begins with what the host has at that moment',
    ko: '새 네임스페이스는 만들어질 때 호스트의 값으로 시작합니다',
  },
  readOnly: { en: 'Read-only', ko: '읽기 전용' },
  empty: { en: 'empty', ko: '비어 있음' },
  word: { en: 'a name', ko: '이름' },
  words: { en: 'names', ko: '이름 목록' },
} as const;

/** What lint reads of a machine, in Markdown. */
export const READING = {
  title: { en: 'What is read, and which line decides', ko: '읽는 파일과 적용되는 줄' },
  parts: [
    {
      en: `Files that end in \`.conf\`, of \`/etc/sysctl.d\`, \`/run/sysctl.d\`, \`/usr/local/lib/sysctl.d\`, \`/usr/lib/sysctl.d\` and
\`/lib/sysctl.d\`. A file hides those of its name in later directories, also when it is empty or a link to /dev/null. What is left is
read in the order of names, whatever the directory, and the last line of a key decides; a line that names a key beats every pattern.`,
      ko: `\`/etc/sysctl.d\`, \`/run/sysctl.d\`, \`/usr/local/lib/sysctl.d\`, \`/usr/lib/sysctl.d\`, \`/lib/sysctl.d\`에서 \`.conf\`로 끝나는
파일을 읽습니다. 이름이 같으면 앞 디렉터리의 파일이 뒤의 파일을 가립니다. 빈 파일이나 /dev/null 링크여도 마찬가지입니다. 남은 파일은
디렉터리와 관계없이 이름순으로 읽으며 키마다 마지막 줄이 적용됩니다. 키를 직접 적은 줄은 모든 패턴보다 우선합니다.`,
    },
    {
      en: `Two tools do that, and do not agree in everything: \`systemd-sysctl\` at boot, \`sysctl --system\` of procps by hand. Only procps
reads hidden files, and \`/etc/sysctl.conf\` last of all. Lint follows systemd 252 and procps 4.0.2: more than 80 layouts are tried
with both in [sysctl-layouts.ts](../packages/doctor/test/sysctl-layouts.ts).`,
      ko: `두 도구가 이 일을 하며 모든 점에서 같지는 않습니다. 부팅할 때는 \`systemd-sysctl\`이, 수동으로는 procps의 \`sysctl --system\`이
적용합니다. 숨김 파일은 procps만 읽고, \`/etc/sysctl.conf\`도 procps만 맨 마지막에 읽습니다. lint는 systemd 252와 procps 4.0.2를
따르며, 80가지가 넘는 배치를 두 도구로 확인합니다([sysctl-layouts.ts](../packages/doctor/test/sysctl-layouts.ts)).`,
    },
    {
      en: `Other versions differ: before 3.3.17 procps puts \`/run\` before \`/etc\`, and before 4.0 it knows neither patterns nor exclusions
(some distributions added them to 3.3.17). BusyBox has no \`--system\`, and knows neither a leading \`-\` nor patterns: where it applies the
files, as on Alpine, keep to one plain line per key. Not read are the parameters \`sysctl.*\` of the kernel's command line and the
credential \`sysctl.extra\` of newer versions of systemd.`,
      ko: `다른 버전은 다를 수 있습니다. 3.3.17 이전 procps는 \`/run\`을 \`/etc\`보다 앞에 두고, 4.0 이전에는 패턴과 제외 줄을 모릅니다(일부
배포판은 3.3.17에 추가했습니다). BusyBox에는 \`--system\`이 없고 맨 앞의 \`-\`와 패턴을 모르므로, Alpine처럼 BusyBox가 적용하는
시스템에서는 키마다 평범한 줄 하나만 쓰는 것이 안전합니다. 커널 명령줄의 \`sysctl.*\` 매개변수와 최신 systemd의 \`sysctl.extra\`
credential은 읽지 않습니다.`,
    },
  ],
} as const satisfies { readonly title: Text; readonly parts: readonly Text[] };
