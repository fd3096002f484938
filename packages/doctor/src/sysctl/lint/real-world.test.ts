/**
 * Files in the manner of those that distributions, vendors and hardening guides ship, written anew. A
 * well-kept one gets no warning; what is said of the others is what is wrong with them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from '../../kernel/fake.ts';
import { readAndLint } from './read-lint.ts';
import { lintFile, lintTree } from './sample.ts';

const KERNELS = [undefined, '5.4', '5.15', '6.1', '6.12', '6.18'] as const;

/** Nothing but notes, on any kernel. */
const WELL_KEPT: Readonly<Record<string, string>> = {
  'the vendor file of an init system': `# interfaces that appear later, too
net.ipv4.conf.default.rp_filter = 2
net.ipv4.conf.*.rp_filter = 2
-net.ipv4.conf.all.rp_filter
net.ipv4.conf.default.promote_secondaries = 1
-net.ipv4.ping_group_range = 0 2147483647
-net.core.default_qdisc = fq_codel
-fs.protected_regular = 1
-fs.protected_fifos = 1
kernel.sysrq = 16
`,
  'pids of a 64-bit machine': 'kernel.pid_max = 4194304\n',
  'a desktop distribution against bufferbloat': 'net.core.default_qdisc = fq_codel\n',
  'privacy of IPv6 addresses': `net.ipv6.conf.all.use_tempaddr = 2
net.ipv6.conf.default.use_tempaddr = 2
`,
  'an enterprise distribution': `kernel.core_uses_pid = 1
net.ipv4.conf.default.accept_source_route = 0
-net.ipv4.conf.all.accept_source_route
net.ipv4.conf.default.promote_secondaries = 1
-net.ipv4.conf.all.promote_secondaries
fs.protected_hardlinks = 1
`,
  'core dumps': `kernel.core_pattern=|/usr/lib/systemd/systemd-coredump %P %u %g %s %t %c %h
kernel.core_pipe_limit=16
fs.suid_dumpable=2
`,
  'a crypto library that asks for ancillary memory': 'net.core.optmem_max = 81920\n',
  'a rolling distribution': `fs.inotify.max_user_instances = 1024
fs.inotify.max_user_watches = 524288
vm.max_map_count = 1048576
`,
  'a distribution with a list of comments': `
###
# Uncomment the next line to enable TCP/IP SYN cookies
#net.ipv4.tcp_syncookies=1

# Do not accept ICMP redirects
;net.ipv4.conf.all.accept_redirects = 0
`,
  'a container engine': `net.ipv4.ip_forward = 1
net.ipv4.conf.all.forwarding = 1
net.ipv6.conf.all.forwarding = 1
`,
  'a cluster node': `net.bridge.bridge-nf-call-iptables  = 1
net.bridge.bridge-nf-call-ip6tables = 1
net.ipv4.ip_forward                 = 1
vm.overcommit_memory=1
kernel.panic=10
kernel.panic_on_oops=1
fs.inotify.max_user_watches=1048576
net.netfilter.nf_conntrack_max=1048576
`,
  'a cluster installer that keeps node ports free': `net.ipv4.ip_forward=1
net.ipv4.ip_local_port_range=10240 65535
net.ipv4.ip_local_reserved_ports=30000-32767
`,
  'a network plugin that filters by itself': `-net.ipv4.conf.lxc*.rp_filter = 0
-net.ipv4.conf.cilium_*.rp_filter = 0
net.ipv4.conf.all.rp_filter = 0
`,
  'a hardening benchmark': `net.ipv4.ip_forward = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.secure_redirects = 0
net.ipv4.conf.all.log_martians = 1
net.ipv4.icmp_echo_ignore_broadcasts = 1
net.ipv4.icmp_ignore_bogus_error_responses = 1
net.ipv4.conf.all.rp_filter = 1
net.ipv4.tcp_syncookies = 1
net.ipv6.conf.all.accept_ra = 0
net.ipv6.conf.default.accept_ra = 0
kernel.randomize_va_space = 2
fs.suid_dumpable = 0
`,
  'a hardening role but for timestamps': `net.ipv4.icmp_ratelimit=100
net.ipv4.icmp_ratemask=88089
net.ipv4.tcp_rfc1337=1
net.ipv4.tcp_syncookies=1
net.ipv4.conf.all.arp_ignore=1
net.ipv4.conf.all.arp_announce=2
net.ipv6.conf.all.disable_ipv6=1
vm.mmap_min_addr=65536
kernel.kptr_restrict=2
`,
  'a cloud image': `net.ipv4.tcp_syncookies=1
net.ipv4.conf.default.rp_filter=1
net.ipv4.conf.all.rp_filter=1
kernel.panic=10
kernel.kptr_restrict=1
kernel.dmesg_restrict=1
`,
  'an object store on fast links': `net.ipv4.tcp_rmem = 4096 131072 67108864
net.ipv4.tcp_wmem = 4096 65536 67108864
net.ipv4.tcp_mtu_probing = 1
net.core.netdev_max_backlog = 250000
`,
  'a host that moves data across a continent': `net.core.rmem_max = 2147483647
net.core.wmem_max = 2147483647
net.ipv4.tcp_rmem = 4096 131072 1073741824
net.ipv4.tcp_wmem = 4096 16384 1073741824
net.ipv4.tcp_no_metrics_save = 1
net.ipv4.tcp_mtu_probing = 1
net.core.default_qdisc = fq
net.ipv4.tcp_congestion_control = htcp
`,
  'the ports that IANA sets aside': 'net.ipv4.ip_local_port_range = 49152 65535\n',
  'a throughput profile as sysctl lines': `net.core.somaxconn = 2048
kernel.numa_balancing = 0
vm.dirty_ratio = 40
`,
  'a latency profile as sysctl lines': `net.core.busy_read = 50
net.core.busy_poll = 50
net.ipv4.tcp_fastopen = 3
`,
  'a search engine that gives up early': `vm.max_map_count = 262144
net.ipv4.tcp_retries2 = 5
`,
  'a database behind a load balancer': `net.ipv4.tcp_keepalive_time = 60
net.ipv4.tcp_keepalive_intvl = 10
net.ipv4.tcp_keepalive_probes = 6
net.core.somaxconn = 1024
vm.swappiness = 1
`,
  'a firewall with its timeouts': `net.netfilter.nf_conntrack_max = 262144
net.netfilter.nf_conntrack_tcp_timeout_established = 86400
net.netfilter.nf_conntrack_tcp_timeout_fin_wait = 60
net.netfilter.nf_conntrack_udp_timeout_stream = 180
net.netfilter.nf_conntrack_generic_timeout = 60
`,
};

