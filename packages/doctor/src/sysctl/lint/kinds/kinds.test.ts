import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../lint.ts';
import { lintFile, lintTree } from '../sample.ts';
import type { SampleMachine } from '../sample.ts';
import { KINDS } from './catalog.ts';

/** Per kind: a line that has it, and its healthy twin. */
const LINES: readonly (readonly [kind: string, bad: string, good: string, kernel?: string])[] = [
  ['shell-command', 'sysctl -w net.core.somaxconn=1024', 'net.core.somaxconn=1024'],
  [
    'shell-command',
    'echo 1 > /proc/sys/net/ipv4/tcp_rfc1337',
    '# echo 1 > /proc/sys/net/ipv4/tcp_rfc1337',
  ],
  ['invisible-character', '\ufeffnet.core.somaxconn = 1024', 'net.core.somaxconn = 1024'],
  ['invisible-character', 'net.core.somaxconn =\u00a01024', '# caf\u00e9\u00a0au lait'],
  ['not-a-setting', 'net.core.somaxconn 1024', 'net.core.somaxconn = 1024'],
  ['not-a-setting', '[main]', '-net.ipv4.conf.all.rp_filter'],
  ['blank-after-dash', '- net.core.somaxconn = 1024', '-net.core.somaxconn = 1024'],
  [
    'trailing-comment',
    'net.ipv4.tcp_keepalive_time = 600 # ten minutes',
    '# ten minutes\nnet.ipv4.tcp_keepalive_time = 600',
  ],
  [
    'trailing-comment',
    'net.ipv4.tcp_congestion_control = cubic # as ever',
    'kernel.core_pattern = |/bin/x',
  ],
  ['trailing-comment', 'kernel.core_pattern = core # %p', 'kernel.core_pattern = core#%p'],
  ['shell-command', 'sudo sysctl net.core.somaxconn=1024', 'net.core.somaxconn=1024'],
  ['invisible-character', '\ufeff# first', '# \ufeff'],
  [
    'removed-key',
    'net.ipv4.netfilter.ip_conntrack_tcp_timeout_time_wait = 1',
    'net.netfilter.nf_conntrack_tcp_timeout_time_wait = 1',
  ],
  ['too-new-key', 'net.ipv4.tcp_shrink_window = 1', 'net.ipv4.tcp_plb_enabled = 1', '6.4'],
  ['sysctl-p', '# apply with: sudo sysctl -p', '# apply with: sysctl -p /etc/sysctl.d/a.conf'],
  ['tw-recycle', 'net.ipv4.tcp_tw_recycle = 0', 'net.ipv4.tcp_rfc1337 = 1'],
  ['removed-key', 'net.ipv4.ip_conntrack_max = 65536', 'net.nf_conntrack_max = 65536'],
  ['too-new-key', 'net.ipv4.tcp_tw_reuse_delay = 500', 'net.ipv4.tcp_migrate_req = 1', '6.6'],
  ['ipv6-twin', 'net.ipv6.tcp_rmem = 4096 131072 67108864', 'net.ipv6.conf.all.forwarding = 0'],
  ['proc-path', '/proc/sys/net/ipv4/tcp_rfc1337 = 1', '/net/ipv4/tcp_rfc1337 = 1'],
  [
    'interface-dot',
    'net.ipv4.conf.eth0.100.rp_filter = 1',
    'net/ipv4/conf/eth0.100/rp_filter = 1\nnet.ipv4.conf.eth0/100.log_martians = 1',
  ],
  ['interface-dot', '-net.ipv6.neigh.br0.7.gc_stale_time = 60', 'net.ipv6.conf.eth0.mtu = 1400'],
  ['misspelled-key', 'net.ipv4.tcp_max_tw_bucket = 400000', 'net.ipv4.udp_mem = 1 2 3'],
  [
    'misspelled-key',
    'net.netfilter.nf_conntrack_tcp_timeout_timewait = 30',
    'net.netfilter.nf_conntrack_tcp_timeout_fin_wait = 30',
  ],
  [
    'misspelled-key',
    'net.netfilter.nf_conntrack_tpc_loose = 1',
    'net.netfilter.nf_conntrack_dccp_loose = 1',
  ],
  ['misspelled-key', 'net.core.tcp_rfc1337 = 1', 'net.ipv4.tcp_recovery = 1'],
  ['misspelled-key', 'net.ipv4.tcp_keepalive_interval = 30', 'net.nf_conntrack_max = 262144'],
  [
    'read-only-key',
    'net.netfilter.nf_conntrack_count = 0',
    'net.netfilter.nf_conntrack_tcp_loose = 0',
  ],
  ['inert-key', 'net.ipv4.tcp_low_latency = 1', 'net.ipv4.tcp_autocorking = 0'],
  ['inert-key', 'net.ipv4.tcp_adv_win_scale = 2', 'net.ipv4.tcp_adv_win_scale = 2\n', '6.6'],
  ['empty-value', 'net.core.somaxconn =', 'net.ipv4.ip_local_reserved_ports ='],
  ['not-a-number', 'net.core.somaxconn = 4k', 'net.core.somaxconn = 4096'],
  ['not-a-number', 'net.core.somaxconn = "4096"', 'kernel.domainname = "x"'],
  ['octal-number', 'net.ipv4.tcp_keepalive_time = 0600', 'net.ipv4.tcp_keepalive_time = 600'],
  ['out-of-range', 'net.ipv4.tcp_tw_reuse = 3', 'net.ipv4.tcp_tw_reuse = 2'],
  [
    'out-of-range',
    'net.ipv4.tcp_wmem = 4096 16384 4294967296',
    'net.ipv4.tcp_wmem = 4096 16384 16777216',
  ],
  ['out-of-range', 'net.ipv4.tcp_keepalive_time = 0', 'net.ipv4.tcp_keepalive_time = 120'],
  ['wrong-count', 'net.ipv4.tcp_wmem = 4096 16384', 'net.ipv4.tcp_wmem = 4096 16384 16777216'],
  [
    'wrong-order',
    'net.ipv4.tcp_wmem = 4096 16777216 65536',
    'net.ipv4.tcp_wmem = 4096 65536 16777216',
  ],
  [
    'wrong-order',
    'net.ipv4.ip_local_port_range = 60999 32768',
    'net.ipv4.ip_local_port_range = 32768 60999',
  ],
  [
    'bad-port-list',
    'net.ipv4.ip_local_reserved_ports = 8080, 9090',
    'net.ipv4.ip_local_reserved_ports = 8080,9090',
  ],
  [
    'not-one-word',
    'net.ipv4.tcp_congestion_control = cubic reno',
    'net.ipv4.tcp_allowed_congestion_control = cubic reno',
  ],
  ['extra-numbers', 'net.core.somaxconn = 1024 2048', 'net.core.somaxconn = 1024'],
  [
    'overridden',
    'net.core.somaxconn = 512\nnet.core.somaxconn = 1024',
    'net.core.somaxconn = 512\nnet.ipv4.tcp_rfc1337 = 1',
  ],
  ['duplicate', 'net.core.somaxconn = 512\nnet/core/somaxconn = 512', 'net.core.somaxconn = 512'],
  ['pattern-exclusion', '-net.ipv4.conf.d*.rp_filter', '-net.ipv4.conf.default.rp_filter'],
  ['somaxconn-lowered', 'net.core.somaxconn = 128', 'net.core.somaxconn = 4096'],
  ['somaxconn-lowered', 'net.core.somaxconn = 64', 'net.core.somaxconn = 128', '5.3'],
  [
    'syn-backlog-inert',
    'net.ipv4.tcp_max_syn_backlog = 8192',
    'net.ipv4.tcp_max_syn_backlog = 8192\nnet.ipv4.tcp_syncookies = 0',
  ],
  ['syncookies-off', 'net.ipv4.tcp_syncookies = 0', 'net.ipv4.tcp_syncookies = 1'],
  ['syncookies-always', 'net.ipv4.tcp_syncookies = 2', 'net.ipv4.tcp_syncookies = 1'],
  ['abort-on-overflow', 'net.ipv4.tcp_abort_on_overflow = 1', 'net.ipv4.tcp_abort_on_overflow = 0'],
  [
    'port-range-over-services',
    'net.ipv4.ip_local_port_range = 10240 65535',
    'net.ipv4.ip_local_port_range = 10240 65535\nnet.ipv4.ip_local_reserved_ports = 10250,11211,15672,27017',
  ],
  [
    'port-range-refused',
    'net.ipv4.ip_local_port_range = 1000 60999',
    'net.ipv4.ip_local_port_range = 1024 60999',
  ],
  [
    'port-range-refused',
    'net.ipv4.ip_local_port_range = 1000 60999',
    'net.ipv4.ip_local_port_range = 1000 60999\nnet.ipv4.ip_unprivileged_port_start = 1000',
  ],
  [
    'port-range-narrow',
    'net.ipv4.ip_local_port_range = 50000 60001',
    'net.ipv4.ip_local_port_range = 32768 65535',
  ],
  [
    'port-range-parity',
    'net.ipv4.ip_local_port_range = 32768 65000',
    'net.ipv4.ip_local_port_range = 32768 65001',
  ],
  [
    'tw-reuse-without-timestamps',
    'net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_timestamps = 0',
    'net.ipv4.tcp_tw_reuse = 1',
  ],
  ['tw-reuse-outgoing', 'net.ipv4.tcp_tw_reuse = 1', 'net.ipv4.tcp_tw_reuse = 2'],
  ['fin-timeout-no-cure', 'net.ipv4.tcp_fin_timeout = 15', 'net.ipv4.tcp_fin_timeout = 60'],
  ['tw-buckets-low', 'net.ipv4.tcp_max_tw_buckets = 5000', 'net.ipv4.tcp_max_tw_buckets = 400000'],
  ['timestamps-off', 'net.ipv4.tcp_timestamps = 0', 'net.ipv4.tcp_timestamps = 1'],
  [
    'buffer-max-not-above-default',
    'net.ipv4.tcp_rmem = 4096 131072 6291456',
    'net.ipv4.tcp_rmem = 4096 131072 67108864',
  ],
  [
    'buffer-max-not-above-default',
    'net.ipv4.tcp_rmem = 4096 131072 16777216',
    'net.ipv4.tcp_rmem = 4096 131072 67108864',
    '6.16',
  ],
  [
    'buffer-max-not-above-default',
    'net.ipv4.tcp_rmem = 4096 131072 6291456',
    'net.ipv4.tcp_rmem = 4096 131072 16777216',
    '6.15',
  ],
  [
    'buffer-start-large',
    'net.ipv4.tcp_wmem = 4096 8388608 16777216',
    'net.ipv4.tcp_wmem = 4096 65536 16777216',
  ],
  [
    'buffer-min-large',
    'net.ipv4.tcp_wmem = 1048576 1048576 16777216',
    'net.ipv4.tcp_wmem = 8192 65536 16777216',
  ],
  [
    'buffer-max-huge',
    'net.ipv4.tcp_wmem = 4096 65536 2147483647',
    'net.ipv4.tcp_wmem = 4096 65536 268435456',
  ],
  [
    'tcp-mem-in-bytes',
    'net.ipv4.tcp_mem = 8388608 12582912 16777216',
    'net.ipv4.tcp_mem = 786432 1048576 1572864',
  ],
  ['rmem-max-not-for-tcp', 'net.core.rmem_max = 16777216', 'net.core.optmem_max = 131072'],
  ['rmem-default-not-for-tcp', 'net.core.wmem_default = 262144', 'net.core.optmem_max = 131072'],
  ['autotuning-off', 'net.ipv4.tcp_moderate_rcvbuf = 0', 'net.ipv4.tcp_moderate_rcvbuf = 1'],
  ['window-scaling-off', 'net.ipv4.tcp_window_scaling = 0', 'net.ipv4.tcp_window_scaling = 1'],
  [
    'congestion-control-missing',
    'net.ipv4.tcp_congestion_control = bbr4',
    'net.ipv4.tcp_congestion_control = htcp',
  ],
  [
    'bbr-by-default',
    'net.ipv4.tcp_congestion_control = bbr',
    'net.ipv4.tcp_congestion_control = cubic',
  ],
  [
    'fq-for-bbr',
    'net.core.default_qdisc = fq\nnet.ipv4.tcp_congestion_control = bbr',
    'net.core.default_qdisc = fq',
  ],
  ['sack-off', 'net.ipv4.tcp_sack = 0', 'net.ipv4.tcp_sack = 1'],
  ['sack-off', 'net.ipv4.tcp_dsack = 0', 'net.ipv4.tcp_dsack = 1'],
  ['pmtu-discovery-off', 'net.ipv4.ip_no_pmtu_disc = 1', 'net.ipv4.tcp_mtu_probing = 1'],
  ['file-max-finite', 'fs.file-max = 2097152', 'fs.file-max = 9223372036854775807'],
  ['nr-open-lowered', 'fs.nr_open = 65536', 'fs.nr_open = 2097152'],
  [
    'conntrack-forgets-first',
    'net.netfilter.nf_conntrack_tcp_timeout_established = 1200',
    'net.netfilter.nf_conntrack_tcp_timeout_established = 1200\nnet.ipv4.tcp_keepalive_time = 300',
  ],
  [
    'conntrack-buckets',
    'net.netfilter.nf_conntrack_max = 4194304',
    'net.netfilter.nf_conntrack_max = 4194304\nnet.netfilter.nf_conntrack_buckets = 1048576',
  ],
  ['unusual-value', 'net.core.somaxconn = 65535', 'net.core.somaxconn = 8192'],
  ['unusual-value', 'net.ipv4.tcp_retries2 = 3', 'net.ipv4.tcp_retries2 = 8'],
];

