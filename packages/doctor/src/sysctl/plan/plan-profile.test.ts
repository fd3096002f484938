import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SETTINGS, settingOf } from '../catalogue/catalogue.ts';
import { defaultOf } from '../catalogue/default-of.ts';
import { numbersOf, valueFault } from '../value.ts';
import { LINES, planProfile } from './plan-profile.ts';
import { PROFILES } from './profile/line.ts';
import type { Profile } from './profile/line.ts';
import { plannedNamespace, plannedSurvey } from './sample.ts';
import { fakeKernel } from '../../kernel/fake.ts';
import { sysctlFile } from '../export/sysctl-d.ts';
import { readAndLint } from '../lint/read-lint.ts';

const MODULES = { 'net.ipv4.tcp_available_congestion_control': 'reno cubic bbr' };

/** Every default of a kernel, as far as it depends on nothing else. */
const defaults = (kernel: string): Record<string, string> => ({
  ...Object.fromEntries(
    SETTINGS.flatMap((setting) => {
      const { value } = defaultOf(setting, kernel);
      return value === undefined ? [] : [[setting.key, value]];
    }),
  ),
  'net.ipv4.tcp_congestion_control': 'cubic',
  'net.ipv4.tcp_max_tw_buckets': '131072',
  ...MODULES,
});

const planned = (
  profile: Profile,
  sysctls: Readonly<Record<string, string>>,
  machine: Parameters<typeof plannedSurvey>[1] = {},
  listening: readonly number[] = [],
) => {
  const survey = plannedSurvey([plannedNamespace(sysctls, { listening })], machine);
  const [space] = planProfile(survey, profile, 'tcpdoctor 0.1.0').namespaces;
  const changes = Object.fromEntries((space?.changes ?? []).map(({ key, to }) => [key, to]));
  const left = Object.fromEntries(
    (space?.leftOut ?? []).map(({ key, because }) => [key, because.en]),
  );
  return { changes, left };
};

/** What the guides set and no profile does, whatever the host. */
const NEVER = [
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_max_syn_backlog',
  'net.core.default_qdisc',
  'net.core.rmem_max',
  'net.core.wmem_max',
  'fs.file-max',
];

for (const profile of PROFILES) {
  test(`profile ${profile}: every line is a value that fits or a reason, in both languages`, () => {
    const survey = plannedSurvey([plannedNamespace(defaults('6.18'))]);
    const [space] = planProfile(survey, profile, 'tcpdoctor 0.1.0').namespaces;
    const all = [...(space?.changes ?? []), ...(space?.leftOut ?? [])];
    assert.deepEqual(all.map(({ key }) => key).toSorted(), LINES.map(({ key }) => key).toSorted());
    for (const change of space?.changes ?? []) {
      const setting = settingOf(change.key);
      assert.ok(setting !== undefined, change.key);
      assert.equal(valueFault(setting, change.to), undefined, change.key);
      for (const text of [change.why, change.arithmetic, change.risk, change.effect]) {
        assert.ok(text.en.length > 0 && /[가-힣]/.test(text.ko), change.key);
      }
    }
    for (const { key, because } of space?.leftOut ?? []) {
      assert.ok(because.en.length > 0 && /[가-힣]/.test(because.ko), key);
    }
  });

  test(`profile ${profile} sets nothing that does nothing, and says why`, () => {
    const { changes, left } = planned(profile, defaults('6.18'));
    for (const key of NEVER) {
      assert.equal(changes[key], undefined, key);
      assert.ok(left[key] !== undefined, key);
    }
  });

  test(`profile ${profile} is empty where it is in force already`, () => {
    const first = planned(profile, defaults('6.18'));
    const again = planned(profile, { ...defaults('6.18'), ...first.changes });
    assert.deepEqual(again.changes, {});
  });

  test(`profile ${profile} lowers nothing that is higher`, () => {
    const high = {
      ...defaults('6.18'),
      'net.core.somaxconn': '65535',
      'net.ipv4.tcp_rmem': '8192 262144 134217728',
      'net.ipv4.tcp_wmem': '8192 262144 134217728',
      'net.ipv4.tcp_max_tw_buckets': '2000000',
      'net.ipv4.ip_local_port_range': '1024 65535',
      'net.ipv4.ip_local_reserved_ports': '8080',
    };
    const { changes } = planned(profile, high, {}, [12_000]);
    assert.equal(changes['net.core.somaxconn'], undefined);
    assert.equal(changes['net.ipv4.tcp_rmem'], undefined);
    assert.equal(changes['net.ipv4.tcp_wmem'], undefined);
    assert.equal(changes['net.ipv4.tcp_max_tw_buckets'], undefined);
    assert.equal(changes['net.ipv4.ip_local_port_range'], undefined);
    const reserved = changes['net.ipv4.ip_local_reserved_ports'];
    if (reserved !== undefined) assert.equal(reserved, '8080,12000');
  });
}

