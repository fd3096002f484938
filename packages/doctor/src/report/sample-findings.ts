/**
 * Findings as rules write them, for tests, golden files and the example in the documentation.
 * @module
 */
import type { Finding } from '../model/verdict.ts';
import { LOOKS } from '../proofs/proof.ts';

/** A finding with every part: bar, evidence, what it is not, remedies, folklore, proof. */
export const overflowFinding: Finding = {
  rule: 'accept-queue-overflow',
  severity: 'critical',
  confidence: 'certain',
  subject: { kind: 'listener', address: '0.0.0.0', port: 80, family: 'ipv4' },
  inodes: [8_080],
  title: {
    en: 'nginx turns clients away: the accept queue of 0.0.0.0:80 is full',
    ko: 'nginx가 연결을 받지 못하고 있습니다: 0.0.0.0:80의 accept 큐가 가득 찼습니다',
  },
  happens: {
    en: 'Clients hang in connect() for 1, 3, 7 seconds and then time out. Nobody is refused.',
    ko: '클라이언트가 connect()에서 1초, 3초, 7초씩 멈췄다가 타임아웃됩니다. 거부 응답은 가지 않습니다.',
  },
  why: {
    en: 'nginx accepts 84 connections a second, 214 arrive. The limit is 128: nginx asked for it with listen(); net.core.somaxconn (4,096) is not the limit.',
    ko: 'nginx는 초당 연결 84개를 받지만 214개가 들어옵니다. 큐 한도 128은 nginx가 listen()에서 지정한 값이며, net.core.somaxconn(4,096)은 제한 요인이 아닙니다.',
  },
  bar: {
    label: { en: 'queue', ko: '큐' },
    value: 129,
    max: 128,
    note: { en: '391 connections dropped in 3 s', ko: '3초 동안 연결 391건 버려짐' },
  },
  evidence: [
    {
      what: { en: 'dropped by the full queue', ko: '큐가 가득 차 버려진 연결' },
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
        en: 'None, a longer queue costs memory only while it is full',
        ko: '없음. 큐가 길어도 실제로 쌓일 때만 메모리를 씁니다',
      },
      proof: { kind: 'lab', trial: 'accept-queue-overflow', lever: 'longer-queue' },
    },
    {
      at: 'kernel',
      do: { en: 'Look at what holds the accept loop up', ko: 'accept 루프를 막는 작업을 찾습니다' },
      command: `perf trace -p 812 --call-graph dwarf -e accept4,epoll_wait,${'write,read,'.repeat(12)}close`,
      risk: { en: 'Tracing slows the process', ko: '추적하는 동안 프로세스가 느려집니다' },
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
  happens: {
    en: 'New clients will hang, and files cannot be opened either.',
    ko: '새 클라이언트는 멈추게 되고, 파일도 열 수 없게 됩니다.',
  },
  why: {
    en: 'php-fpm has 900 of 1,024 descriptors open, and each new connection takes one.',
    ko: 'php-fpm이 디스크립터 1,024개 중 900개를 쓰고 있으며, 새 연결마다 하나씩 더 씁니다.',
  },
  bar: { label: { en: 'files', ko: '파일' }, value: 900, max: 1_024 },
  evidence: [
    {
      what: { en: 'open descriptors', ko: '열린 디스크립터' },
      value: 900,
      unit: 'descriptors',
      source: '/proc/2001/fd',
    },
  ],
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
  happens: {
    en: 'Nothing. New connections are made and served as usual.',
    ko: '증상은 없습니다. 새 연결도 평소처럼 맺어지고 처리됩니다.',
  },
  evidence: [
    {
      what: { en: 'TIME_WAIT on listening ports', ko: '리스닝 포트의 TIME_WAIT' },
      value: 20_113,
      unit: 'sockets',
      source: 'sock_diag idiag_state',
    },
  ],
  why: {
    en: 'The server closes first. Each costs 256 bytes and no port.',
    ko: '서버가 먼저 연결을 닫기 때문입니다. 하나당 256바이트만 쓰고 포트는 차지하지 않습니다.',
  },
};