const INERT_BEFORE = '6.5';

for (const [kind, bad, good, kernel] of LINES) {
  test(`${kind} finds ${JSON.stringify(bad)}, and not its twin`, () => {
    assert.ok(has(lintFile(bad, kernel), kind), 'not found');
    const goodKernel = kind === 'inert-key' && kernel !== undefined ? INERT_BEFORE : kernel;
    assert.ok(!has(lintFile(good, goodKernel), kind), 'found in its twin');
  });
}

const has = (problems: readonly Problem[], kind: string): boolean =>
  problems.some((problem) => problem.kind === kind);

const A = '/etc/sysctl.d/50-a.conf';
const LINE = 'net.core.somaxconn = 1024\n';

/** The same for what needs a tree, or a machine. */
const MACHINES: readonly (readonly [kind: string, bad: SampleMachine, good: SampleMachine])[] = [
  [
    'wrong-suffix',
    { files: { '/etc/sysctl.d/tcp.cfg': LINE } },
    { files: { '/etc/sysctl.d/tcp.conf.bak': LINE } },
  ],
  [
    'wrong-suffix',
    { files: { '/etc/sysctl.d/tcp': LINE } },
    { files: { '/etc/sysctl.d/README': LINE } },
  ],
  [
    'sysctl-conf-not-at-boot',
    { files: { '/etc/sysctl.conf': LINE } },
    {
      files: { '/etc/sysctl.conf': LINE },
      links: { '/etc/sysctl.d/99-sysctl.conf': '../sysctl.conf' },
    },
  ],
  [
    'sysctl-conf-not-at-boot',
    { files: { '/etc/sysctl.conf': LINE } },
    { files: { '/etc/sysctl.conf': '# none\n' } },
  ],
  [
    'hidden-file',
    { files: { '/etc/sysctl.d/.a.conf': LINE } },
    { files: { '/etc/sysctl.d/a.conf': LINE } },
  ],
  [
    'masked-file',
    { files: { [A]: LINE, '/usr/lib/sysctl.d/50-a.conf': 'net.ipv4.tcp_rfc1337 = 1\n' } },
    { files: { [A]: LINE, '/usr/lib/sysctl.d/50-a.conf': 'net.core.somaxconn = 512\n' } },
  ],
  [
    'masked-file',
    { files: { [A]: LINE, '/usr/lib/sysctl.d/50-a.conf': 'net.ipv4.tcp_rfc1337 = 1\n' } },
    {
      files: { '/usr/lib/sysctl.d/50-a.conf': 'net.ipv4.tcp_rfc1337 = 1\n' },
      links: { [A]: '/dev/null' },
    },
  ],
  ['dangling-link', { links: { [A]: '../nowhere' } }, { links: { [A]: '/dev/null' } }],
  ['not-a-file', { directories: [A] }, { files: { [A]: LINE } }],
  ['not-text', { files: { [A]: '\x7fELF\0\0' } }, { files: { [A]: LINE } }],
  ['unreadable-file', { fail: { [A]: 'EACCES' } }, { files: { [A]: LINE } }],
  [
    'tools-disagree',
    { files: { '/etc/sysctl.conf': LINE, [A]: 'net.core.somaxconn = 512\n' } },
    { files: { '/etc/sysctl.conf': LINE, [A]: LINE } },
  ],
  [
    'tools-disagree',
    { files: { [A]: `${LINE}net.core.somaxconn = many\n` } },
    { files: { [A]: LINE } },
  ],
  [
    'overridden',
    { files: { [A]: LINE, '/etc/sysctl.d/60-b.conf': 'net.core.somaxconn = 512\n' } },
    {
      files: {
        '/usr/lib/sysctl.d/50-a.conf': LINE,
        '/etc/sysctl.d/60-b.conf': 'net.core.somaxconn = 512\n',
      },
    },
  ],
  [
    'needs-module',
    { files: { [A]: 'net.bridge.bridge-nf-call-iptables = 1\n' } },
    {
      files: {
        [A]: 'net.bridge.bridge-nf-call-iptables = 1\n',
        '/etc/modules-load.d/k8s.conf': '# for pods\nbr_netfilter\n',
      },
    },
  ],
  [
    'not-in-force',
    { files: { [A]: LINE }, running: { 'net.core.somaxconn': '4096' } },
    { files: { [A]: LINE }, running: { 'net.core.somaxconn': '1024' } },
  ],
  [
    'not-in-force',
    { files: { [A]: LINE }, running: { 'net.core.somaxconn': '4096' } },
    {
      files: { [A]: 'net.ipv4.ip_local_reserved_ports = 9001,8080,9000\n' },
      running: { 'net.ipv4.ip_local_reserved_ports': '8080,9000-9001' },
    },
  ],
  [
    'not-in-force',
    {
      files: { [A]: 'net.ipv4.tcp_allowed_congestion_control = cubic reno\n' },
      running: { 'net.ipv4.tcp_allowed_congestion_control': 'reno' },
    },
    {
      files: { [A]: 'net.ipv4.tcp_allowed_congestion_control = cubic reno\n' },
      running: { 'net.ipv4.tcp_allowed_congestion_control': 'reno cubic' },
    },
  ],
  [
    'unknown-key',
    { files: { [A]: 'net.ipv4.no_such_thing = 1\n' }, running: {} },
    { files: { [A]: '-net.ipv4.no_such_thing = 1\n' }, running: {} },
  ],
  [
    'unknown-key',
    { files: { [A]: 'kernel.nothing = 1\n' }, running: {} },
    { files: { [A]: 'kernel.panic = 1\n' }, running: { 'kernel.panic': '1' } },
  ],
  [
    'not-in-namespace',
    { files: { [A]: 'net.core.rmem_max = 8388608\n' }, running: {}, child: true },
    { files: { [A]: 'net.core.optmem_max = 81920\n' }, running: {}, child: true },
  ],
  [
    'not-in-namespace',
    { files: { [A]: 'net.core.default_qdisc = fq_codel\n' }, running: {}, child: true },
    {
      files: { [A]: 'net.core.default_qdisc = fq_codel\n' },
      running: { 'net.core.default_qdisc': 'fq_codel' },
    },
  ],
  [
    'congestion-control-missing',
    {
      files: { [A]: 'net.ipv4.tcp_congestion_control = htcp\n' },
      running: {
        'net.ipv4.tcp_available_congestion_control': 'reno cubic',
        '/lib/modules/6.18.0/modules.dep': 'kernel/net/ipv4/tcp_bbr.ko:\n',
      },
    },
    {
      files: { [A]: 'net.ipv4.tcp_congestion_control = bbr\n' },
      running: {
        'net.ipv4.tcp_available_congestion_control': 'reno cubic',
        '/lib/modules/6.18.0/modules.dep': 'kernel/net/ipv4/tcp_bbr.ko.xz:\n',
      },
    },
  ],
  [
    'congestion-control-missing',
    {
      files: { [A]: 'net.ipv4.tcp_congestion_control = cubic\n' },
      child: true,
      running: {
        'net.ipv4.tcp_available_congestion_control': 'reno bbr cubic',
        'net.ipv4.tcp_allowed_congestion_control': 'reno bbr',
      },
    },
    {
      files: { [A]: 'net.ipv4.tcp_congestion_control = bbr\n' },
      child: true,
      running: {
        'net.ipv4.tcp_available_congestion_control': 'reno bbr cubic',
        'net.ipv4.tcp_allowed_congestion_control': 'reno bbr',
      },
    },
  ],
  [
    'syn-backlog-inert',
    {
      files: { [A]: 'net.ipv4.tcp_max_syn_backlog = 8192\n' },
      running: { 'net.ipv4.tcp_syncookies': '1' },
    },
    {
      files: { [A]: 'net.ipv4.tcp_max_syn_backlog = 8192\n' },
      running: { 'net.ipv4.tcp_syncookies': '0' },
    },
  ],
  [
    'tcp-mem-in-bytes',
    { files: { [A]: 'net.ipv4.tcp_mem = 1 2 6000000\n' }, running: {} },
    { files: { [A]: 'net.ipv4.tcp_mem = 1 2 1000000\n' }, running: {} },
  ],
];

