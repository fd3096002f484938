import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { same } from '../../model/text.ts';
import { emptyPlan, samplePlan } from '../plan/sample.ts';
import type { Change, Plan } from '../plan.ts';
import { parseSysctlFile } from '../../kernel/sysctl-files/parse-file.ts';
import { EXPORTS } from './catalog.ts';

const FORMATS = Object.keys(EXPORTS) as (keyof typeof EXPORTS)[];
const YAML = ['ansible', 'kubernetes', 'daemonset', 'cloud-init'] as const;
const [HOST, POD] = samplePlan.namespaces;
const pairs = (changes: readonly Change[] = []) => changes.map(({ key, to }) => [key, to]);

/** The lines that are no comment, blanks around them gone. */
const bare = (text: string): string[] =>
  text.split('\n').filter((line) => line.trim() !== '' && !/^\s*#/.test(line));

/** Words of a plan that try to break out of their comment. */
const hostile: Plan = {
  ...samplePlan,
  host: { name: 'web\n- evil: 1', kernel: '6.18\u2028evil: 2' },
  namespaces: samplePlan.namespaces.map((space) => ({
    ...space,
    name: space.name === 'host' ? 'host' : 'pod\nevil: 3',
    changes: space.changes.map((change) => ({
      ...change,
      why: same('a process named\nevil = 1\r\nkernel.panic=1\u2029x\u202e'),
      arithmetic: same('\n---\nevil: 5'),
    })),
    application: space.application.map((one) => ({ ...one, command: 'a\n\revil: 6' })),
  })),
};

for (const format of FORMATS) {
  for (const lang of ['en', 'ko'] as const) {
    test(`${format} (${lang}): no word of a plan breaks out of its comment`, () => {
      assert.deepEqual(
        bare(EXPORTS[format](hostile, lang)).map((line) => line.replaceAll('pod\nevil', 'pod')),
        bare(EXPORTS[format](samplePlan, lang)),
      );
      assert.doesNotMatch(
        EXPORTS[format](hostile, lang).replaceAll('\n', ''),
        /[\p{Cc}\u2028\u202e]/u,
      );
    });

    test(`${format} (${lang}): carries the reasons`, () => {
      const text = EXPORTS[format](samplePlan, lang).replaceAll(/\s*\n\s*# /g, ' ');
      const key =
        format === 'kubernetes' || format === 'docker'
          ? 'net.ipv4.tcp_tw_reuse'
          : 'net.core.somaxconn';
      for (const word of ['why', 'arithmetic', 'risk'])
        assert.ok(text.includes(`${word} of ${key}`), word);
      assert.ok(text.includes('nginx -s reload'));
    });

    test(`${format} (${lang}): says so when there is nothing to change, and sets nothing`, () => {
      const text = EXPORTS[format](emptyPlan, lang);
      assert.match(text, lang === 'en' ? /nothing to change/ : /바꿀 것이 없습니다/);
      assert.doesNotMatch(text, /net\./);
    });
  }
}

test('sysctl.d sets the host alone, and names what it does not reach', () => {
  const text = EXPORTS['sysctl.d'](samplePlan, 'en');
  assert.deepEqual(
    parseSysctlFile(text).flatMap((line) =>
      line.kind === 'setting' ? [[line.key, line.value]] : [],
    ),
    pairs(HOST?.changes),
  );
  assert.match(text, /Not in here: net\.ipv4\.tcp_tw_reuse, .* of\n# namespace nginx\/812/);
});

test('kubernetes tells safe from unsafe sysctls, by version', () => {
  const text = EXPORTS.kubernetes(samplePlan, 'en');
  assert.match(text, /--allowed-unsafe-sysctls=net\.ipv4\.tcp_tw_reuse\n/);
  assert.match(text, /# safe\n {4}- name: "net\.ipv4\.ip_local_port_range"/);
  assert.match(
    text,
    /# safe since Kubernetes 1\.32, unsafe before\n {4}- name: "net\.ipv4\.tcp_wmem"/,
  );
  assert.match(text, /# unsafe: .*\n {4}- name: "net\.ipv4\.tcp_tw_reuse"/);
});

test('what the machine has once is refused to a pod and to a container', () => {
  const [host] = samplePlan.namespaces;
  const alone: Plan = { ...samplePlan, namespaces: host === undefined ? [] : [host] };
  for (const format of ['kubernetes', 'docker'] as const) {
    const text = EXPORTS[format](alone, 'en');
    assert.match(text, /Not in here: net\.netfilter\.nf_conntrack_max = 2000/);
    assert.ok(bare(text).every((line) => !line.includes('conntrack')));
    assert.match(text, /These were planned for the host/);
  }
});

test('docker run gets one flag per key, quoted where a shell would split', () => {
  assert.deepEqual(bare(EXPORTS.docker(samplePlan, 'en')), [
    'docker run \\',
    '  --sysctl net.ipv4.tcp_tw_reuse=1 \\',
    "  --sysctl 'net.ipv4.ip_local_port_range=10240 65535' \\",
    "  --sysctl 'net.ipv4.tcp_wmem=4096 16384 2621440' \\",
    '  IMAGE',
  ]);
});

test('cloud-init gets a mapping also where there is nothing to change: it refuses anything else', () => {
  assert.deepEqual(bare(EXPORTS['cloud-init'](emptyPlan, 'en')), ['{}']);
});

test('tuned gets its two sections', () => {
  assert.deepEqual(bare(EXPORTS.tuned(samplePlan, 'en')), [
    '[main]',
    'summary=TCP settings planned by tcpdoctor',
    '[sysctl]',
    ...(HOST?.changes ?? []).map(({ key, to }) => `${key}=${to}`),
  ]);
});

for (const [answer, profiles] of [
  ['Current active profile: virtual-guest', 'virtual-guest tcpdoctor'],
  ['Current active profile: balanced tcpdoctor', 'balanced tcpdoctor tcpdoctor'],
  ['No current active profile.', 'tcpdoctor'],
] as const) {
  test(`tuned gets a command that can be copied as it stands: ${answer}`, () => {
    const command = /^# {3}(tuned-adm profile .*)$/m.exec(EXPORTS.tuned(samplePlan, 'ko'))?.[1];
    const standIn = `tuned_adm() { if [ "$1" = active ]; then echo "${answer}"; else echo "$@"; fi; }`;
    const script = `${standIn}\n${command?.replaceAll('tuned-adm', 'tuned_adm')}`;
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    assert.equal(stdout, `profile ${profiles}\n`);
  });
}

const hasYaml = spawnSync('python3', ['-c', 'import yaml']).status === 0;
/** A second opinion where there is one; what is written is tested word by word above all the same. */
const byAnother = (name: string, check: () => void): void => {
  if (hasYaml) test(name, check);
};

/** The documents of YAML streams, as another program reads them; empty ones left out. */
function parsedAll(streams: readonly string[]): unknown[][] {
  const script =
    'import json,sys,yaml; print(json.dumps([[d for d in yaml.safe_load_all(s) if d is not None] for s in json.load(sys.stdin)]))';
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(streams),
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as unknown[][];
}

const parsed = (stream: string): unknown[] => parsedAll([stream])[0] ?? [];

byAnother('every YAML is read by another program, hostile or empty, in both languages', () => {
  const plans = [samplePlan, hostile, emptyPlan];
  const cases = YAML.flatMap((format) => plans.map((plan) => ({ format, plan })));
  const en = parsedAll(cases.map(({ format, plan }) => EXPORTS[format](plan, 'en')));
  const ko = parsedAll(cases.map(({ format, plan }) => EXPORTS[format](plan, 'ko')));
  cases.forEach(({ format, plan }, n) => {
    assert.equal(en[n]?.length, ko[n]?.length);
    if (plan !== hostile) return;
    assert.equal(JSON.stringify(en[n]).includes('evil: '), format === 'cloud-init', format);
  });
});

byAnother('ansible: a task for each key', () => {
  const [tasks] = parsed(EXPORTS.ansible(samplePlan, 'ko')) as [
    { 'ansible.posix.sysctl': { name: string; value: string; sysctl_set: boolean } }[],
  ];
  assert.deepEqual(
    tasks.map(({ 'ansible.posix.sysctl': { name, value } }) => [name, value]),
    pairs(HOST?.changes),
  );
  assert.ok(tasks.every((task) => task['ansible.posix.sysctl'].sysctl_set));
});

byAnother('kubernetes: the list of the pod', () => {
  const [pod] = parsed(EXPORTS.kubernetes(samplePlan, 'en')) as [
    { securityContext: { sysctls: { name: string; value: string }[] } },
  ];
  assert.deepEqual(
    pod.securityContext.sysctls.map(({ name, value }) => [name, value]),
    pairs(POD?.changes),
  );
});

byAnother('daemonset: the arguments of the privileged container', () => {
  const [set] = parsed(EXPORTS.daemonset(samplePlan, 'en')) as [
    {
      spec: { template: { spec: { hostNetwork: boolean; initContainers: { args: string[] }[] } } };
    },
  ];
  assert.equal(set.spec.template.spec.hostNetwork, true);
  assert.deepEqual(
    set.spec.template.spec.initContainers[0]?.args,
    pairs(HOST?.changes).map((pair) => pair.join('=')),
  );
});

byAnother('cloud-init: the file is the one of sysctl.d', () => {
  const text = EXPORTS['cloud-init'](samplePlan, 'en');
  assert.match(text, /^#cloud-config\n/);
  const [data] = parsed(text) as [{ write_files: { content: string }[]; runcmd: string[][] }];
  assert.equal(data.write_files[0]?.content, EXPORTS['sysctl.d'](samplePlan, 'en'));
  assert.deepEqual(data.runcmd, [['sysctl', '--system']]);
});
