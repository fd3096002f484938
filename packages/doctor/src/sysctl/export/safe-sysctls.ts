/**
 * Sysctls that every pod may set, by the version of Kubernetes that declared them safe.
 *
 * Source: kubernetes.io, "Using sysctls in a Kubernetes Cluster", and pkg/kubelet/sysctl/safe_sysctls.go.
 * All other sysctls of a network namespace are unsafe: a node must allow them.
 * @module
 */

/** `always`: in every version that is still supported. */
export const SAFE_SYSCTLS: Readonly<Record<string, string>> = {
  'net.ipv4.ip_local_port_range': 'always',
  'net.ipv4.tcp_syncookies': 'always',
  'net.ipv4.ip_unprivileged_port_start': '1.22',
  'net.ipv4.ip_local_reserved_ports': '1.27',
  'net.ipv4.tcp_keepalive_time': '1.29',
  'net.ipv4.tcp_keepalive_intvl': '1.29',
  'net.ipv4.tcp_keepalive_probes': '1.29',
  'net.ipv4.tcp_fin_timeout': '1.29',
  'net.ipv4.tcp_rmem': '1.32',
  'net.ipv4.tcp_wmem': '1.32',
};