for (const [whose, text] of Object.entries(WELL_KEPT)) {
  test(`a well-kept file gets no warning: ${whose}`, () => {
    for (const kernel of KERNELS) {
      const said = lintFile(text, kernel).filter(({ severity }) => severity !== 'note');
      assert.deepEqual(said, [], kernel);
    }
  });
}

test('all of the vendor files together get no warning, in a tree either', () => {
  const entries = Object.values(WELL_KEPT).map((text, n): [string, string] => [
    `/usr/lib/sysctl.d/${10 + n}-vendor.conf`,
    text,
  ]);
  const said = lintTree({ files: Object.fromEntries(entries) });
  assert.deepEqual(
    said.filter(({ severity }) => severity !== 'note'),
    [],
  );
});

/** What is said of files that deserve it: key, kind, severity; on Linux 6.18. */
const DESERVED: readonly (readonly [whose: string, text: string, said: readonly string[]])[] = [
  [
    'a database vendor from the days of 4.18',
    `fs.file-max = 6815744
net.core.rmem_default = 262144
net.core.rmem_max = 4194304
net.core.wmem_max = 1048576
net.ipv4.ip_local_port_range = 9000 65500
`,
    [
      'file-max file-max-finite warning',
      'rmem_default rmem-default-not-for-tcp note',
      'rmem_max rmem-max-not-for-tcp note',
      'wmem_max rmem-max-not-for-tcp warning',
      'ip_local_port_range port-range-over-services warning',
      'ip_local_port_range port-range-parity note',
    ],
  ],
  [
    'a hardening role that hides the uptime',
    'net.ipv4.tcp_timestamps=0\nnet.ipv4.tcp_max_syn_backlog=2048\n',
    ['tcp_timestamps timestamps-off warning', 'tcp_max_syn_backlog syn-backlog-inert warning'],
  ],
  [
    'buffers of a throughput profile',
    'net.ipv4.tcp_rmem = 4096 131072 16777216\nnet.ipv4.tcp_wmem = 4096 16384 16777216\n',
    ['tcp_rmem buffer-max-not-above-default warning'],
  ],
  [
    'an old page about fast networks',
    'net.ipv4.tcp_sack = 0\nnet.ipv4.tcp_mem = 16777216 16777216 16777216\nnet.ipv4.tcp_fack = 1\n',
    ['tcp_sack sack-off warning', 'tcp_mem tcp-mem-in-bytes warning', 'tcp_fack inert-key warning'],
  ],
  [
    'a page against floods',
    'net.ipv4.tcp_syn_retries = 1\nnet.ipv4.tcp_synack_retries = 1\nnet.core.somaxconn = 65535\n',
    [
      'tcp_syn_retries unusual-value warning',
      'tcp_synack_retries unusual-value warning',
      'somaxconn unusual-value warning',
    ],
  ],
  [
    'a cookbook that mixes two ages',
    'net.netfilter.ip_conntrack_max = 193608\nnet.ipv4.tcp_tw_recycle = 1\nfs.file-nr = 2944 0 2037581\n',
    ['tcp_tw_recycle tw-recycle error', 'file-nr read-only-key error'],
  ],
];

