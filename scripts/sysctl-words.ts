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

/** When a value counts. */
export const EFFECT: Readonly<Record<Effect, Text>> = {
  'at once': { en: 'at once', ko: '즉시' },
  'new sockets': { en: 'for new sockets', ko: '새 소켓부터' },
  'next listen()': { en: 'at the next listen()', ko: '다음 listen() 호출부터' },
  'next timer': { en: 'when the next timer is armed', ko: '다음 타이머부터' },
  'new devices': { en: 'for new devices', ko: '새 장치부터' },
  'new namespaces': { en: 'for new namespaces', ko: '새 네임스페이스부터' },
  'after a restart': { en: 'after a restart', ko: '재시작 후' },
};

/** Sentences. */
export const SENTENCE = {
  settings: { en: 'Settings', ko: '설정' },
  about: {
    en: 'Every setting that tcpdoctor reads, judges or proposes; what is not here is never written. Names, defaults and bounds are tested against the running kernel. Settings under net.ipv4.tcp_ hold for IPv6 too.',
    ko: 'tcpdoctor가 읽고 판단하거나 제안하는 모든 설정입니다. 여기에 없는 설정은 절대 쓰지 않습니다. 이름과 기본값, 범위는 실행 중인 커널로 검증합니다. net.ipv4.tcp_ 아래 설정은 IPv6에도 적용됩니다.',
  },
  kinds: { en: 'What lint finds', ko: 'lint가 찾는 것' },
  aboutKinds: {
    en: 'Kinds of bad lines that "tcpdoctor lint" knows. An error is not taken by the kernel or the tools as it stands; a warning does harm, or not what it is there for; a note is worth knowing. "# tcpdoctor: allow KIND" in a comment right above a line keeps one quiet.',
    ko: '"tcpdoctor lint"가 찾아내는 줄의 종류입니다. 오류는 커널이나 도구가 쓰인 그대로 받아들이지 않는 줄, 경고는 해롭거나 의도한 효과가 없는 줄, 참고는 알아 두면 좋은 줄입니다. 줄 바로 위에 "# tcpdoctor: allow KIND" 주석을 달면 그 종류는 알리지 않습니다.',
  },
  since: (kernel: string): Text => ({ en: `Since Linux ${kernel}`, ko: `Linux ${kernel}부터` }),
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
  readOnly: { en: 'Read-only', ko: '읽기 전용' },
  empty: { en: 'empty', ko: '비어 있음' },
  word: { en: 'a name', ko: '이름' },
  words: { en: 'names', ko: '이름 목록' },
} as const;
