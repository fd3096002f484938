import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownMachineReason, setMachine } from './machine.ts';

const KEY = 'net.netfilter.nf_conntrack_max';

test('setMachine() changes nothing of a machine whose operator has not said so', () => {
  assert.match(ownMachineReason()?.en ?? '', /--own-machine/);
  assert.throws(() => setMachine({ [KEY]: 1 }, [KEY]), /^Error: Cannot change this machine: /);
});

test('setMachine() refuses what a trial has not named', () => {
  assert.throws(
    () => setMachine({ [KEY]: 1 }, ['net.ipv4.tcp_mem']),
    /^Error: Cannot set net\.netfilter\.nf_conntrack_max: it was not named$/,
  );
});