test('the buffers of bulk follow memory', () => {
  const most = (memoryBytes: number) =>
    numbersOf(
      planned('bulk', defaults('5.15'), { kernel: '5.15.0', memoryBytes }).changes[
        'net.ipv4.tcp_rmem'
      ] ?? '',
    )?.[2];
  assert.equal(most(24e9), 33_554_432);
  assert.equal(most(1e9), 8_388_608);
  assert.equal(most(256e6), undefined);
});

test('since 6.16 the receive buffer of bulk is the default, and is left alone', () => {
  const { changes, left } = planned('bulk', defaults('6.18'));
  assert.equal(changes['net.ipv4.tcp_rmem'], undefined);
  assert.equal(left['net.ipv4.tcp_rmem'], 'it is so already');
});

test('a kernel without a key is not asked for it', () => {
  const { changes, left } = planned('web', defaults('5.4'), { kernel: '5.4.0' });
  assert.equal(changes['net.ipv4.tcp_migrate_req'], undefined);
  assert.match(left['net.ipv4.tcp_migrate_req'] ?? '', /5\.4 does not have it/);
});

test('a range is not widened over more services than can be reserved', () => {
  const many = Array.from({ length: 49 }, (_, n) => 12_000 + 2 * n);
  const { changes, left } = planned('client', defaults('6.18'), {}, many);
  assert.equal(changes['net.ipv4.ip_local_port_range'], undefined);
  assert.match(left['net.ipv4.ip_local_port_range'] ?? '', /^more than 48 separate ports/);
  const few = planned('client', defaults('6.18'), {}, [12_000, 12_001, 443]).changes;
  assert.equal(few['net.ipv4.ip_local_reserved_ports'], '10250,11211,12000-12001,15672,27017');
  assert.equal(few['net.ipv4.ip_local_port_range'], '10240 65535');
});

test('no profile sets bbr: only packets that are lost ask for it', () => {
  const KEY = 'net.ipv4.tcp_congestion_control';
  for (const profile of PROFILES) {
    const { changes, left } = planned(profile, defaults('6.18'));
    assert.equal(changes[KEY], undefined);
    assert.match(left[KEY] ?? '', /plan from findings proposes it/);
  }
});

/** A host on which every line of a profile has something to change. */
const NEGLECTED = {
  'net.core.somaxconn': '128',
  'net.ipv4.tcp_syncookies': '0',
  'net.ipv4.tcp_abort_on_overflow': '1',
  'net.ipv4.tcp_max_tw_buckets': '10',
  'net.ipv4.tcp_rmem': '4096 131072 6291456',
  'net.ipv4.tcp_wmem': '4096 16384 4194304',
};

test('what a profile writes has no bad line in the eyes of lint', () => {
  for (const profile of PROFILES) {
    const survey = plannedSurvey([plannedNamespace({ ...defaults('5.15'), ...NEGLECTED })]);
    const file = sysctlFile(planProfile(survey, profile, 'tcpdoctor 0.1.0'), 'en');
    const kernel = fakeKernel({ files: { '/plan.conf': file } });
    const { problems } = readAndLint(kernel, { files: ['/plan.conf'], kernelVersion: '5.15' });
    assert.match(file, /^net\./m);
    const bad = problems.filter(({ severity }) => severity !== 'note');
    assert.deepEqual(bad, [], profile);
  }
});

test('tcp_tw_reuse is left alone without timestamps; a chosen 2 of a switch stays', () => {
  const { left } = planned('client', { ...defaults('6.18'), 'net.ipv4.tcp_timestamps': '0' });
  assert.match(left['net.ipv4.tcp_tw_reuse'] ?? '', /timestamps/);
  const cookies = planned('web', { ...defaults('6.18'), 'net.ipv4.tcp_syncookies': '2' });
  assert.equal(cookies.changes['net.ipv4.tcp_syncookies'], undefined);
});

test("in a namespace that is not the host's, nothing of the machine is set", () => {
  const child = plannedNamespace(defaults('6.18'), {
    id: 7,
    name: 'nginx/812',
    pid: 812,
    isHost: false,
  });
  const [space] = planProfile(plannedSurvey([child]), 'bulk', 'tcpdoctor 0.1.0').namespaces;
  assert.equal(space?.name, 'nginx/812');
  for (const { key } of space?.changes ?? []) assert.equal(settingOf(key)?.scope, 'namespace');
});
