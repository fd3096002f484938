/**
 * One more address for a side of a stage.
 * @module
 */
import type { Stage } from '../stage.ts';

const SECOND = {
  ipv4: { client: '10.9.1.4', server: '10.9.1.3' },
  ipv6: { client: 'fd09:1::4', server: 'fd09:1::3' },
} as const;

/** Adds it beside the first, and answers it. Not on a stage with a router. */
export async function secondAddress(stage: Stage, side: 'client' | 'server'): Promise<string> {
  const address = SECOND[stage.family][side];
  const { device } = stage[side];
  const prefix = stage.family === 'ipv4' ? '/24' : '/64';
  const noDad = stage.family === 'ipv4' ? '' : ' nodad';
  await stage.ip(side, [`addr add ${address}${prefix} dev ${device}${noDad}`]);
  return address;
}
