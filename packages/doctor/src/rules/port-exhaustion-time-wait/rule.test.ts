import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Destination } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleNamespace, sampleOwner, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { samplePorts } from '../sample-ports.ts';
import { portExhaustionTimeWait } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  portExhaustionTimeWait.check(namespace, sampleSurvey([namespace]));

const steady = (at: Partial<Destination>, more: SampleLook = {}) =>
  sampleNamespace([samplePorts([at], more), samplePorts([at], more), samplePorts([at], more)]);

const rising = (timeWait: readonly [number, number, number], more: SampleLook = {}) =>
  sampleNamespace([
    samplePorts([{ timeWait: timeWait[0] }], more),
    samplePorts([{ timeWait: timeWait[1] }], more),
    samplePorts([{ timeWait: timeWait[2] }], more),
  ]);

function found(namespace: NamespaceSurvey): Finding {
  const verdict = check(namespace);
  assert.equal(verdict.kind, 'finding');
  assert.ok(verdict.kind === 'finding');
  return verdict.findings[0];
}

test('port-exhaustion-time-wait is healthy below half of the range, warning at half, critical at 90 %', () => {
  assert.equal(check(steady({ timeWait: 49 })).kind, 'healthy');
  assert.equal(found(steady({ timeWait: 50 })).severity, 'warning');
  assert.equal(found(steady({ timeWait: 89 })).severity, 'warning');
  assert.equal(found(steady({ timeWait: 90 })).severity, 'critical');
});

test('port-exhaustion-time-wait is a certain finding when every port is gone', () => {
  assert.equal(found(steady({ timeWait: 99 })).confidence, 'probable');
  assert.equal(found(steady({ timeWait: 100 })).confidence, 'certain');
});

test('port-exhaustion-time-wait: finding may come from one look', () => {
  assert.equal(found(sampleNamespace([samplePorts([{ timeWait: 95 }])])).severity, 'critical');
});

test('port-exhaustion-time-wait takes reserved ports off the range: finding', () => {
  const sysctls = { 'net.ipv4.ip_local_reserved_ports': '40000-40049' };
  assert.equal(check(steady({ timeWait: 45 })).kind, 'healthy');
  const finding = found(steady({ timeWait: 45 }, { sysctls }));
  assert.deepEqual(finding.bar, {
    label: { en: 'ports', ko: '포트' },
    value: 45,
    max: 50,
  });
});

test('port-exhaustion-time-wait is healthy when fewer than 80 % are TIME_WAIT', () => {
  assert.equal(check(steady({ timeWait: 79, established: 21 })).kind, 'healthy');
  assert.equal(found(steady({ timeWait: 80, established: 20 })).severity, 'critical');
});

test('port-exhaustion-time-wait is healthy for TIME_WAIT on a listening port', () => {
  const more = { timeWaitInbound: 58_000, states: { timeWait: 58_000 } };
  const look = samplePorts([], more);
  assert.equal(check(sampleNamespace([look, look, look])).kind, 'healthy');
});

test('port-exhaustion-time-wait is healthy for TIME_WAIT spread over many destinations', () => {
  const many = Array.from({ length: 20 }, (_, n) => ({
    timeWait: 40,
    remote: { address: `10.9.2.${n}`, port: 80 },
  }));
  assert.equal(check(sampleNamespace([samplePorts(many), samplePorts(many)])).kind, 'healthy');
});

test('port-exhaustion-time-wait is healthy when one look falls below half', () => {
  assert.equal(check(rising([60, 45, 60])).kind, 'healthy');
});

test('port-exhaustion-time-wait: finding comes early, with the time left, while use grows', () => {
  const finding = found(rising([30, 35, 40]));
  assert.equal(finding.severity, 'warning');
  assert.equal(finding.confidence, 'suspected');
  assert.match(finding.why.en, /fails \(EADDRNOTAVAIL\) in 12 s/);
  assert.match(finding.why.ko, /12초 뒤/);
});

test('port-exhaustion-time-wait is healthy below a quarter, or where 60 s of growth do not fill the range', () => {
  assert.equal(check(rising([14, 19, 24])).kind, 'healthy');
  assert.equal(check(rising([30, 31, 32])).kind, 'healthy');
  assert.equal(check(rising([30, 36, 36])).kind, 'healthy');
});

test('port-exhaustion-time-wait: finding is a notice while tcp_tw_reuse takes ports over', () => {
  const sysctls = { 'net.ipv4.tcp_tw_reuse': '1' };
  const look = (n: number) =>
    samplePorts([{ timeWait: 60 }], { sysctls, counters: { 'TcpExt.TWRecycled': n } });
  const finding = found(sampleNamespace([look(0), look(20), look(40)]));
  assert.equal(finding.severity, 'notice');
  assert.match(finding.happens.en, /^Nothing/);
});

