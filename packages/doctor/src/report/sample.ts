/**
 * Checkups made of plain data, for the tests of reports and of the command line.
 * @module
 */
import type { Checkup, NamespaceCheckup } from '../model/checkup.ts';
import type { NamespaceSurvey, Owner, Survey } from '../model/survey.ts';
import { same } from '../model/text.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { sampleNamespace, sampleOwner, sampleSurvey } from '../rules/sample.ts';
import { LOOKS } from '../proofs/proof.ts';

const nginx: readonly Owner[] = [
  sampleOwner(),
  ...Array.from({ length: 8 }, (_, n) => sampleOwner({ pid: 813 + n })),
];

const php: Owner = {
  pid: 2_001,
  command: 'php-fpm',
  commandLine: `php-fpm: pool www ${'-d include_path=/srv/www/releases/current/vendor '.repeat(7)}`,
  cgroup: '/docker/1f2e3d4c5b6a',
  container: '1f2e3d4c5b6a',
};

const busyLook = (established: number) => ({ states: { established, timeWait: 201, listen: 5 } });

/** The host, with nine nginx workers behind one listener. */
export const hostNamespace: NamespaceSurvey = sampleNamespace(
  [busyLook(41_000), busyLook(41_001), busyLook(41_002)],
  { owners: { 8_080: nginx, 9_000: [php] } },
);

/** A container's namespace. */
export const containerNamespace: NamespaceSurvey = sampleNamespace([{ states: { listen: 2 } }], {
  id: 4_026_532_201,
  name: 'php-fpm (2001)',
  pid: 2_001,
  isHost: false,
  owners: { 9_000: [php] },
});

/** A finding with every part: bar, evidence, what it is not, remedies, folklore, proof. */
export const overflowFinding: Finding = {
  rule: 'accept-queue-overflow',
  severity: 'critical',
  confidence: 'certain',
  subject: { kind: 'listener', address: '0.0.0.0', port: 80, family: 'ipv4' },
  inodes: [8_080],
  title: {
    en: 'nginx turns clients away: the accept queue of 0.0.0.0:80 is full',
    ko: 'nginx가 새 연결을 받지 못합니다: 0.0.0.0:80의 accept 큐가 가득 찼습니다',
  },
  happens: {
    en: 'Clients hang in connect() for 1, 3, 7 seconds and then time out. Nobody is refused.',
    ko: '클라이언트가 connect()에서 1초, 3초, 7초씩 멈췄다가 타임아웃됩니다. 거절 응답은 가지 않습니다.',
  },
  why: {
    en: 'nginx accepts 84 connections a second, 214 arrive. The limit is 128: nginx asked for it with listen(); net.core.somaxconn (4,096) does not bind.',
    ko: 'nginx는 초당 연결 84개를 받지만 214개가 들어옵니다. 큐 한도 128은 nginx가 listen()에서 지정한 값이며, net.core.somaxconn(4,096)은 제약이 아닙니다.',
  },
  bar: {
    label: { en: 'queue', ko: '큐' },
    value: 129,
    max: 128,
    note: { en: '391 connections dropped in 3 s', ko: '3초간 연결 391개 드롭' },
  },
  evidence: [
    {
      what: { en: 'dropped by the full queue', ko: '큐가 가득 차 드롭된 연결' },
      value: 391,
      unit: 'connections',
      source: 'TcpExt.ListenOverflows',
    },
    {
      what: { en: 'waiting in the queue', ko: '큐에서 기다리는 연결' },
      value: 129,
      unit: 'connections',
      source: 'sock_diag idiag_rqueue',
    },
  ],
  not: [
    {
      rule: 'fd-exhaustion',
      because: {
        en: '312 of 65,535 file descriptors in use',
        ko: '파일 디스크립터는 65,535개 중 312개만 사용 중입니다',
      },
    },
    {
      rule: 'syn-flood',
      because: { en: 'no SYN cookies were sent', ko: 'SYN 쿠키를 보낸 적이 없습니다' },
    },
  ],
  remedies: [
    {
      at: 'application',
      do: { en: 'Raise the backlog of nginx', ko: 'nginx의 백로그를 늘립니다' },
      command: 'listen 80 backlog=1024;   # in nginx.conf\nnginx -s reload',
      risk: {
        en: 'none; a longer queue costs memory only while it is full',
        ko: '없음. 큐가 길어도 실제로 쌓일 때만 메모리를 씁니다',
      },
      proof: { kind: 'lab', trial: 'accept-queue-overflow', lever: 'longer-queue' },
    },
    {
      at: 'kernel',
      do: { en: 'Look at what keeps the accept loop', ko: 'accept 루프를 막는 작업을 찾습니다' },
      command: `perf trace -p 812 --call-graph dwarf -e accept4,epoll_wait,${'write,read,'.repeat(12)}close`,
      risk: { en: 'tracing slows the process', ko: '추적하는 동안 프로세스가 느려집니다' },
      proof: LOOKS,
    },
  ],
  doesNotHelp: [
    {
      what: 'net.ipv4.tcp_max_syn_backlog',
      because: {
        en: 'ignored while SYN cookies are on',
        ko: 'SYN 쿠키가 켜져 있으면 쓰이지 않습니다',
      },
      proof: { kind: 'lab', trial: 'accept-queue-overflow', lever: 'max-syn-backlog' },
    },
  ],
  explains: ['syn-backlog-small'],
};

