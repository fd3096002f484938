/**
 * The sysctls a look reads: in every namespace those that rules compare, and no more, for each costs about
 * 50 µs where there are hundreds of namespaces (`proc_sys_compare`).
 *
 * `net.ipv4` keys hold for IPv6 too, the kernel has one set for TCP.
 * @module
 */

/** Dotted names, read in every namespace. A key that a namespace does not have is simply absent. */
export const SYSCTL_KEYS = [
  'net.core.somaxconn',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_tw_reuse',
  'net.ipv4.tcp_tw_reuse_delay',
  'net.ipv4.tcp_timestamps',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_max_tw_buckets',
  'net.ipv4.tcp_max_syn_backlog',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_abort_on_overflow',
  'net.ipv4.tcp_synack_retries',
  'net.ipv4.tcp_retries2',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_window_scaling',
  'net.ipv4.tcp_congestion_control',
  'net.ipv4.tcp_mtu_probing',
  'net.ipv4.tcp_migrate_req',
] as const;

/**
 * Also read in the host's own namespace, and in every one when a plan is wanted: what only plans change, what
 * is the same everywhere, and what rules only compare with the files of the host.
 */
export const MORE_SYSCTL_KEYS = [
  'net.ipv4.tcp_syn_retries',
  'net.ipv4.tcp_orphan_retries',
  'net.ipv4.tcp_moderate_rcvbuf',
  'net.ipv4.tcp_available_congestion_control',
  'net.ipv4.tcp_allowed_congestion_control',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
  'net.core.netdev_max_backlog',
  'net.netfilter.nf_conntrack_max',
  'net.netfilter.nf_conntrack_tcp_timeout_established',
] as const;