test('port-exhaustion-time-wait: finding is a warning when reuse nears its own limit', () => {
  const sysctls = { 'net.ipv4.tcp_tw_reuse': '1' };
  const look = (n: number) =>
    samplePorts([{ timeWait: 100 }], { sysctls, counters: { 'TcpExt.TWRecycled': n } });
  assert.equal(found(sampleNamespace([look(0), look(49), look(99)])).severity, 'notice');
  const finding = found(sampleNamespace([look(0), look(50), look(100)]));
  assert.equal(finding.severity, 'warning');
  assert.match(finding.why.en, /takes over 50 ports a second; more than 100 it cannot/);
});

test('port-exhaustion-time-wait: finding keeps its severity when reuse is on and idle', () => {
  const sysctls = { 'net.ipv4.tcp_tw_reuse': '1' };
  const counters = { 'TcpExt.TWRecycled': 0 };
  const finding = found(rising([90, 92, 95], { sysctls, counters }));
  assert.equal(finding.severity, 'critical');
  assert.match(finding.why.en, /no port was taken over/);
});

test('port-exhaustion-time-wait: tcp_tw_reuse 2 holds for loopback only: finding', () => {
  const sysctls = { 'net.ipv4.tcp_tw_reuse': '2' };
  const local = {
    source: '127.0.0.1',
    remote: { address: '127.0.0.1', port: 80 },
    timeWait: 95,
  };
  assert.equal(found(steady(local, { sysctls })).severity, 'notice');
  assert.equal(found(steady({ timeWait: 95 }, { sysctls })).severity, 'critical');
});

test('port-exhaustion-time-wait: tcp_tw_reuse does nothing without timestamps: finding', () => {
  const sysctls = { 'net.ipv4.tcp_tw_reuse': '1', 'net.ipv4.tcp_timestamps': '0' };
  const finding = found(steady({ timeWait: 95 }, { sysctls }));
  assert.equal(finding.severity, 'critical');
  assert.ok(finding.doesNotHelp.some((f) => f.what === 'net.ipv4.tcp_tw_reuse'));
  assert.ok(!finding.remedies.some((r) => r.command?.includes('tcp_tw_reuse') === true));
});

test('port-exhaustion-time-wait: finding names the owner, the headroom and what does not help', () => {
  const namespace = sampleNamespace(
    [samplePorts([{ timeWait: 90, established: 2, inodes: [7] }])],
    {
      owners: { 7: [sampleOwner({ command: 'node', commandLine: 'node app.js' })] },
      isHost: false,
      pid: 42,
    },
  );
  const finding = found(namespace);
  assert.match(finding.title.en, /^node: local ports towards 10\.9\.1\.2:80/);
  assert.equal(finding.evidence[0].value, 92);
  assert.equal(finding.evidence[1]?.value, 100);
  assert.ok(finding.doesNotHelp.some((f) => f.what === 'net.ipv4.tcp_fin_timeout'));
  assert.equal(finding.remedies[0]?.at, 'application');
  assert.ok(
    finding.remedies.some(
      (r) => r.command === 'nsenter -t 42 -n sysctl -w net.ipv4.tcp_tw_reuse=1',
    ),
  );
});

test('port-exhaustion-time-wait: finding reserves what listens before it widens the range', () => {
  const listener = (port: number) => ({
    cookie: `l${port}`,
    family: 'ipv4' as const,
    local: { address: '0.0.0.0', port },
    waiting: 0,
    uid: 0,
    inode: port,
  });
  const finding = found(
    steady({ timeWait: 60 }, { listeners: [listener(80), listener(27_017), listener(11_211)] }),
  );
  const commands = finding.remedies.flatMap((r) => r.command ?? []);
  const reserve = commands.findIndex((c) => c.includes('ip_local_reserved_ports="11211,27017"'));
  const widen = commands.findIndex((c) => c.includes('ip_local_port_range="10240 65535"'));
  assert.ok(reserve >= 0 && widen > reserve);
});

test('port-exhaustion-time-wait is unknown without sockets or a range', () => {
  const missing = [{ source: 'sockets', code: 'EPERM' }];
  assert.equal(check(steady({ timeWait: 100 }, { missing })).kind, 'unknown');
  const sysctls = { 'net.ipv4.ip_local_port_range': '' };
  assert.equal(check(steady({ timeWait: 100 }, { sysctls })).kind, 'unknown');
});
