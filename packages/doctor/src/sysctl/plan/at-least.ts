/**
 * Two values of one setting, and the one that gives at least what both give. For most settings more is
 * more; for some less is the cure; a switch is neither.
 * @module
 */
import { joinedPorts } from '../apply/same-value.ts';
import type { Setting } from '../setting.ts';
import { numbersOf, plainValue } from '../value.ts';

/** Settings whose cure is a smaller number: how often, how long, how much may wait. */
const LESS_IS_MORE: ReadonlySet<string> = new Set([
  'net.ipv4.tcp_retries2',
  'net.ipv4.tcp_syn_retries',
  'net.ipv4.tcp_synack_retries',
  'net.ipv4.tcp_orphan_retries',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_notsent_lowat',
  'net.netfilter.nf_conntrack_tcp_timeout_established',
]);

/** Settings whose numbers are names: neither is more. */
const CHOICES: ReadonlySet<string> = new Set([
  'net.ipv4.tcp_abort_on_overflow',
  'net.ipv4.tcp_migrate_req',
  'net.ipv4.tcp_mtu_probing',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_tw_reuse',
  'net.ipv4.tcp_window_scaling',
]);

const PORT_RANGE = 'net.ipv4.ip_local_port_range';

/** What stands for the default where it is 0. Source: tcp_orphan_retries() in net/ipv4/tcp_timer.c. */
const ZERO_MEANS: Readonly<Record<string, number>> = { 'net.ipv4.tcp_orphan_retries': 8 };

/** Whether the setting is a switch or a name, of which none is more than another. */
export const isChoice = ({ key, shape }: Setting): boolean =>
  CHOICES.has(key) || shape.kind === 'word' || shape.kind === 'words';

/**
 * The value that gives at least what both give, of a setting that is no choice: larger buffers, a wider
 * range, more ports reserved, fewer repetitions. `undefined` when one of them cannot be read.
 */
export function atLeast({ key, shape }: Setting, a: string, b: string): string | undefined {
  if (shape.kind === 'ports') return joinedPorts([a, b].map(plainValue).filter(Boolean).join(','));
  const [as, bs] = [numbersOf(a), numbersOf(b)];
  if (as === undefined || bs === undefined || as.length !== bs.length) return undefined;
  return as.map((value, n) => stronger(key, n, value, bs[n] ?? value)).join(' ');
}

function stronger(key: string, n: number, a: number, b: number): number {
  const isLess = LESS_IS_MORE.has(key) || (key === PORT_RANGE && n === 0);
  if (!isLess) return Math.max(a, b);
  const meant = (value: number): number => (value === 0 ? (ZERO_MEANS[key] ?? 0) : value);
  return meant(a) <= meant(b) ? a : b;
}
