/**
 * Every rule, in the order an expert would ask: who is turned away, who cannot connect, what is slow,
 * what leaks, what is set wrong.
 * @module
 */
import { acceptQueueDelay } from './accept-queue-delay/rule.ts';
import { acceptQueueOverflow } from './accept-queue-overflow/rule.ts';
import { acceptResetRace } from './accept-reset-race/rule.ts';
import { acceptedThenReset } from './accepted-then-reset/rule.ts';
import { applicationSlow } from './application-slow/rule.ts';
import { backlogStale } from './backlog-stale/rule.ts';
import { closeWaitLeak } from './close-wait-leak/rule.ts';
import { connectBlackhole } from './connect-blackhole/rule.ts';
import { connectRefused } from './connect-refused/rule.ts';
import { connectUnroutable } from './connect-unroutable/rule.ts';
import { conntrackFull } from './conntrack-full/rule.ts';
import { deferAcceptWaiting } from './defer-accept-waiting/rule.ts';
import { fdExhaustion } from './fd-exhaustion/rule.ts';
import { finWait2Held } from './fin-wait2-held/rule.ts';
import { halfOpenRisk } from './half-open-risk/rule.ts';
import { lingerReset } from './linger-reset/rule.ts';
import { nagleDelayedAck } from './nagle-delayed-ack/rule.ts';
import { orphans } from './orphans/rule.ts';
import { pathCongestion } from './path-congestion/rule.ts';
import { pathLoss } from './path-loss/rule.ts';
import { peerGone } from './peer-gone/rule.ts';
import { peerNotReading } from './peer-not-reading/rule.ts';
import { pmtuBlackhole } from './pmtu-blackhole/rule.ts';
import { portClosed } from './port-closed/rule.ts';
import { portExhaustionBind } from './port-exhaustion-bind/rule.ts';
import { portExhaustionEstablished } from './port-exhaustion-established/rule.ts';
import { portExhaustionTimeWait } from './port-exhaustion-time-wait/rule.ts';
import { receiveBufferPrune } from './receive-buffer-prune/rule.ts';
import { receiveBufferSmall } from './receive-buffer-small/rule.ts';
import { receiverAppSlow } from './receiver-app-slow/rule.ts';
import { restartAddressInUse } from './restart-address-in-use/rule.ts';
import { reuseportWorkerStuck } from './reuseport-worker-stuck/rule.ts';
import { sendBufferSmall } from './send-buffer-small/rule.ts';
import { softnetDrops } from './softnet-drops/rule.ts';
import { synBacklogSmall } from './syn-backlog-small/rule.ts';
import { synFlood } from './syn-flood/rule.ts';
import { synQueueDrop } from './syn-queue-drop/rule.ts';
import { synackLost } from './synack-lost/rule.ts';
import { sysctlNotApplied } from './sysctl-not-applied/rule.ts';
import { tcpMemoryLimit } from './tcp-memory-limit/rule.ts';
import { timeWaitHarmless } from './time-wait-harmless/rule.ts';
import { timeWaitOverflow } from './time-wait-overflow/rule.ts';
import { timestampsRejected } from './timestamps-rejected/rule.ts';
import { unacceptedCloseWait } from './unaccepted-close-wait/rule.ts';
import type { Rule } from './rule.ts';

/** The catalogue. */
export const RULES: readonly Rule[] = [
  acceptQueueOverflow,
  fdExhaustion,
  reuseportWorkerStuck,
  acceptQueueDelay,
  backlogStale,
  acceptResetRace,
  acceptedThenReset,
  lingerReset,
  unacceptedCloseWait,
  synFlood,
  synBacklogSmall,
  synQueueDrop,
  deferAcceptWaiting,
  synackLost,
  portExhaustionTimeWait,
  portExhaustionEstablished,
  portExhaustionBind,
  timeWaitOverflow,
  timeWaitHarmless,
  restartAddressInUse,
  connectBlackhole,
  connectRefused,
  portClosed,
  connectUnroutable,
  conntrackFull,
  timestampsRejected,
  receiverAppSlow,
  peerNotReading,
  receiveBufferSmall,
  sendBufferSmall,
  receiveBufferPrune,
  tcpMemoryLimit,
  pathLoss,
  pathCongestion,
  pmtuBlackhole,
  peerGone,
  nagleDelayedAck,
  applicationSlow,
  closeWaitLeak,
  finWait2Held,
  halfOpenRisk,
  orphans,
  softnetDrops,
  sysctlNotApplied,
];
