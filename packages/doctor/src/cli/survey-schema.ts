/**
 * What a capture file must hold: the exact shape of a `Survey`. A field that the model has and this
 * file lacks is a compile error.
 * @module
 */
import * as v from 'valibot';
import type {
  AbandonedPort,
  Conntrack,
  Destination,
  Group,
  HostLook,
  Kept,
  Listener,
  Missing,
  Service,
  Snapshot,
  SoftnetCpu,
  Sockstat,
  Source,
} from '../model/snapshot.ts';
import type { State } from '../model/socket.ts';
import { STATES } from '../model/socket.ts';
import type {
  Host,
  MissingPower,
  NamespaceSurvey,
  Owner,
  Survey,
  SysctlSetting,
} from '../model/survey.ts';
import {
  each,
  endpoint,
  family,
  flag,
  inodes,
  number,
  numberMaybe,
  object,
  oneOf,
  socket,
  text,
  textMaybe,
} from './socket-schema.ts';

const listener = object<Listener>()({
  cookie: text,
  family,
  local: endpoint,
  waiting: number,
  limit: numberMaybe,
  drops: numberMaybe,
  uid: number,
  inode: number,
  cgroupId: textMaybe,
});

const service = object<Service>()({
  port: number,
  established: number,
  timeWait: number,
  synRecv: number,
  synRecvRetried: number,
  synRecvPeers: number,
  synRecvAddress: textMaybe,
  unaccepted: number,
  unacceptedCloseWait: number,
  oldestUnacceptedMs: numberMaybe,
});

const destination = object<Destination>()({
  family,
  source: text,
  remote: endpoint,
  ports: number,
  lowParityPorts: number,
  established: number,
  timeWait: number,
  closeWait: number,
  synSent: number,
  synSentRetried: number,
  other: number,
  inodes,
});

const source = object<Source>()({
  family,
  address: text,
  distinctPorts: number,
  bindParityPorts: number,
  inodes,
});

const abandoned = object<AbandonedPort>()({ port: number, timeWait: number, connections: number });

const group = object<Group>()({
  family,
  direction: oneOf<Group['direction']>({ inbound: true, outbound: true }),
  port: numberMaybe,
  remote: v.exactOptional(endpoint),
  count: number,
  owned: number,
  examples: v.array(socket),
});

const groups = object<Snapshot['groups']>()({
  closeWait: v.array(group),
  finWait2: v.array(group),
  orphan: v.array(group),
  silent: v.array(group),
  computing: v.array(group),
});

const kept = object<Kept>()({ total: number, sockets: v.array(socket) });

const watches = object<Snapshot['kept']>()({
  unread: kept,
  unsent: kept,
  backoff: kept,
  retransmitting: kept,
  limited: kept,
  nagle: kept,
});

const sockstat = object<Sockstat>()({
  inUse: number,
  timeWait: number,
  hostOrphans: number,
  hostAllocated: number,
  hostMemPages: number,
});

const conntrack = object<Conntrack>()({
  count: number,
  max: number,
  drops: v.exactOptional(v.bigint()),
  earlyDrops: v.exactOptional(v.bigint()),
});

const missing = object<Missing>()({ source: text, code: text });

const snapshot = object<Snapshot>()({
  atMs: number,
  counters: v.record(text, v.bigint()),
  sockstat: v.exactOptional(sockstat),
  conntrack: v.exactOptional(conntrack),
  sysctls: v.record(text, text),
  states: each<State, typeof number>(STATES, number),
  listeners: v.array(listener),
  services: v.array(service),
  timeWaitInbound: number,
  timeWaitOutbound: number,
  destinations: v.array(destination),
  destinationsTotal: number,
  sources: v.array(source),
  abandoned: v.array(abandoned),
  groups,
  kept: watches,
  missing: v.array(missing),
  withoutNetlink: v.exactOptional(flag),
});

const owner = object<Owner>()({
  pid: number,
  command: text,
  commandLine: text,
  state: textMaybe,
  cgroup: textMaybe,
  unit: textMaybe,
  container: textMaybe,
  fds: v.exactOptional(v.object({ open: numberMaybe, limit: numberMaybe })),
});

const namespace = object<NamespaceSurvey>()({
  id: number,
  name: text,
  pid: numberMaybe,
  isHost: flag,
  addresses: v.array(text),
  looks: v.tupleWithRest([snapshot], snapshot),
  owners: v.record(text, v.array(owner)),
});

const hostLook = object<HostLook>()({
  atMs: number,
  softnet: v.exactOptional(
    v.array(object<SoftnetCpu>()({ processed: number, dropped: number, timeSqueezed: number })),
  ),
  tcpMemPages: v.exactOptional(v.tuple([number, number, number])),
  maxOrphans: numberMaybe,
  fileNr: v.exactOptional(v.object({ open: number, max: number })),
});

const host = object<Host>()({
  name: text,
  kernel: text,
  arch: text,
  cpus: number,
  memoryBytes: number,
  uptimeSeconds: number,
});

const missingPower = object<MissingPower>()({
  what: oneOf<MissingPower['what']>({
    linux: true,
    netlink: true,
    CAP_SYS_ADMIN: true,
    CAP_SYS_PTRACE: true,
    namespace: true,
    processes: true,
    source: true,
  }),
  which: textMaybe,
  code: textMaybe,
});

const setting = object<SysctlSetting>()({ key: text, value: text, file: text, line: number });

/** A survey as it comes out of a capture file. */
export const surveySchema: v.GenericSchema<unknown, Survey> = object<Survey>()({
  host,
  atEpochMs: v.pipe(number, v.minValue(-8.64e15), v.maxValue(8.64e15)),
  windowMs: number,
  tookMs: number,
  root: flag,
  missingPower: v.array(missingPower),
  hostLooks: v.tupleWithRest([hostLook], hostLook),
  sysctlFiles: v.exactOptional(v.array(setting)),
  namespaces: v.array(namespace),
});
