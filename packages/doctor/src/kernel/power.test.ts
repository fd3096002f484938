import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from './fake.ts';
import { missingPower } from './power.ts';

const lacks = (capEff: string) => {
  const files = { '/proc/self/status': `Name:\tnode\nCapPrm:\t0\nCapEff:\t${capEff}\n` };
  return missingPower(fakeKernel({ files })).map(({ what }) => what);
};

for (const [capEff, missing] of [
  ['000001ffffffffff', []],
  ['0000000000000000', ['CAP_SYS_ADMIN', 'CAP_SYS_PTRACE']],
  ['0000000000080000', ['CAP_SYS_ADMIN']],
  ['0000000000200000', ['CAP_SYS_PTRACE']],
  ['fffffffffff7ffff', ['CAP_SYS_PTRACE']],
] as const) {
  test(`missingPower() with capabilities ${capEff}`, () => {
    assert.deepEqual(lacks(capEff), missing);
  });
}

test('missingPower() needs no /proc to know that this is not Linux', () => {
  assert.deepEqual(missingPower(fakeKernel({ identity: { platform: 'darwin' } })), [
    { what: 'linux' },
  ]);
});

test('missingPower() refuses a status without capabilities', () => {
  assert.throws(() => lacks('none'), { name: 'DecodeError' });
});
