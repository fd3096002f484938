import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inside, setSysctl } from './command.ts';
import { sampleNamespace } from './sample.ts';

test('inside() reaches the namespace by what it has: nothing, a process, a name', () => {
  const at = (more: object) => inside({ ...sampleNamespace([{}]), ...more }, 'ss -t');
  assert.equal(at({}), 'ss -t');
  assert.equal(at({ isHost: false, pid: 42 }), 'nsenter -t 42 -n ss -t');
  assert.equal(at({ isHost: false, pid: undefined, name: 'web' }), 'ip netns exec web ss -t');
});

test('setSysctl() quotes values that a shell would split', () => {
  const host = sampleNamespace([{}]);
  assert.equal(setSysctl(host, 'a.b', '1'), 'sysctl -w a.b=1');
  assert.equal(setSysctl(host, 'a.b', '1 2'), 'sysctl -w a.b="1 2"');
});
