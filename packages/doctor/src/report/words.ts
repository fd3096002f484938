/**
 * The words of every report that are not a rule's own.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa, num, plural, same } from '../model/text.ts';
import type { Confidence, Remedy, Severity } from '../model/verdict.ts';

/** Severities, as a heading. */
export const SEVERITY: Readonly<Record<Severity, Text>> = {
  critical: { en: 'CRITICAL', ko: '심각' },
  warning: { en: 'WARNING', ko: '경고' },
  notice: { en: 'NOTICE', ko: '참고' },
  harmless: { en: 'HARMLESS', ko: '무해' },
};

/** How sure we are. */
export const CONFIDENCE: Readonly<Record<Confidence, Text>> = {
  certain: { en: 'certain', ko: '확실' },
  probable: { en: 'probable', ko: '유력' },
  suspected: { en: 'suspected', ko: '의심' },
};

/** Where a remedy acts. */
export const AT: Readonly<Record<Remedy['at'], Text>> = {
  application: { en: 'application', ko: '애플리케이션' },
  process: { en: 'running process', ko: '실행 중인 프로세스' },
  kernel: { en: 'kernel', ko: '커널' },
};

/** Labels of the parts of a finding. */
export const LABEL = {
  happens: { en: 'What happens', ko: '증상' },
  why: { en: 'Why', ko: '원인' },
  evidence: { en: 'Evidence', ko: '근거' },
  not: { en: 'Not', ko: '배제한 원인' },
  remedies: { en: 'Do', ko: '조치' },
  doesNotHelp: { en: 'Does not help', ko: '효과 없음' },
  proof: { en: 'Proof', ko: '검증' },
  explains: { en: 'Also explains', ko: '파생 증상' },
  owners: { en: 'Processes', ko: '프로세스' },
  risk: { en: 'risk', ko: '위험' },
} as const satisfies Readonly<Record<string, Text>>;

/** Labels of the lines after the findings. */
export const TAIL = {
  healthy: { en: 'healthy', ko: '정상' },
  unknown: { en: 'unknown', ko: '판단 불가' },
  unseen: { en: 'not seen', ko: '미확인' },
  more: { en: 'more', ko: '더 보기' },
} as const satisfies Readonly<Record<string, Text>>;

/** Words of the first line. */
export const HEADER = {
  looks: (count: number, seconds: string | undefined): Text => ({
    en: seconds === undefined ? plural(count, 'look') : `${plural(count, 'look')} in ${seconds} s`,
    ko: seconds === undefined ? `${count}회 관찰` : `${seconds}초간 ${count}회 관찰`,
  }),
  sockets: (sockets: string, one: boolean, namespaces: number): Text => ({
    en: `${sockets} ${one ? 'socket' : 'sockets'} in ${plural(namespaces, 'namespace')}`,
    ko: `네임스페이스 ${namespaces}개, 소켓 ${sockets}개`,
  }),
} as const;

/** Words of a bar. */
export const BAR = {
  of: (value: string, max: string): Text => ({ en: `${value} of ${max}`, ko: `${value} / ${max}` }),
} as const;

/** Words about owners. */
export const OWNER = {
  unknown: { en: 'owner not visible', ko: '소유 프로세스 확인 불가' },
  pids: (pids: string): Text => same(`pid ${pids}`),
  more: (count: number): Text => ({ en: `and ${count} more`, ko: `외 ${count}개` }),
  container: (id: string): Text => ({ en: `container ${id}`, ko: `컨테이너 ${id}` }),
} as const;

