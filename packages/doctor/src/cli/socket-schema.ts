/**
 * What a capture file holds about one socket, and the schemas everything else is made of. A field that
 * the model has and this file lacks is a compile error.
 * @module
 */
import * as v from 'valibot';
import type {
  Endpoint,
  Family,
  SocketFacts,
  SocketMemory,
  TcpInfo,
  Timer,
} from '../model/socket.ts';
import { STATES } from '../model/socket.ts';

type Entries<T> = {
  readonly [K in keyof T]-?: v.GenericSchema<unknown, Exclude<T[K], undefined>>;
};

/** An object with every key of `T` and no other. Unknown keys of the data are dropped. */
export const object =
  <T>() =>
  <const E extends Entries<T> & Readonly<Record<Exclude<keyof E, keyof T>, never>>>(entries: E) =>
    v.object(entries);

/** One of the names of `T`, every one of which must be given. */
export const oneOf = <T extends string>(names: Readonly<Record<T, true>>) =>
  v.picklist(Object.keys(names) as T[]);

/** A string. */
export const text = v.string();
/** A boolean. */
export const flag = v.boolean();
/** No counter of the kernel has more bits. Sums and products of such numbers stay finite. */
const MOST = 2 ** 64;

/** A number that a kernel can have told. */
export const number = v.pipe(v.number(), v.minValue(-MOST), v.maxValue(MOST));
/** Such a number, or no such key. */
export const numberMaybe = v.exactOptional(number);
/** A string, or no such key. */
export const textMaybe = v.exactOptional(text);
/** An address family. */
export const family = oneOf<Family>({ ipv4: true, ipv6: true });
/** An address with its port. */
export const endpoint = object<Endpoint>()({ address: text, port: number });
/** Inodes of sockets. */
export const inodes = v.array(number);

/** The same schema for each of several names. */
export const each = <K extends string, S extends v.GenericSchema>(keys: readonly K[], schema: S) =>
  v.object(Object.fromEntries(keys.map((key) => [key, schema])) as Record<K, S>);

const tcpInfo = object<TcpInfo>()({
  caState: number,
  retransmits: number,
  probes: number,
  backoff: number,
  options: number,
  appLimited: flag,
  rtoUs: number,
  atoUs: number,
  sndMssBytes: number,
  rcvMssBytes: number,
  unackedSegs: number,
  lostSegs: number,
  retransSegs: number,
  lastDataSentMs: number,
  lastDataRecvMs: number,
  lastAckRecvMs: number,
  pmtuBytes: number,
  rttUs: number,
  ssthreshSegs: number,
  cwndSegs: number,
  rcvRttUs: number,
  rcvSpaceBytes: number,
  totalRetransSegs: number,
  bytesAcked: numberMaybe,
  bytesReceived: numberMaybe,
  segsOut: numberMaybe,
  segsIn: numberMaybe,
  notSentBytes: numberMaybe,
  minRttUs: numberMaybe,
  dataSegsIn: numberMaybe,
  dataSegsOut: numberMaybe,
  deliveryRateBytesPerSec: numberMaybe,
  busyUs: numberMaybe,
  rwndLimitedUs: numberMaybe,
  sndbufLimitedUs: numberMaybe,
  bytesSent: numberMaybe,
  bytesRetrans: numberMaybe,
  dsackDups: numberMaybe,
  reordSeen: numberMaybe,
  sndWndBytes: numberMaybe,
  rcvWndBytes: numberMaybe,
});

const memory = object<SocketMemory>()({
  rmemBytes: number,
  rcvbufBytes: number,
  wmemBytes: number,
  sndbufBytes: number,
  wmemQueuedBytes: numberMaybe,
  drops: number,
});

/** One socket. */
export const socket = object<SocketFacts>()({
  cookie: text,
  family,
  state: v.picklist(STATES),
  local: endpoint,
  remote: endpoint,
  recvQueue: number,
  sendQueue: number,
  timer: oneOf<Timer>({
    off: true,
    retransmit: true,
    keepalive: true,
    timeWait: true,
    probe: true,
  }),
  timerRetries: number,
  timerMs: number,
  uid: number,
  inode: number,
  memory: v.exactOptional(memory),
  congestion: textMaybe,
  shutdown: numberMaybe,
  cgroupId: textMaybe,
  info: v.exactOptional(tcpInfo),
});