for (const [whose, text, wanted] of DESERVED) {
  test(`what is said of ${whose}`, () => {
    const said = lintFile(text, '6.18').map(
      ({ key, kind, severity }) => `${key?.split('.').at(-1)} ${kind} ${severity}`,
    );
    assert.deepEqual(said, wanted);
  });
}

test('a buffer between two defaults is no mistake where nobody said which kernel it is for', () => {
  const text = 'net.ipv4.tcp_rmem = 4096 131072 16777216\n';
  const severities = (kernel?: string) => lintFile(text, kernel).map(({ severity }) => severity);
  assert.deepEqual(severities(), ['note']);
  assert.deepEqual(severities('6.15'), []);
  assert.deepEqual(severities('6.16'), ['warning']);
});

test('a machine with little memory begins with few TIME_WAIT buckets', () => {
  const kinds = (memoryBytes: number) =>
    readAndLint(
      fakeKernel({
        files: {
          '/etc/sysctl.d/a.conf': 'net.ipv4.tcp_max_tw_buckets = 16384\n',
          '/proc/self/status': 'CapEff:\t0\n',
          '/proc/sys/net/core/netdev_max_backlog': '1000\n',
          '/proc/sys/net/ipv4/tcp_max_tw_buckets': '16384\n',
        },
        links: { '/proc/self/ns/net': 'net:[1]' },
        identity: { memoryBytes },
      }),
    ).problems.map(({ kind }) => kind);
  assert.deepEqual(kinds(4e9), []);
  assert.deepEqual(kinds(64e9), ['tw-buckets-low']);
});

test('a file that a later one of the same owner overrides is layered; a vendor that wins surprises', () => {
  const low = 'net.ipv4.tcp_keepalive_time = 600\n';
  const high = 'net.ipv4.tcp_keepalive_time = 900\n';
  const said = (files: Readonly<Record<string, string>>) =>
    lintTree({ files }).map(({ kind, severity }) => `${kind} ${severity}`);
  assert.deepEqual(said({ '/etc/sysctl.d/10-a.conf': low, '/etc/sysctl.d/60-b.conf': high }), [
    'overridden note',
  ]);
  assert.deepEqual(said({ '/etc/sysctl.d/10-a.conf': low, '/usr/lib/sysctl.d/50-v.conf': high }), [
    'overridden warning',
  ]);
  assert.deepEqual(said({ '/etc/sysctl.d/10-a.conf': low + high }), ['overridden warning']);
});