/** Sentences of the last lines. */
export const SUMMARY = {
  healthy: (rules: number, namespaces: number): Text => ({
    en: `${plural(rules, 'rule')} in ${plural(namespaces, 'namespace')}`,
    ko: `규칙 ${rules}개 (네임스페이스 ${namespaces}개)`,
  }),
  inNamespaces: (rules: string, where: string): Text => ({
    en: `${rules} in ${where}`,
    ko: `${rules} (${where})`,
  }),
  namespaces: (count: number): Text => ({
    en: plural(count, 'namespace'),
    ko: `네임스페이스 ${count}개`,
  }),
  inShort: {
    en: 'tcpdoctor --verbose shows all evidence, every remedy and every measurement',
    ko: 'tcpdoctor --verbose를 쓰면 근거와 조치, 실측값을 모두 볼 수 있습니다',
  },
  nothingSeen: {
    en: 'no network namespace could be looked at',
    ko: '들여다볼 수 있는 네트워크 네임스페이스가 없었습니다',
  },
} as const;

/** Powers a run can lack: what stays hidden, and what would help. `which` is a namespace's name. */
export const POWER = {
  linux: () => ({
    en: 'this is not Linux: nothing of this machine can be looked at',
    ko: 'Linux가 아니므로 이 호스트는 관찰할 수 없습니다',
  }),
  netlink: () => ({
    en: 'sock_diag does not answer; read from /proc/net/tcp instead, without accept-queue limits, tcp_info and drops per socket',
    ko: 'sock_diag가 응답하지 않아 /proc/net/tcp를 대신 읽었습니다. accept 큐 한도, tcp_info, 소켓별 드롭 수는 알 수 없습니다',
  }),
  CAP_SYS_ADMIN: () => ({
    en: 'without CAP_SYS_ADMIN other network namespaces stay closed; run as root to look at them',
    ko: 'CAP_SYS_ADMIN이 없어 다른 네트워크 네임스페이스에 들어갈 수 없습니다. root로 실행하면 볼 수 있습니다',
  }),
  CAP_SYS_PTRACE: () => ({
    en: "without CAP_SYS_PTRACE the owners of other users' sockets stay hidden; run as root to see them",
    ko: 'CAP_SYS_PTRACE가 없어 다른 사용자의 소켓을 어느 프로세스가 열었는지 알 수 없습니다. root로 실행하면 볼 수 있습니다',
  }),
  namespace: (which: string) => ({
    en: `network namespace ${which} could not be looked at`,
    ko: `네트워크 네임스페이스 ${josa(which, '은/는')} 들여다볼 수 없었습니다`,
  }),
  processes: (count: string) => ({
    en: `the network namespace of ${plural(Number(count), 'process', 'processes')} could not be read; there may be more than those looked at`,
    ko: `프로세스 ${num(Number(count))}개의 네트워크 네임스페이스를 확인하지 못했습니다. 관찰하지 못한 네임스페이스가 있을 수 있습니다`,
  }),
  source: (which: string) => ({
    en: `${which} could not be read; rules that need it cannot tell`,
    ko: `${josa(which, '을/를')} 읽지 못했습니다. 이 정보가 필요한 규칙은 판단할 수 없습니다`,
  }),
} as const satisfies Readonly<Record<string, (which: string) => Text>>;

/** The same for several at once. */
export const POWER_MANY = {
  namespaces: (names: Text): Text => ({
    en: `network namespaces ${names.en} could not be looked at`,
    ko: `네트워크 네임스페이스를 들여다볼 수 없었습니다: ${names.ko}`,
  }),
} as const;

/** Words of a Markdown report. */
export const TABLE = {
  title: (host: string): Text => ({ en: `TCP checkup of ${host}`, ko: `${host} TCP 진단` }),
  value: { en: 'Value', ko: '값' },
  source: { en: 'Where to check', ko: '확인 위치' },
  rest: { en: 'Everything else', ko: '그 밖의 결과' },
} as const;

/** Labels of a rule's page. */
export const EXPLAIN = {
  mechanism: { en: 'How it works', ko: '원리' },
  evidence: { en: 'Found by', ko: '판단 기준' },
  lookAlikes: { en: 'Look-alikes', ko: '유사 증상' },
  sources: { en: 'Sources', ko: '출처' },
} as const satisfies Readonly<Record<string, Text>>;
