/**
 * The setting that a misspelled key was meant to be.
 * @module
 */
import { SETTINGS } from '../catalogue/catalogue.ts';

/** Letters that may differ, by the length of a name: more makes other words of short ones. */
const maxEdits = (name: string): number => (name.length > 14 ? 3 : 2);

/** Keys of TCP that the catalogue has no reason to know, so that none is taken for a mistake. */
const OTHER_KEYS: ReadonlySet<string> = new Set(
  [
    'app_win available_ulp backlog_ack_defer challenge_ack_limit',
    'child_ehash_entries comp_sack_delay_ns comp_sack_nr comp_sack_rtt_percent comp_sack_slack_ns',
    'early_demux ecn_fallback ecn_option ecn_option_beacon ehash_entries fastopen_key',
    'fastopen_blackhole_timeout_sec fwmark_accept invalid_ratelimit l3mdev_accept',
    'limit_output_bytes max_reordering min_rtt_wlen min_snd_mss min_tso_segs mtu_probe_floor',
    'pacing_ca_ratio pacing_ss_ratio pingpong_thresh plb_cong_thresh',
    'plb_idle_rehash_rounds plb_rehash_rounds plb_suspend_rto_sec probe_interval probe_threshold',
    'rcvbuf_low_rtt recovery reflect_tos retrans_collapse stdurg thin_dupack',
    'thin_linear_timeouts tso_rtt_log tso_win_divisor workaround_signed_windows',
  ]
    .flatMap((line) => line.split(' '))
    .map((name) => `net.ipv4.tcp_${name}`)
    .concat('net.nf_conntrack_max'),
);

/**
 * Families of the firewall's keys that the catalogue has no reason to know.
 *
 * Source: Documentation/networking/nf_conntrack-sysctl.rst.
 */
const OTHER_FAMILIES =
  /^net\.netfilter\.nf_conntrack_(dccp|sctp|udp|udplite|gre|icmp|icmpv6|generic|frag6|expect|tcp_(ignore|max|no)|tcp_timeout_(close|fin_wait|last_ack|max_retrans|syn_recv|syn_sent|unacknowledged)$)/;

/** The known key closest to an unknown one; `undefined` when none is close, or it is a key of its own. */
export function nearKey(key: string): string | undefined {
  if (OTHER_KEYS.has(key) || OTHER_FAMILIES.test(key)) return undefined;
  const name = lastPart(key);
  return SETTINGS.map((setting) => setting.key)
    .filter((known) => known !== key && known.includes('.'))
    .find((known) => isMeant(known, key, name));
}

/** Right name in the wrong place, or nearly the right name. */
function isMeant(known: string, key: string, name: string): boolean {
  const wanted = lastPart(known);
  if (wanted === name) return !key.includes('.ipv6.') && name.length > 4;
  const family = /^(tcp_|nf_conntrack_|somax|ip_local_)/.exec(wanted)?.[0];
  if (family === undefined || !name.startsWith(family.slice(0, 4))) return false;
  return name.length > 6 && edits(wanted, name) <= maxEdits(name);
}

const lastPart = (key: string): string => key.split('.').at(-1) ?? key;

/** Letters to insert, delete or replace; a swap of neighbours counts two. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const replaced = (row[j - 1] ?? 0) + same;
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
