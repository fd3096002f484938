/**
 * A client with a range of ephemeral ports small enough to fill at once.
 * @module
 */
import type { Stage } from '../stage.ts';

/** Its ephemeral ports. */
export const PORTS = 64;
const LOW = 40_000;

/** Gives the client so many ephemeral ports, from 40000 on. */
export const narrowRange = (stage: Stage, ports = PORTS): Promise<void> =>
  stage.sysctl('client', { 'net.ipv4.ip_local_port_range': `${LOW} ${LOW + ports - 1}` });
