/**
 * Namespaces, surveys and plans made of plain data, for the tests of plans and their exports.
 * @module
 */
import type { Snapshot } from '../../model/snapshot.ts';
import { STATES } from '../../model/socket.ts';
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import { same } from '../../model/text.ts';
import type { Change, Plan } from '../plan.ts';
import type { Proposal } from './proposal.ts';

const NONE = { total: 0, sockets: [] };

/** A look that saw only settings and listening ports. */
const look = (
  sysctls: Readonly<Record<string, string>>,
  listening: readonly number[],
): Snapshot => ({
  atMs: 0,
  counters: {},
  sysctls,
  states: Object.fromEntries(STATES.map((state) => [state, 0])) as Snapshot['states'],
  listeners: listening.map((port) => ({
    cookie: `listener-${port}`,
    family: 'ipv4',
    local: { address: '0.0.0.0', port },
    waiting: 0,
    uid: 0,
    inode: port,
  })),
  services: [],
  timeWaitInbound: 0,
  timeWaitOutbound: 0,
  destinations: [],
  destinationsTotal: 0,
  sources: [],
  abandoned: [],
  groups: { closeWait: [], finWait2: [], orphan: [], silent: [], computing: [] },
  kept: {
    unread: NONE,
    unsent: NONE,
    backoff: NONE,
    retransmitting: NONE,
    limited: NONE,
    nagle: NONE,
  },
  missing: [],
});

/** A namespace with these settings: the host's unless told otherwise. */
export const plannedNamespace = (
  sysctls: Readonly<Record<string, string>>,
  more: Partial<NamespaceSurvey> & { readonly listening?: readonly number[] } = {},
): NamespaceSurvey => {
  const { listening = [], ...rest } = more;
  return {
    id: 4_026_531_840,
    name: 'host',
    isHost: true,
    addresses: [],
    owners: {},
    looks: [look(sysctls, listening)],
    ...rest,
  };
};

/** A machine with these namespaces. */
export const plannedSurvey = (
  namespaces: readonly NamespaceSurvey[],
  machine: Partial<Survey['host']> = {},
): Survey => ({
  host: {
    name: 'web-1',
    kernel: '6.18.0',
    arch: 'x64',
    cpus: 2,
    memoryBytes: 24e9,
    uptimeSeconds: 86_400,
    ...machine,
  },
  atEpochMs: Date.UTC(2026, 10, 22, 10),
  windowMs: 0,
  tookMs: 1,
  root: true,
  missingPower: [],
  hostLooks: [{ atMs: 0 }],
  namespaces,
});

/** A wish with reasons that name it. */
export const wish = (key: string, value: string, more: Partial<Proposal> = {}): Proposal => ({
  key,
  value,
  why: same(`why of ${key}`),
  arithmetic: same(`arithmetic of ${key}`),
  risk: same(`risk of ${key}`),
  ...more,
});

const change = (key: string, from: string, to: string): Change => ({
  key,
  from,
  to,
  rule: 'sample-rule',
  why: same(`why of ${key}`),
  arithmetic: same(`arithmetic of ${key}`),
  effect: same(`effect of ${key}`),
  risk: same(`risk of ${key}`),
});

/** A plan for the host, with a setting it has once, and for a container; with a cure outside of sysctl. */
export const samplePlan: Plan = {
  schema: 'tcpdoctor.plan/1',
  tool: 'tcpdoctor 0.1.0',
  host: { name: 'web-1', kernel: '6.18.0' },
  at: '2026-11-22T10:00:00.000Z',
  namespaces: [
    {
      id: 4_026_531_840,
      name: 'host',
      changes: [
        change('net.core.somaxconn', '128', '512'),
        change('net.ipv4.tcp_rmem', '4096 131072 6291456', '4096 131072 33554432'),
        change('net.netfilter.nf_conntrack_max', '1000', '2000'),
      ],
      application: [
        {
          rule: 'accept-queue-overflow',
          at: 'application',
          do: { en: 'Ask for a longer queue', ko: '더 긴 큐를 요청합니다' },
          command: 'listen 80 backlog=512;\nnginx -s reload',
          risk: { en: 'None', ko: '없음' },
          proof: { kind: 'lab', trial: 'accept-queue-overflow', lever: 'longer-queue' },
        },
      ],
    },
    {
      id: 4_026_532_201,
      name: 'nginx/812',
      changes: [
        change('net.ipv4.tcp_tw_reuse', '2', '1'),
        change('net.ipv4.ip_local_port_range', '32768 60999', '10240 65535'),
        change('net.ipv4.tcp_wmem', '4096 16384 131072', '4096 16384 2621440'),
      ],
      application: [],
    },
  ],
};

/** Nothing to tune. */
export const emptyPlan: Plan = { ...samplePlan, namespaces: [] };
