import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GUIDE_TEMPLATE } from './sample-machine.ts';
import { fakeKernel } from '../../kernel/fake.ts';
import { isBad } from './lint.ts';
import { readAndLint } from './read-lint.ts';
import { lintFile, lintTree } from './sample.ts';

/** Lines that somebody thought about: each has a reason and none does nothing. */
const REVIEWED = `# A proxy in front of services 150 ms away, Linux 6.6 and later.

# 1 Gbit/s times 150 ms is 19 MB, three times that
net.ipv4.tcp_rmem = 4096 131072 67108864
net.ipv4.tcp_wmem = 4096 16384 67108864

# one backend takes more than 28,000 connections
net.ipv4.ip_local_port_range = 10240 65535
net.ipv4.ip_local_reserved_ports = 10250,11211,15672,27017

; nginx asks for this backlog
net.core.somaxconn = 8192

net.ipv4.tcp_keepalive_time = 600
net.ipv4.tcp_keepalive_intvl = 30
net.ipv4.tcp_keepalive_probes = 5
net.ipv4.tcp_retries2 = 8
net.ipv4.tcp_slow_start_after_idle = 0
net.ipv4.tcp_notsent_lowat = 131072
net.ipv4.tcp_mtu_probing = 1
net.ipv4.tcp_max_tw_buckets = 524288
net.ipv4.tcp_syncookies = 1
net.ipv4.tcp_rfc1337 = 1
net.ipv4.tcp_congestion_control = cubic
net.core.default_qdisc = fq_codel
net.core.netdev_max_backlog = 4096
net.ipv4.conf.all.rp_filter = 1
-net.ipv4.conf.docker0.rp_filter
net.ipv4.ip_forward = 0
net.ipv6.conf.all.accept_ra = 0
vm.swappiness = 10
kernel.panic = 10
`;

for (const kernel of [undefined, '5.4', '5.15', '6.6', '6.16', '6.18', '7.2']) {
  test(`a reviewed file has no problem on ${kernel ?? 'an unknown kernel'}`, () => {
    assert.deepEqual(lintFile(REVIEWED, kernel), []);
  });
}

test('a reviewed file that is in force has no problem on its machine', () => {
  const values = REVIEWED.split('\n').flatMap((line): [string, string][] => {
    const [key = '', value] = line.split(' = ');
    return value === undefined || line.startsWith('#') ? [] : [[key, value]];
  });
  const running = Object.fromEntries(values);
  const files = { '/etc/sysctl.d/90-proxy.conf': REVIEWED };
  assert.deepEqual(lintTree({ files, running }), []);
});

test('the template of a well-known guide: which lines, and why', () => {
  const found = lintFile(GUIDE_TEMPLATE, '6.18').map(({ kind, key, severity }) => [
    key?.split('.').at(-1),
    kind,
    severity,
  ]);
  assert.deepEqual(found, [
    ['tcp_tw_reuse', 'tw-reuse-outgoing', 'note'],
    ['ip_local_port_range', 'port-range-over-services', 'warning'],
    ['tcp_fin_timeout', 'fin-timeout-no-cure', 'warning'],
    ['somaxconn', 'unusual-value', 'warning'],
    ['tcp_max_syn_backlog', 'syn-backlog-inert', 'warning'],
    ['tcp_rmem', 'buffer-max-not-above-default', 'warning'],
    ['tcp_wmem', 'buffer-max-not-above-default', 'note'],
    ['default_qdisc', 'fq-for-bbr', 'note'],
    ['tcp_congestion_control', 'bbr-by-default', 'note'],
    ['file-max', 'file-max-finite', 'warning'],
  ]);
});

