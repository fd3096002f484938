/**
 * Every scenario of the lab. One line per file.
 * @module
 */
import type { Scenario } from '../scenario.ts';
import { acceptQueueDelay } from './accept-queue-delay.ts';
import { acceptQueueOverflow } from './accept-queue-overflow.ts';
import { acceptResetRace } from './accept-reset-race.ts';
import { acceptedThenReset } from './accepted-then-reset.ts';
import { applicationSlow } from './application-slow.ts';
import { backlogStale } from './backlog-stale.ts';
import { closeWaitLeak } from './close-wait-leak.ts';
import { connectBlackhole } from './connect-blackhole.ts';
import { connectRefused } from './connect-refused.ts';
import { connectUnroutable } from './connect-unroutable.ts';
import { conntrackFull } from './conntrack-full.ts';
import { deferAcceptWaiting } from './defer-accept-waiting.ts';
import { fdExhaustion } from './fd-exhaustion.ts';
import { finWait2Held } from './fin-wait2-held.ts';
import { halfOpenRisk } from './half-open-risk.ts';
import { healthyHosts } from './healthy-hosts.ts';
import { lingerReset } from './linger-reset.ts';
import { nagleDelayedAck } from './nagle-delayed-ack.ts';
import { orphans } from './orphans.ts';
import { pathCongestion } from './path-congestion.ts';
import { pathLoss } from './path-loss.ts';
import { peerGone } from './peer-gone.ts';
import { peerNotReading } from './peer-not-reading.ts';
import { pmtuBlackhole } from './pmtu-blackhole.ts';
import { portClosed } from './port-closed.ts';
import { portExhaustionBind } from './port-exhaustion-bind.ts';
import { portExhaustionEstablished } from './port-exhaustion-established.ts';
import { portExhaustionTimeWait } from './port-exhaustion-time-wait.ts';
import { receiveBufferPrune } from './receive-buffer-prune.ts';
import { receiveBufferSmall } from './receive-buffer-small.ts';
import { receiverAppSlow } from './receiver-app-slow.ts';
import { restartAddressInUse } from './restart-address-in-use.ts';
import { reuseportWorkerStuck } from './reuseport-worker-stuck.ts';
import { sendBufferSmall } from './send-buffer-small.ts';
import { synBacklogSmall } from './syn-backlog-small.ts';
import { synFlood } from './syn-flood.ts';
import { synQueueDrop } from './syn-queue-drop.ts';
import { synackLost } from './synack-lost.ts';
import { timeWaitHarmless } from './time-wait-harmless.ts';
import { timeWaitOverflow } from './time-wait-overflow.ts';
import { timestampsRejected } from './timestamps-rejected.ts';
import { unacceptedCloseWait } from './unaccepted-close-wait.ts';

/** All scenarios: a fault, then its twin and look-alikes, file by file. */
export const SCENARIOS: readonly Scenario[] = [
  ...acceptQueueDelay,
  ...acceptQueueOverflow,
  ...acceptResetRace,
  ...acceptedThenReset,
  ...applicationSlow,
  ...backlogStale,
  ...closeWaitLeak,
  ...deferAcceptWaiting,
  ...fdExhaustion,
  ...finWait2Held,
  ...halfOpenRisk,
  ...lingerReset,
  ...nagleDelayedAck,
  ...orphans,
  ...pathCongestion,
  ...pathLoss,
  ...peerGone,
  ...peerNotReading,
  ...pmtuBlackhole,
  ...portExhaustionTimeWait,
  ...receiveBufferPrune,
  ...receiveBufferSmall,
  ...receiverAppSlow,
  ...reuseportWorkerStuck,
  ...sendBufferSmall,
  ...synBacklogSmall,
  ...synFlood,
  ...synQueueDrop,
  ...synackLost,
  ...unacceptedCloseWait,
  ...connectBlackhole,
  ...connectRefused,
  ...connectUnroutable,
  ...conntrackFull,
  ...portClosed,
  ...portExhaustionBind,
  ...portExhaustionEstablished,
  ...restartAddressInUse,
  ...timeWaitHarmless,
  ...timeWaitOverflow,
  ...timestampsRejected,
  ...healthyHosts,
];
