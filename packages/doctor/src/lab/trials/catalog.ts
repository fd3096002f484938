/**
 * Every trial of the lab. One line per file, in the order of the rules.
 * @module
 */
import type { Trial } from '../trial.ts';
import { acceptQueueDelay } from './accept-queue-delay.ts';
import { acceptQueueFrozen } from './accept-queue-frozen.ts';
import { acceptQueueOverflow } from './accept-queue-overflow.ts';
import { acceptResetRace } from './accept-reset-race.ts';
import { backlogStale } from './backlog-stale.ts';
import { closeWaitLeak } from './close-wait-leak.ts';
import { connectBlackhole } from './connect-blackhole.ts';
import { connectBlackholeLong } from './connect-blackhole-long.ts';
import { connectRefused } from './connect-refused.ts';
import { connectUnroutable } from './connect-unroutable.ts';
import { conntrackFull } from './conntrack-full.ts';
import { conntrackLimit } from './conntrack-limit.ts';
import { deferAcceptWaiting } from './defer-accept-waiting.ts';
import { fdExhaustion } from './fd-exhaustion.ts';
import { finWait2Held } from './fin-wait2-held.ts';
import { halfOpenRisk } from './half-open-risk.ts';
import { lingerReset } from './linger-reset.ts';
import { nagleDelayedAck } from './nagle-delayed-ack.ts';
import { nginxConnections } from './nginx-connections.ts';
import { orphans } from './orphans.ts';
import { pathCongestion } from './path-congestion.ts';
import { pathCongestionQueue } from './path-congestion-queue.ts';
import { pathLoss } from './path-loss.ts';
import { peerGone } from './peer-gone.ts';
import { peerGoneLong } from './peer-gone-long.ts';
import { peerNotReading } from './peer-not-reading.ts';
import { pmtuBlackhole } from './pmtu-blackhole.ts';
import { portExhaustionBind } from './port-exhaustion-bind.ts';
import { portExhaustionEstablished } from './port-exhaustion-established.ts';
import { portExhaustionTimeWait } from './port-exhaustion-time-wait.ts';
import { receiveBufferPrune } from './receive-buffer-prune.ts';
import { receiveBufferSmall } from './receive-buffer-small.ts';
import { receiverAppTrickle } from './receiver-app-trickle.ts';
import { restartAddressInUse } from './restart-address-in-use.ts';
import { reuseportWorkerStuck } from './reuseport-worker-stuck.ts';
import { sendBufferSmall } from './send-buffer-small.ts';
import { softnetDrops } from './softnet-drops.ts';
import { softnetSpread } from './softnet-spread.ts';
import { synBacklogSmall } from './syn-backlog-small.ts';
import { synFlood } from './syn-flood.ts';
import { synQueueDrop } from './syn-queue-drop.ts';
import { synackLost } from './synack-lost.ts';
import { sysctlNotApplied } from './sysctl-not-applied.ts';
import { tcpMemoryLimit } from './tcp-memory-limit.ts';
import { tcpMemoryMachine } from './tcp-memory-machine.ts';
import { timeWaitHarmless } from './time-wait-harmless.ts';
import { timeWaitOverflow } from './time-wait-overflow.ts';
import { timestampsRejected } from './timestamps-rejected.ts';
import { unacceptedCloseWait } from './unaccepted-close-wait.ts';

/** All trials. */
export const TRIALS: readonly Trial[] = [
  ...acceptQueueOverflow,
  acceptQueueFrozen,
  fdExhaustion,
  ...reuseportWorkerStuck,
  ...acceptQueueDelay,
  backlogStale,
  acceptResetRace,
  nginxConnections,
  lingerReset,
  unacceptedCloseWait,
  ...synFlood,
  synBacklogSmall,
  synQueueDrop,
  deferAcceptWaiting,
  synackLost,
  portExhaustionTimeWait,
  portExhaustionEstablished,
  portExhaustionBind,
  timeWaitOverflow,
  ...timeWaitHarmless,
  ...restartAddressInUse,
  connectBlackhole,
  connectBlackholeLong,
  ...connectRefused,
  connectUnroutable,
  conntrackFull,
  conntrackLimit,
  timestampsRejected,
  receiverAppTrickle,
  peerNotReading,
  ...receiveBufferSmall,
  ...sendBufferSmall,
  ...receiveBufferPrune,
  tcpMemoryLimit,
  tcpMemoryMachine,
  ...pathLoss,
  pathCongestion,
  pathCongestionQueue,
  pmtuBlackhole,
  peerGone,
  peerGoneLong,
  nagleDelayedAck,
  ...closeWaitLeak,
  finWait2Held,
  ...halfOpenRisk,
  ...orphans,
  softnetDrops,
  softnetSpread,
  ...sysctlNotApplied,
];
