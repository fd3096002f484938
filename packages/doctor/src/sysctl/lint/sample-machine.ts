/**
 * A machine with a few sysctl files, for the tests of `tcpdoctor lint`: the template of a well-known
 * guide, a vendor's file, a leftover, and what the kernel runs with.
 * @module
 */
import { fakeKernel } from '../../kernel/fake.ts';
import type { LintReport } from './lint.ts';
import { readAndLint } from './read-lint.ts';
import type { LintOptions } from './read-lint.ts';

/** The production template that many guides carry in one form or another. */
export const GUIDE_TEMPLATE = `#=== TIME_WAIT ===
net.ipv4.tcp_tw_reuse = 1
net.ipv4.ip_local_port_range = 10000 65535
net.ipv4.tcp_fin_timeout = 30

#=== queues ===
net.core.somaxconn = 65535
net.ipv4.tcp_max_syn_backlog = 65535
net.ipv4.tcp_syncookies = 1

#=== keepalive ===
net.ipv4.tcp_keepalive_time = 600
net.ipv4.tcp_keepalive_intvl = 60
net.ipv4.tcp_keepalive_probes = 3

#=== buffers ===
net.ipv4.tcp_rmem = 4096 131072 6291456
net.ipv4.tcp_wmem = 4096 16384 4194304

#=== congestion control ===
net.core.default_qdisc = fq
net.ipv4.tcp_congestion_control = bbr

#=== files ===
fs.file-max = 2097152
`;

const FILES: Readonly<Record<string, string>> = {
  '/etc/sysctl.d/99-tcp.conf': GUIDE_TEMPLATE,
  '/etc/sysctl.d/99-tcp.conf.bak': 'net.core.somaxconn = 1024\n',
  '/etc/sysctl.conf': 'net.ipv4.tcp_keepalive_time = 900 # 15 minutes\n',
  '/usr/lib/sysctl.d/50-default.conf': '-net.core.default_qdisc = fq_codel\n',
  '/proc/self/status': 'CapEff:\t000001ffffffffff\n',
  '/proc/sys/net/core/netdev_max_backlog': '1000\n',
  '/proc/sys/net/core/somaxconn': '4096\n',
  '/proc/sys/net/ipv4/tcp_tw_reuse': '1\n',
  '/proc/sys/net/ipv4/ip_local_port_range': '10000\t65535\n',
  '/proc/sys/net/ipv4/tcp_fin_timeout': '30\n',
  '/proc/sys/net/ipv4/tcp_max_syn_backlog': '65535\n',
  '/proc/sys/net/ipv4/tcp_syncookies': '1\n',
  '/proc/sys/net/ipv4/tcp_keepalive_time': '900\n',
  '/proc/sys/net/ipv4/tcp_keepalive_intvl': '60\n',
  '/proc/sys/net/ipv4/tcp_keepalive_probes': '3\n',
  '/proc/sys/net/ipv4/tcp_rmem': '4096\t131072\t6291456\n',
  '/proc/sys/net/ipv4/tcp_wmem': '4096\t16384\t4194304\n',
  '/proc/sys/net/core/default_qdisc': 'fq\n',
  '/proc/sys/net/ipv4/tcp_congestion_control': 'bbr\n',
  '/proc/sys/net/ipv4/tcp_available_congestion_control': 'reno bbr cubic\n',
  '/proc/sys/fs/file-max': '2097152\n',
};

const LINKS = { '/proc/self/ns/net': 'net:[4026531840]', '/proc/1/ns/net': 'net:[4026531840]' };

/** Lint of that machine. */
export const sampleLint = (options: LintOptions): LintReport =>
  readAndLint(fakeKernel({ files: FILES, links: LINKS }), options);