/** Advice that other tools ship, and templates that are copied. */
const RIVALS = [
  [
    'accept-queue guide of a monitoring agent',
    'net.ipv4.tcp_max_syn_backlog = 1280',
    'syn-backlog-inert',
  ],
  ['SYN cookie guide of a monitoring agent', 'net.core.somaxconn = 128', 'somaxconn-lowered'],
  [
    'benchmark settings of a tracing tool',
    'net.ipv4.tcp_tw_reuse=1\nnet.ipv4.tcp_timestamps=0',
    'tw-reuse-without-timestamps',
  ],
  [
    'throughput profile of a tuning daemon',
    'net.ipv4.tcp_rmem="4096 131072 16777216"',
    'not-a-number',
  ],
  [
    'the same as a sysctl line',
    'net.ipv4.tcp_rmem = 4096 131072 16777216',
    'buffer-max-not-above-default',
  ],
  ['shop software', 'net.ipv4.tcp_tw_recycle = 1', 'tw-recycle'],
  [
    'database documentation',
    'net.ipv4.tcp_max_syn_backlog = 40000\nnet.core.somaxconn = 40000',
    'unusual-value',
  ],
  ['keepalive folklore', 'net.ipv4.tcp_keepalive_probes = 3     # three', 'trailing-comment'],
  [
    'buffers of a fast network page',
    'net.core.rmem_default = 16777216',
    'rmem-default-not-for-tcp',
  ],
  ['high-load page', 'net.ipv4.tcp_max_tw_buckets = 6000', 'tw-buckets-low'],
  ['high-load page', 'net.ipv4.tcp_mem = 94500000 915000000 927000000', 'tcp-mem-in-bytes'],
  ['high-load page', 'net.ipv4.tcp_synack_retries = 1', 'unusual-value'],
  ['high-load page', 'net.ipv4.tcp_syn_retries = 1', 'unusual-value'],
] as const;

for (const [whose, text, kind] of RIVALS) {
  test(`${whose}: ${kind}`, () => {
    assert.ok(lintFile(text, '6.18').some((problem) => problem.kind === kind));
  });
}

test('a comment above a line keeps one kind quiet, and no other', () => {
  const line = 'net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_fin_timeout = 30\n';
  const kinds = (text: string) => lintFile(text).map(({ kind }) => kind);
  assert.deepEqual(kinds(line), ['tw-reuse-outgoing', 'fin-timeout-no-cure']);
  assert.deepEqual(kinds(`# tcpdoctor: allow tw-reuse-outgoing\n# a client\n${line}`), [
    'fin-timeout-no-cure',
  ]);
  assert.deepEqual(kinds(`# tcpdoctor: allow fin-timeout-no-cure, bbr-by-default\n${line}`), [
    'tw-reuse-outgoing',
    'fin-timeout-no-cure',
  ]);
});

test('a line that loses is not judged by what its value would do', () => {
  const kinds = lintFile('net.core.somaxconn = 65535\nnet.core.somaxconn = 8192\n').map(
    (p) => p.kind,
  );
  assert.deepEqual(kinds, ['overridden']);
});

test('a refused line is not called overridden', () => {
  const kinds = lintFile('net.core.somaxconn = 8192\nnet.core.somaxconn = many\n').map(
    (p) => p.kind,
  );
  assert.deepEqual(kinds, ['not-a-number']);
});

test('a container is not told to apply the files of the host', () => {
  const files = { '/etc/sysctl.d/a.conf': 'net.core.somaxconn = 8192\n' };
  const running = { 'net.core.somaxconn': '4096' };
  const [problem] = lintTree({ files, running, child: true });
  assert.match(problem?.instead.en ?? '', /docker run --sysctl/);
});

test('a key that no network namespace has of its own is not compared with one', () => {
  const files = { '/etc/sysctl.d/a.conf': 'kernel.panic = 10\n' };
  const [problem] = lintTree({ files, running: { 'kernel.panic': '0' }, child: true });
  assert.equal(problem?.kind, 'not-in-force');
  assert.match(problem.why.en, /^The kernel runs with 0/);
});

test('what distributions ship has no problem', () => {
  const files = {
    '/usr/lib/sysctl.d/50-default.conf': `net.ipv4.conf.default.rp_filter = 2
net.ipv4.conf.*.rp_filter = 2
-net.ipv4.conf.all.rp_filter
-net.ipv4.ping_group_range = 0 2147483647
-net.core.default_qdisc = fq_codel
fs.protected_hardlinks = 1
`,
    '/usr/lib/sysctl.d/50-pid-max.conf': 'kernel.pid_max = 4194304\n',
    '/etc/sysctl.d/10-network-security.conf': 'net.ipv4.conf.default.rp_filter=2\n',
    '/etc/sysctl.d/99-kubernetes.conf': 'net.ipv4.ip_forward = 1\nnet.ipv6.conf.all.forwarding=1\n',
    '/etc/sysctl.d/README.sysctl': 'Use files here.\n\n  sysctl = yes\n',
    '/etc/sysctl.conf': '# kernel.domainname = example.com\n',
  };
  assert.deepEqual(lintTree({ files }), []);
});