for (const [kind, bad, good] of MACHINES) {
  test(`${kind} finds ${JSON.stringify(bad)}, and not its twin`, () => {
    assert.ok(has(lintTree(bad), kind), 'not found');
    assert.ok(!has(lintTree(good), kind), 'found in its twin');
  });
}

test('every kind has a bad line and a healthy twin', () => {
  const tried = new Set([...LINES, ...MACHINES].map(([kind]) => kind));
  assert.deepEqual(
    KINDS.map(({ id }) => id).filter((id) => !tried.has(id)),
    [],
  );
});

test('there are kinds enough, each with an id of its own', () => {
  const ids = KINDS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.length >= 25, `${ids.length} kinds`);
  for (const id of ids) assert.match(id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
});

test('every sentence of a problem is there in both languages, and ends without a period', () => {
  const problems = [
    ...LINES.flatMap(([, bad, , kernel]) => lintFile(bad, kernel)),
    ...MACHINES.flatMap(([, bad]) => lintTree(bad)),
  ];
  for (const { kind, name, why, instead, source } of problems) {
    for (const { en, ko } of [name, why, instead]) {
      assert.ok(en.trim() !== '' && ko.trim() !== '', kind);
      assert.doesNotMatch(en, /[가-힣]|n't\b|\.$|undefined|NaN/, `${kind}: ${en}`);
      assert.doesNotMatch(ko, /[^.]\.$|undefined|NaN/, `${kind}: ${ko}`);
    }
    assert.match(why.ko, /[가-힣]/, kind);
    assert.ok(source !== '', kind);
  }
});
