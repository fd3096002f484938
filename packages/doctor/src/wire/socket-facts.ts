/**
 * The current socket of a view as plain data, for the few worth remembering.
 * @module
 */
import type { SocketFacts, SocketMemory, TcpInfo } from '../model/socket.ts';
import type { SocketView } from './socket-view.ts';

/** Copies everything the view says about its current socket. What the kernel did not send is left out. */
export function socketFacts(view: SocketView): SocketFacts {
  const { congestion, shutdown, cgroupId } = view;
  const memory = memoryOf(view);
  const info = infoOf(view);
  return {
    cookie: view.cookie,
    family: view.family,
    state: view.state,
    local: { address: view.localAddress, port: view.localPort },
    remote: { address: view.remoteAddress, port: view.remotePort },
    recvQueue: view.recvQueue,
    sendQueue: view.sendQueue,
    timer: view.timer,
    timerRetries: view.timerRetries,
    timerMs: view.timerMs,
    uid: view.uid,
    inode: view.inode,
    ...(memory !== undefined && { memory }),
    ...(congestion !== undefined && { congestion }),
    ...(shutdown !== undefined && { shutdown }),
    ...(cgroupId !== undefined && { cgroupId }),
    ...(info !== undefined && { info }),
  };
}

/** The socket's memory; `undefined`: not sent. */
export function memoryOf(view: SocketView): SocketMemory | undefined {
  if (!view.hasMemory) return undefined;
  const { rmemBytes, rcvbufBytes, wmemBytes, sndbufBytes, wmemQueuedBytes, drops } = view;
  return { rmemBytes, rcvbufBytes, wmemBytes, sndbufBytes, wmemQueuedBytes, drops };
}

/** The socket's `tcp_info`; `undefined`: not sent. */
export function infoOf(view: SocketView): TcpInfo | undefined {
  if (!view.hasInfo) return undefined;
  return {
    caState: view.caState,
    retransmits: view.retransmits,
    probes: view.probes,
    backoff: view.backoff,
    options: view.options,
    appLimited: view.appLimited,
    rtoUs: view.rtoUs,
    atoUs: view.atoUs,
    sndMssBytes: view.sndMssBytes,
    rcvMssBytes: view.rcvMssBytes,
    unackedSegs: view.unackedSegs,
    lostSegs: view.lostSegs,
    retransSegs: view.retransSegs,
    lastDataSentMs: view.lastDataSentMs,
    lastDataRecvMs: view.lastDataRecvMs,
    lastAckRecvMs: view.lastAckRecvMs,
    pmtuBytes: view.pmtuBytes,
    rttUs: view.rttUs,
    ssthreshSegs: view.ssthreshSegs,
    cwndSegs: view.cwndSegs,
    rcvRttUs: view.rcvRttUs,
    rcvSpaceBytes: view.rcvSpaceBytes,
    totalRetransSegs: view.totalRetransSegs,
    ...tail(view),
  };
}

/** The fields younger than `tcp_info` itself. */
const TAIL = [
  'bytesAcked',
  'bytesReceived',
  'segsOut',
  'segsIn',
  'notSentBytes',
  'minRttUs',
  'dataSegsIn',
  'dataSegsOut',
  'deliveryRateBytesPerSec',
  'busyUs',
  'rwndLimitedUs',
  'sndbufLimitedUs',
  'bytesSent',
  'bytesRetrans',
  'dsackDups',
  'reordSeen',
  'sndWndBytes',
  'rcvWndBytes',
] as const;

type Tail = { -readonly [Name in (typeof TAIL)[number]]?: number };

function tail(view: SocketView): Tail {
  const present: Tail = {};
  for (const name of TAIL) {
    const value = view[name];
    if (value !== undefined) present[name] = value;
  }
  return present;
}