test('a machine with little memory begins with less: a triple above that is no mistake', () => {
  const text = 'net.ipv4.tcp_wmem = 4096 16384 4194304\n';
  const kernel = fakeKernel({
    files: {
      '/etc/sysctl.d/a.conf': text,
      '/proc/self/status': 'CapEff:\t0\n',
      '/proc/sys/net/core/netdev_max_backlog': '1000\n',
      '/proc/sys/net/ipv4/tcp_wmem': '4096\t16384\t4194304\n',
    },
    links: { '/proc/self/ns/net': 'net:[1]' },
    identity: { memoryBytes: 256e6 },
  });
  assert.deepEqual(readAndLint(kernel).problems, []);
});

test('where systemd does not boot, nothing is said of it', () => {
  const files = {
    '/etc/sysctl.conf': 'net.core.somaxconn = 8192\n',
    '/etc/sysctl.d/.a.conf': 'net.ipv4.tcp_rfc1337 = 1\n',
  };
  const kinds = (more: Record<string, string>) =>
    lintTree({ files: { ...files, ...more } }).map(({ kind }) => kind);
  const both = ['hidden-file', 'sysctl-conf-not-at-boot'];
  assert.deepEqual(kinds({}).toSorted(), both);
  assert.deepEqual(kinds({ '/bin/busybox': '' }), []);
  const systemd = { '/usr/bin/ls': '', '/usr/lib/systemd/systemd-sysctl': '' };
  assert.deepEqual(kinds(systemd).toSorted(), both);
});

test('a key that is no business of TCP is compared too, as a note', () => {
  const files = {
    '/etc/sysctl.d/a.conf': 'kernel.panic = 10\nkernel.core_pattern = x\n-vm.swappiness = 1\n',
  };
  const running = { 'kernel.panic': '0', 'kernel.core_pattern': 'core', 'vm.swappiness': '60' };
  const found = lintTree({ files, running }).map(({ key, kind, severity }) => [
    key,
    kind,
    severity,
  ]);
  assert.deepEqual(found, [['kernel.panic', 'not-in-force', 'note']]);
});

test('a vendor file that an administrator overrides is as it should be', () => {
  const files = {
    '/usr/lib/sysctl.d/50-default.conf': 'net.core.default_qdisc = fq_codel\n',
    '/etc/sysctl.d/60-mine.conf': 'net.core.default_qdisc = fq\n',
  };
  assert.deepEqual(lintTree({ files }), []);
});

test('a range over services: nothing reserved, some forgotten, all of them reserved', () => {
  const range = 'net.ipv4.ip_local_port_range = 10000 65535\n';
  const said = (reserved: string) =>
    lintFile(`${range}net.ipv4.ip_local_reserved_ports = ${reserved}\n`).map(
      ({ kind, severity, why }) => [kind, severity, why.en.includes('10250 (kubelet)')],
    );
  assert.deepEqual(said(''), [['port-range-over-services', 'warning', true]]);
  assert.deepEqual(said('30000-32767'), [['port-range-over-services', 'note', true]]);
  assert.deepEqual(said('10250,11211,15672,27017'), []);
  assert.deepEqual(said('10000-32767'), []);
});

test('a glob decides about keys of the catalogue, and a named key beats it', () => {
  const [problem, ...rest] = lintFile('net.ipv4.tcp_*_timeout = 15\n');
  assert.equal(problem?.kind, 'fin-timeout-no-cure');
  assert.deepEqual(rest, []);
  assert.deepEqual(lintFile('net.ipv4.tcp_*_timeout = 15\nnet.ipv4.tcp_fin_timeout = 60\n'), []);
});

test('readAndLint() says for each key who decides under each tool, and what is not read', () => {
  const files = {
    '/image/etc/sysctl.conf': 'net.core.somaxconn = 512\n',
    '/image/etc/sysctl.d/50-a.conf': 'net.core.somaxconn = 1024\n',
    '/image/etc/sysctl.d/50-a.conf.orig': 'net.core.somaxconn = 256\n',
  };
  const report = readAndLint(fakeKernel({ files }), { root: '/image/' });
  assert.deepEqual(report.keys, [
    {
      key: 'net.core.somaxconn',
      decisions: [
        { tool: 'systemd', value: '1024', file: '/etc/sysctl.d/50-a.conf', line: 1 },
        { tool: 'procps', value: '512', file: '/etc/sysctl.conf', line: 1 },
      ],
    },
  ]);
  assert.deepEqual(report.unread, [
    { file: '/etc/sysctl.d/50-a.conf.orig', because: 'suffix' },
    { file: '/etc/sysctl.conf', because: 'not at boot' },
  ]);
  assert.equal(report.namespace, undefined);
  assert.equal(report.kernel, undefined);
  assert.ok(isBad(report));
});

