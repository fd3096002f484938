/**
 * From surveys to plans, through the real rules: what each finding asks for, and that nothing is asked for
 * without one.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../src/diagnose.ts';
import type { Survey } from '../src/model/survey.ts';
import { RULES } from '../src/rules/catalog.ts';
import { samplePorts } from '../src/rules/sample-ports.ts';
import { sampleListener, sampleNamespace, sampleOwner, sampleSurvey } from '../src/rules/sample.ts';
import type { SampleLook } from '../src/rules/sample.ts';
import { effectOf } from '../src/proofs/effect.ts';
import { EXPORTS } from '../src/sysctl/export/catalog.ts';
import { planFrom } from '../src/sysctl/plan/plan-from.ts';
import { changeCount } from '../src/sysctl/plan/plan-of.ts';
import type { Plan } from '../src/sysctl/plan.ts';
import { ELSEWHERE_CASES, PLAN_CASES } from './plan-cases.ts';

const TOOL = 'tcpdoctor 0.1.0';

const planned = (survey: Survey, ...ids: readonly string[]): Plan =>
  planFrom(
    diagnose(survey, ids.length === 0 ? RULES : RULES.filter(({ id }) => ids.includes(id))),
    { tool: TOOL, effectOf },
  );

const changesOf = (plan: Plan, name = 'host') =>
  Object.fromEntries(
    (plan.namespaces.find((space) => space.name === name)?.changes ?? []).map(
      ({ key, from, to }) => [key, [from, to]],
    ),
  );

const leftOf = (plan: Plan, name = 'host') =>
  Object.fromEntries(
    (plan.namespaces.find((space) => space.name === name)?.leftOut ?? []).map(
      ({ key, because }) => [key, because.en],
    ),
  );

for (const { rule, survey, twin, changes } of PLAN_CASES) {
  test(`${rule}: the finding asks for its sysctl, with the numbers of this host`, () => {
    const plan = planned(survey, rule);
    assert.deepEqual(changesOf(plan), changes);
    const [change] = plan.namespaces[0]?.changes ?? [];
    assert.equal(change?.rule, rule);
    for (const text of [change?.why, change?.arithmetic, change?.effect, change?.risk]) {
      assert.ok(text !== undefined && text.en !== '' && /[가-힣]/.test(text.ko), rule);
    }
    assert.match(change?.arithmetic.en ?? '', /\d/);
    assert.doesNotMatch(change?.arithmetic.en ?? '', /NaN|Infinity|undefined/);
  });

  test(`${rule}: the same without the fault changes nothing`, () => {
    assert.equal(changeCount(planned(twin, rule)), 0);
  });
}

for (const { rule, survey, hurts } of ELSEWHERE_CASES) {
  test(`${rule}: no sysctl cures it, and the plan has nothing to tune`, () => {
    const checkup = diagnose(
      survey,
      RULES.filter(({ id }) => id === rule),
    );
    assert.ok(
      checkup.namespaces.some(({ findings }) => findings.length > 0),
      'it is not found',
    );
    const plan = planFrom(checkup, { tool: TOOL, effectOf });
    assert.equal(changeCount(plan), 0);
    const cures = plan.namespaces.flatMap(({ application }) => application);
    assert.equal(cures.length > 0, hurts);
  });
}

test('every remedy that sets a sysctl here carries it, so that command and plan cannot differ', () => {
  for (const { survey, rule } of PLAN_CASES) {
    for (const finding of diagnose(
      survey,
      RULES.filter(({ id }) => id === rule),
    ).namespaces.flatMap((one) => one.findings)) {
      for (const { command = '', sysctl } of finding.remedies) {
        const [, key, quoted, plain] = /sysctl -w ([\w.]+)=(?:"([^"]*)"|(\S+))/.exec(command) ?? [];
        assert.equal(sysctl?.key, key, command);
        assert.equal(sysctl?.value, quoted ?? plain, command);
      }
    }
  }
});

const thrice = (look: SampleLook) => sampleNamespace([look, look, look]);

test('one lever per finding: a wider range waits until tcp_tw_reuse did not suffice', () => {
  const plan = planned(sampleSurvey([thrice(samplePorts([{ timeWait: 95 }]))]));
  assert.deepEqual(Object.keys(changesOf(plan)), ['net.ipv4.tcp_tw_reuse']);
  assert.match(
    leftOf(plan)['net.ipv4.ip_local_port_range'] ?? '',
    /^net.ipv4.tcp_tw_reuse comes first/,
  );
});

test('a range is widened only together with what must be kept out of it, that first', () => {
  const listeners = [sampleListener({ local: { address: '0.0.0.0', port: 12_000 } })];
  const plan = planned(sampleSurvey([thrice(samplePorts([{ established: 95 }], { listeners }))]));
  assert.deepEqual(Object.entries(changesOf(plan)), [
    ['net.ipv4.ip_local_reserved_ports', ['', '12000']],
    ['net.ipv4.ip_local_port_range', ['40000 40099', '10240 65535']],
  ]);
});

test('without timestamps tcp_tw_reuse would do nothing: the range comes instead', () => {
  const sysctls = { 'net.ipv4.tcp_timestamps': '0' };
  const plan = planned(sampleSurvey([thrice(samplePorts([{ timeWait: 95 }], { sysctls }))]));
  assert.deepEqual(Object.keys(changesOf(plan)), ['net.ipv4.ip_local_port_range']);
});

test('two findings that want one key share a change that serves both', () => {
  const look = samplePorts([{ established: 95 }], {
    sources: [
      { family: 'ipv4', address: '10.9.1.1', distinctPorts: 95, bindParityPorts: 50, inodes: [] },
    ],
  });
  const other = {
    ...look,
    destinations: [
      ...(look.destinations ?? []),
      ...(samplePorts([{ established: 95, remote: { address: '10.9.9.9', port: 443 } }])
        .destinations ?? []),
    ],
  };
  const [space] = planned(sampleSurvey([thrice(other)]), 'port-exhaustion-established').namespaces;
  assert.equal(space?.changes.length, 1);
  assert.match(space?.changes[0]?.why.en ?? '', /10\.9\.1\.2:80.*\. And: .*10\.9\.9\.9:443/);
});

test('what the machine has once is planned for the host, for the namespace that suffers', () => {
  const look: SampleLook = { conntrack: { count: 1_000, max: 1_000 } };
  const sysctls = { 'net.netfilter.nf_conntrack_max': '1000' };
  const pod = sampleNamespace([look, look, look], {
    id: 7,
    name: 'nginx/812',
    pid: 812,
    isHost: false,
  });
  const whole = planned(sampleSurvey([thrice({ sysctls }), pod]), 'conntrack-full');
  assert.deepEqual(changesOf(whole), { 'net.netfilter.nf_conntrack_max': ['1000', '2000'] });
  assert.deepEqual(changesOf(whole, 'nginx/812'), {});
  assert.match(whole.namespaces[0]?.changes[0]?.why.en ?? '', /in namespace nginx\/812/);
});

test('where the host was not looked at, what is its own is left out and the next lever is pulled', () => {
  const look: SampleLook = {
    conntrack: { count: 1_000, max: 1_000 },
    sysctls: {
      'net.netfilter.nf_conntrack_max': '1000',
      'net.netfilter.nf_conntrack_tcp_timeout_established': '432000',
    },
  };
  const pod = sampleNamespace([look, look, look], { id: 7, name: 'blue', isHost: false });
  const plan = planned(sampleSurvey([pod]), 'conntrack-full');
  assert.match(leftOf(plan, 'blue')['net.netfilter.nf_conntrack_max'] ?? '', /plan on the host/);
  assert.deepEqual(changesOf(plan, 'blue'), {
    'net.netfilter.nf_conntrack_tcp_timeout_established': ['432000', '3600'],
  });
});

test('bbr is not planned where the kernel, or the namespace, may not use it', () => {
  const lossy = PLAN_CASES.find(({ rule }) => rule === 'path-loss')?.survey;
  assert.ok(lossy !== undefined);
  const [whole] = lossy.namespaces;
  assert.ok(whole !== undefined);
  const withSysctls = (sysctls: Readonly<Record<string, string>>, isHost: boolean): Survey => {
    const [head, ...rest] = whole.looks;
    const set = (look: typeof head) => ({ ...look, sysctls: { ...look.sysctls, ...sysctls } });
    return { ...lossy, namespaces: [{ ...whole, isHost, looks: [set(head), ...rest.map(set)] }] };
  };
  const key = 'net.ipv4.tcp_available_congestion_control';
  assert.match(
    leftOf(planned(withSysctls({ [key]: 'reno cubic' }, true), 'path-loss'))[
      'net.ipv4.tcp_congestion_control'
    ] ?? '',
    /modprobe tcp_bbr/,
  );
  const allowed = { [key]: 'reno bbr', 'net.ipv4.tcp_allowed_congestion_control': 'reno' };
  assert.equal(changeCount(planned(withSysctls(allowed, false), 'path-loss')), 0);
  assert.equal(
    changeCount(
      planned(
        withSysctls({ ...allowed, 'net.ipv4.tcp_allowed_congestion_control': 'reno bbr' }, false),
        'path-loss',
      ),
    ),
    1,
  );
});

test('a notice hurts nobody: it is told, and nothing is changed for it', () => {
  const at = (port: number) => sampleListener({ local: { address: '0.0.0.0', port } });
  const sources = [
    { family: 'ipv4', address: '10.9.1.1', distinctPorts: 20, bindParityPorts: 0, inodes: [] },
  ] as const;
  const plan = planned(
    sampleSurvey([thrice(samplePorts([], { listeners: [at(40_010)], sources }))]),
  );
  assert.equal(changeCount(plan), 0);
  assert.match(leftOf(plan)['net.ipv4.ip_local_reserved_ports'] ?? '', /nobody is hurt/);
});

test('what no sysctl cures is in the plan too, and what only looks is not', () => {
  const hole = PLAN_CASES.find(({ rule }) => rule === 'pmtu-blackhole')?.survey;
  const [space] = planned(hole ?? sampleSurvey([]), 'pmtu-blackhole').namespaces;
  assert.ok(space?.application.some((one) => one.do.en.startsWith('Let ICMP')));
  assert.ok(space?.application.every(({ proof }) => proof?.kind !== 'looks'));
  assert.ok(space?.application.every(({ sysctl }) => sysctl === undefined));
});

const full = (n: number): SampleLook => ({
  counters: {
    'TcpExt.ListenOverflows': 130 * n,
    'TcpExt.SyncookiesSent': 0,
    'Tcp.PassiveOpens': n,
  },
  listeners: [sampleListener({ waiting: 129, drops: 130 * n })],
});

for (const [command, commandLine, setting] of [
  ['nginx', 'nginx: worker process', /listen 80 .*backlog=512/],
  ['haproxy', 'haproxy -f /etc/haproxy/haproxy.cfg', /backlog 512/],
  ['systemd', '/sbin/init', /Backlog=512/],
] as const) {
  test(`the setting of ${command} is in every export where a longer queue is the cure`, () => {
    const pid = command === 'systemd' ? 1 : 812;
    const owners = { 8_080: [sampleOwner({ pid, command, commandLine })] };
    const survey = sampleSurvey([sampleNamespace([full(0), full(1), full(2)], { owners })]);
    const plan = planned(survey, 'accept-queue-overflow');
    assert.equal(changeCount(plan), 0, 'somaxconn is 4,096 and does not bind');
    for (const [format, write] of Object.entries(EXPORTS))
      assert.match(write(plan, 'en'), setting, format);
  });
}

test('LimitNOFILE= is in every export where descriptors are used up', () => {
  const look: SampleLook = { listeners: [sampleListener({ waiting: 17 })] };
  const owners = { 8_080: [sampleOwner({ fds: { open: 41, limit: 40 } })] };
  const plan = planned(
    sampleSurvey([sampleNamespace([look, look, look], { owners })]),
    'fd-exhaustion',
  );
  assert.equal(changeCount(plan), 0, 'fs.file-max is no cure');
  for (const [format, write] of Object.entries(EXPORTS)) {
    assert.match(write(plan, 'ko'), /LimitNOFILE=/, format);
  }
});

test('a healthy host has an empty plan', () => {
  assert.deepEqual(planned(sampleSurvey([thrice({})])).namespaces, []);
});
