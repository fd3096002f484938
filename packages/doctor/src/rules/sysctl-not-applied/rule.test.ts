import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey, SysctlSetting } from '../../model/survey.ts';
import { sampleListener, sampleNamespace, sampleSurvey } from '../sample.ts';
import type { SampleLook } from '../sample.ts';
import { sampleDestination } from '../sample-ports.ts';
import { sysctlNotApplied } from './rule.ts';

const setting = (key: string, value: string): SysctlSetting => ({
  key,
  value,
  file: '/etc/sysctl.d/99-tcp.conf',
  line: 3,
});

const check = (namespace: NamespaceSurvey, ...sysctlFiles: readonly SysctlSetting[]) =>
  sysctlNotApplied.check(namespace, sampleSurvey([namespace], { sysctlFiles }));

const host = (look: SampleLook = {}) => sampleNamespace([look, look, look]);
const child = (look: SampleLook = {}) =>
  sampleNamespace([look, look, look], { id: 2, name: 'web', pid: 42, isHost: false });

const SOMAXCONN = 'net.core.somaxconn';

test('sysctl-not-applied: finding for a value that the kernel does not run with', () => {
  const verdict = check(host(), setting(SOMAXCONN, '65535'));
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(finding.severity, 'notice');
  assert.equal(
    finding.evidence[1]?.what.en,
    'net.core.somaxconn: /etc/sysctl.d/99-tcp.conf:3 says 65535, in force: 4096',
  );
  assert.equal(finding.evidence[1]?.value, 4_096);
  assert.ok(finding.doesNotHelp.some((f) => f.what === 'sysctl -p'));
});

test('sysctl-not-applied is healthy when file and kernel agree, or there are no files', () => {
  assert.equal(check(host(), setting(SOMAXCONN, '4096')).kind, 'healthy');
  assert.equal(check(host()).kind, 'healthy');
});

const SAME = [
  ['blanks', 'net.ipv4.tcp_rmem', '4096  131072 33554432', '4096\t131072\t33554432'],
  ['a comment behind the value', SOMAXCONN, '4096   # was 128', '4096'],
  ['octal digits', SOMAXCONN, '010000', '4096'],
  ['hexadecimal digits', SOMAXCONN, '0x1000', '4096'],
  ['a list of ports', 'net.ipv4.ip_local_reserved_ports', '8081,8080,9000', '8080-8081,9000'],
  ['an empty list', 'net.ipv4.ip_local_reserved_ports', '', ''],
] as const;

for (const [name, key, file, running] of SAME) {
  test(`sysctl-not-applied is healthy where only ${name} differs`, () => {
    assert.equal(check(host({ sysctls: { [key]: running } }), setting(key, file)).kind, 'healthy');
  });
}

test('sysctl-not-applied: finding for digits that mean another number in octal', () => {
  const file = setting('net.ipv4.tcp_keepalive_time', '0600');
  const running = (value: string) => host({ sysctls: { [file.key]: value } });
  assert.equal(check(running('600'), file).kind, 'finding');
  assert.equal(check(running('384'), file).kind, 'healthy');
});

test('sysctl-not-applied: finding for a word or a list that differs', () => {
  const key = 'net.ipv4.tcp_congestion_control';
  assert.equal(check(host(), setting(key, 'bbr')).kind, 'finding');
  const ports = 'net.ipv4.ip_local_reserved_ports';
  assert.equal(check(host(), setting(ports, '8080')).kind, 'finding');
});

test('sysctl-not-applied is healthy where a boot and sysctl --system differ and either is in force', () => {
  const boot = setting(SOMAXCONN, '4096');
  const hand = { ...setting(SOMAXCONN, '8192'), file: '/etc/sysctl.conf' };
  assert.equal(check(host(), boot, hand).kind, 'healthy');
  assert.equal(check(host(), hand, boot).kind, 'healthy');
});

test('sysctl-not-applied says a key once, with the line that decides at boot', () => {
  const boot = setting(SOMAXCONN, '1024');
  const hand = { ...setting(SOMAXCONN, '8192'), file: '/etc/sysctl.conf' };
  const verdict = check(host(), boot, hand);
  assert.ok(verdict.kind === 'finding');
  assert.equal(verdict.findings[0].evidence[0]?.value, 1);
  assert.match(verdict.findings[0].evidence[1]?.what.en ?? '', /99-tcp\.conf:3 says 1024/);
});

test('sysctl-not-applied is healthy for keys that it does not read', () => {
  assert.equal(check(host(), setting('kernel.pid_max', '4194304')).kind, 'healthy');
});

test('sysctl-not-applied is healthy when somebody applies the file meanwhile', () => {
  const tuned = { sysctls: { [SOMAXCONN]: '65535' } };
  const namespace = sampleNamespace([{}, {}, tuned]);
  assert.equal(check(namespace, setting(SOMAXCONN, '65535')).kind, 'healthy');
});

test('sysctl-not-applied: finding in a namespace that the value of the host does not reach', () => {
  const verdict = check(child({ listeners: [sampleListener()] }), setting(SOMAXCONN, '65535'));
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].title.en, /the host's value does not reach namespace web/);
  assert.equal(verdict.findings[0].remedies[0]?.at, 'process');
});

test('sysctl-not-applied is healthy in a namespace whose sockets would not feel it', () => {
  assert.equal(check(child(), setting(SOMAXCONN, '65535')).kind, 'healthy');
  const range = setting('net.ipv4.ip_local_port_range', '10240 65535');
  assert.equal(check(child({ listeners: [sampleListener()] }), range).kind, 'healthy');
  assert.equal(check(child({ destinations: [sampleDestination()] }), range).kind, 'finding');
});

test('sysctl-not-applied is healthy in a namespace that was tuned by itself', () => {
  const look = { listeners: [sampleListener()], sysctls: { [SOMAXCONN]: '1024' } };
  assert.equal(check(child(look), setting(SOMAXCONN, '65535')).kind, 'healthy');
});

test('sysctl-not-applied is healthy in a namespace for keys that are no matter of queues, ports or keepalive', () => {
  const look = { listeners: [sampleListener()], states: { established: 5 } };
  assert.equal(check(child(look), setting('net.ipv4.tcp_rmem', '1 2 3')).kind, 'healthy');
});

test('sysctl-not-applied is unknown when files or values cannot be read', () => {
  const namespace = host();
  assert.equal(sysctlNotApplied.check(namespace, sampleSurvey([namespace])).kind, 'unknown');
  const missing = [{ source: 'sysctls', code: 'EACCES' }];
  assert.equal(check(host({ missing }), setting(SOMAXCONN, '65535')).kind, 'unknown');
});