test('readAndLint() of named files reads nothing but them', () => {
  const kernel = fakeKernel({ files: { '/x/a.conf': 'net.core.somaxconn = 1\n' } });
  readAndLint(kernel, { files: ['/x/a.conf'] });
  assert.deepEqual(kernel.log, ['read /x/a.conf']);
});

test('readAndLint() of a directory reads its .conf files by name', () => {
  const files = { 'd/20.conf': 'net.core.somaxconn = 512', 'd/10.conf': '', 'd/README': 'x' };
  const report = readAndLint(fakeKernel({ files }), { files: ['d/'] });
  assert.deepEqual(report.files, [{ tool: 'named', files: ['d/10.conf', 'd/20.conf'] }]);
});

test('readAndLint() reads standard input as the file it is named', () => {
  const kernel = fakeKernel();
  const stdin = 'net.core.somaxconn = 65535\n';
  const report = readAndLint(kernel, { files: ['-'], stdin });
  assert.deepEqual(
    report.problems.map(({ file, line, kind }) => [file, line, kind]),
    [['-', 1, 'unusual-value']],
  );
  assert.deepEqual(kernel.log, []);
});

test('readAndLint() refuses a file that is far too large, and notes it in a tree', () => {
  const path = '/etc/sysctl.d/a.conf';
  const stats = { [path]: { size: 2 ** 30 }, [`/image${path}`]: { size: 2 ** 30 } };
  const files = { [path]: '', [`/image${path}`]: '' };
  assert.throws(() => readAndLint(fakeKernel({ files, stats }), { files: [path] }), {
    code: 'EFBIG',
  });
  const report = readAndLint(fakeKernel({ files, stats }), { root: '/image' });
  assert.deepEqual(
    report.problems.map(({ kind }) => kind),
    ['unreadable-file'],
  );
});

test('readAndLint() does not guess another namespace than the one it was asked for', () => {
  const fail = { '/proc/7/ns/net': 'EACCES', '/proc/1/ns/net': 'EACCES' };
  const links = { '/proc/self/ns/net': 'net:[4026531840]' };
  const files = { '/proc/self/status': 'CapEff:\t0\n' };
  const kernel = fakeKernel({ files, links, fail });
  assert.throws(() => readAndLint(kernel, { netns: 'pid:7' }), /process 7/);
});

test('readAndLint() refuses what it cannot do', () => {
  const kernel = fakeKernel({ emptyDirs: ['empty'], files: { 'readme/README': '' } });
  for (const folder of ['empty', 'readme']) {
    assert.throws(() => readAndLint(kernel, { files: [folder] }), { name: 'NotPossibleError' });
  }
  assert.throws(() => readAndLint(kernel, { files: ['nowhere'] }), {
    name: 'SysError',
    code: 'ENOENT',
  });
  assert.throws(() => readAndLint(kernel, { root: '/nowhere' }), {
    name: 'SysError',
    code: 'ENOENT',
  });
  const mac = fakeKernel({ identity: { platform: 'darwin' } });
  assert.throws(() => readAndLint(mac), { name: 'UnsupportedError' });
});

test('an image is a world of its own: absolute links stay inside of it', () => {
  const kernel = fakeKernel({
    files: { '/image/opt/tuning.txt': 'net.core.somaxconn = 1024\n', '/opt/tuning.txt': 'x = 1\n' },
    links: { '/image/etc/sysctl.d/50-a.conf': '/opt/tuning.txt' },
    emptyDirs: ['/image/etc'],
  });
  const [first] = readAndLint(kernel, { root: '/image' }).keys;
  assert.equal(first?.key, 'net.core.somaxconn');
});

test('lint never throws, whatever stands in a file', () => {
  const word = fc.constantFrom(
    'net.core.somaxconn',
    'net.ipv4.tcp_rmem',
    'net.ipv4.*',
    '-',
    '=',
    '#',
    ' ',
    '\n',
    '1',
    '65536',
    'x',
    '\0',
    '[',
    'net/ipv4/ip_local_reserved_ports',
    ',',
    '\ufeff',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
  );
  fc.assert(fc.property(text, (content) => void lintFile(content, '6.18')));
});
