import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCgroup } from './cgroup.ts';
import { parseOpenFilesLimit } from './limits.ts';
import { parseProcessStat } from './stat.ts';

const ID = '0123456789abcdef'.repeat(4);
const SHORT = '0123456789ab';

test('parseOpenFilesLimit() reads the soft limit, not the hard one', () => {
  const text =
    'Limit   Soft Limit   Hard Limit   Units\nMax open files            1024                 524288               files     \n';
  assert.equal(parseOpenFilesLimit(text), 1_024);
});

test('parseOpenFilesLimit() is undefined when unlimited, and refuses a text without the line', () => {
  assert.equal(parseOpenFilesLimit('Max open files   unlimited   unlimited   files\n'), undefined);
  assert.throws(() => parseOpenFilesLimit('Max processes  1  1  processes\n'), {
    name: 'DecodeError',
  });
});

for (const [text, command, state] of [
  ['1 (init) S 0 1 1', 'init', 'S'],
  ['7 (a) b (c)) R 1', 'a) b (c)', 'R'],
  ['7 () Z 1', '', 'Z'],
  ['7 (tmux: server) D 1', 'tmux: server', 'D'],
  ['7 (x) T', 'x', 'T'],
] as const) {
  test(`parseProcessStat() reads ${text}`, () => {
    assert.deepEqual(parseProcessStat(text), { command, state });
  });
}

for (const text of ['', '7 (nginx', '7 (nginx)', '7 nginx) S (', '7 (nginx) 5']) {
  test(`parseProcessStat() refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseProcessStat(text), { name: 'DecodeError' });
  });
}

for (const [path, unit, container] of [
  ['/', undefined, undefined],
  ['/system.slice/nginx.service', 'nginx.service', undefined],
  ['/system.slice/docker.service/helper', 'docker.service', undefined],
  [
    '/user.slice/user-1000.slice/user@1000.service/app.slice/app-web.service',
    'app-web.service',
    undefined,
  ],
  ['/user.slice/user-0.slice/session-3.scope', 'session-3.scope', undefined],
  ['/system.slice/sshd.socket', 'sshd.socket', undefined],
  [`/system.slice/docker-${ID}.scope`, undefined, SHORT],
  [`/docker/${ID}`, undefined, SHORT],
  [`/kubepods.slice/kubepods-burstable.slice/cri-containerd-${ID}.scope`, undefined, SHORT],
  [`/kubepods/besteffort/pod0f/${ID}`, undefined, SHORT],
  [`/kubepods.slice/crio-${ID}.scope`, undefined, SHORT],
  [`/machine.slice/libpod-${ID}.scope/container`, undefined, SHORT],
  [`/machine.slice/libpod-conmon-${ID}.scope`, undefined, undefined],
  [
    `/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:${ID}`,
    'containerd.service',
    SHORT,
  ],
  [`/docker/${ID.slice(0, 40)}`, undefined, undefined],
] as const) {
  test(`parseCgroup() reads ${path.replace(ID, '<id>')}`, () => {
    const { cgroup, unit: u, container: c } = parseCgroup(`0::${path}\n`);
    assert.deepEqual([cgroup, u, c], [path, unit, container]);
  });
}

test('parseCgroup() finds unit and container on version 1, where version 2 says nothing', () => {
  const text = `9:name=systemd:/system.slice/nginx.service\n4:memory:/docker/${ID}\n0::/\n`;
  assert.deepEqual(parseCgroup(text), { cgroup: '/', unit: 'nginx.service', container: SHORT });
});

test('parseCgroup() prefers what version 2 says', () => {
  const text = '1:name=systemd:/system.slice/old.service\n0::/system.slice/new.service\n';
  assert.equal(parseCgroup(text).unit, 'new.service');
});

test('parseCgroup() keeps colons in a path and refuses a line without a path', () => {
  assert.equal(parseCgroup('0::/a:b:c\n').cgroup, '/a:b:c');
  assert.throws(() => parseCgroup('0::/\n4:memory\n'), { name: 'DecodeError', offset: 1 });
  assert.deepEqual(parseCgroup(''), {});
});