/** A warning about one process, half of a bar full. */
export const descriptorFinding: Finding = {
  ...overflowFinding,
  rule: 'fd-exhaustion',
  severity: 'warning',
  confidence: 'probable',
  subject: { kind: 'process', pid: 2_001, command: 'php-fpm' },
  inodes: [9_000],
  title: {
    en: 'php-fpm will soon run out of file descriptors',
    ko: 'php-fpm의 파일 디스크립터가 곧 바닥납니다',
  },
  bar: { label: { en: 'files', ko: '파일' }, value: 900, max: 1_024 },
  not: [],
  remedies: [],
  doesNotHelp: [],
  explains: [],
};

/** Harmless, without an owner. */
export const harmlessFinding: Finding = {
  ...descriptorFinding,
  rule: 'time-wait-harmless',
  severity: 'harmless',
  confidence: 'certain',
  subject: { kind: 'sockets', count: 20_113, localPort: 443, family: 'ipv6' },
  inodes: [],
  title: {
    en: '20,113 TIME_WAIT on port 443 are harmless',
    ko: '포트 443의 TIME_WAIT 20,113개는 무해합니다',
  },
  why: {
    en: 'The server closes first. Each costs 256 bytes and no port.',
    ko: '서버가 먼저 연결을 닫기 때문입니다. 하나당 256바이트만 쓰고 포트는 차지하지 않습니다.',
  },
};

const healthy: Verdict = { kind: 'healthy' };
const finding = (found: Finding): Verdict => ({ kind: 'finding', findings: [found] });
const needsRoot: Verdict = {
  kind: 'unknown',
  because: {
    en: "no permission to read the table's statistics",
    ko: '테이블 통계를 읽을 권한이 없습니다',
  },
};

const host: NamespaceCheckup = {
  namespace: hostNamespace,
  findings: [overflowFinding, harmlessFinding],
  verdicts: [
    { rule: 'accept-queue-overflow', verdict: finding(overflowFinding) },
    {
      rule: 'syn-backlog-small',
      verdict: finding(overflowFinding),
      explainedBy: overflowFinding.rule,
    },
    { rule: 'fd-exhaustion', verdict: healthy },
    { rule: 'time-wait-harmless', verdict: finding(harmlessFinding) },
    { rule: 'path-loss', verdict: healthy },
    { rule: 'conntrack-full', verdict: needsRoot },
  ],
};

const container: NamespaceCheckup = {
  namespace: containerNamespace,
  findings: [descriptorFinding],
  verdicts: [
    { rule: 'accept-queue-overflow', verdict: healthy },
    { rule: 'syn-backlog-small', verdict: healthy },
    { rule: 'fd-exhaustion', verdict: finding(descriptorFinding) },
    { rule: 'time-wait-harmless', verdict: healthy },
    { rule: 'path-loss', verdict: healthy },
    { rule: 'conntrack-full', verdict: needsRoot },
  ],
};

/** A troubled survey of two namespaces, without CAP_SYS_PTRACE. */
export const troubledSurvey: Survey = sampleSurvey([hostNamespace, containerNamespace], {
  root: false,
  missingPower: [{ what: 'CAP_SYS_PTRACE' }, { what: 'namespace', which: 'blue', code: 'EACCES' }],
});

/** Three findings in two namespaces, two unknown, one healthy everywhere, one explained. */
export const troubledCheckup: Checkup = { survey: troubledSurvey, namespaces: [host, container] };

/** Nothing wrong anywhere. */
export const healthyCheckup: Checkup = {
  survey: sampleSurvey([containerNamespace]),
  namespaces: [
    {
      namespace: containerNamespace,
      findings: [],
      verdicts: [{ rule: 'path-loss', verdict: healthy }],
    },
  ],
};

/** A finding whose every word from outside is hostile. */
export const hostileFinding = (word: string): Finding => ({
  ...overflowFinding,
  subject: { kind: 'process', pid: 1, command: word },
  title: same(word),
  happens: same(word),
  why: same(word),
  bar: { label: same('queue'), value: 5, max: 9, note: same(word) },
  evidence: [{ what: same(word), value: 1, unit: 'setting', source: word }],
  not: [{ rule: 'x', because: same(word) }],
  remedies: [{ at: 'process', do: same(word), command: word, risk: same(word), proof: LOOKS }],
  doesNotHelp: [{ what: word, because: same(word) }],
});

/** A checkup with one finding. */
export const checkupOf = (found: Finding, name = 'host'): Checkup => ({
  survey: sampleSurvey([hostNamespace]),
  namespaces: [
    {
      namespace: { ...hostNamespace, name },
      findings: [found],
      verdicts: [{ rule: found.rule, verdict: finding(found) }],
    },
  ],
});
