import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingOf } from '../catalogue/catalogue.ts';
import { couldShow, newShare, settleMs } from './chance.ts';
import type { MadeChange, Proof } from './prove.ts';
import { prove } from './prove.ts';
import type { SampleWindow } from './sample.ts';
import { RULE, sampleCheckup, sampleEvents, sampleSide, SPACE } from './sample.ts';

const made = (key: string, to = '1', rule: string | undefined = RULE): MadeChange => ({
  namespace: SPACE,
  key,
  to: `${to}\n`,
  ...(rule === undefined ? {} : { rule }),
});

const AT_ONCE = made('net.ipv4.tcp_max_tw_buckets', '131072');
const NEXT_LISTEN = made('net.core.somaxconn', '8192');
const NEW_SOCKETS = made('net.ipv4.tcp_rmem', '4096 131072 16777216');
const PROFILE = { namespace: SPACE, key: 'net.ipv4.tcp_slow_start_after_idle', to: '0\n' };

const proven = (before: SampleWindow, after: SampleWindow, ...changes: MadeChange[]): Proof =>
  prove(sampleCheckup(before), sampleCheckup(after), changes, settingOf);

const [BAD, GOOD] = [sampleEvents(150), sampleEvents(0)];
const HARM: SampleWindow = { grew: { 'TcpExt.ListenDrops': 500 } };
/** 900 connections that were there before the change, and 100 new ones. */
const OLD_ONES: SampleWindow = { ...BAD, states: { established: 900 } };

const CASES = [
  ['a cure holds', BAD, GOOD, [AT_ONCE], ['better'], true],
  ['folklore does not', BAD, BAD, [AT_ONCE], ['same'], false],
  ['a cure that harms does not', BAD, HARM, [AT_ONCE], ['better'], false],
  ['what nobody could see does not', GOOD, GOOD, [AT_ONCE], ['cannot tell'], false],
  ['nothing is owed before the next listen()', BAD, BAD, [NEXT_LISTEN], ['cannot tell'], true],
  ['nor is praise due', BAD, GOOD, [NEXT_LISTEN], ['cannot tell'], true],
  ['but a guard counts', BAD, HARM, [NEXT_LISTEN], ['cannot tell'], false],
  ['old connections owe nothing', BAD, OLD_ONES, [NEW_SOCKETS], ['cannot tell'], true],
  ['new connections do', BAD, BAD, [NEW_SOCKETS], ['same'], false],
  ['a profile owes nothing', GOOD, GOOD, [PROFILE], ['cannot tell'], true],
  ['and must not harm', GOOD, HARM, [PROFILE], ['cannot tell'], false],
  ['all of it has to hold', BAD, BAD, [NEXT_LISTEN, AT_ONCE], ['cannot tell', 'same'], false],
  ['two for one finding share it', BAD, GOOD, [AT_ONCE, AT_ONCE], ['better', 'better'], true],
] as const satisfies readonly (readonly [
  string,
  SampleWindow,
  SampleWindow,
  readonly MadeChange[],
  readonly string[],
  boolean,
])[];

for (const [name, before, after, changes, outcomes, holds] of CASES) {
  test(`prove(): ${name}`, () => {
    const proof = proven(before, after, ...changes);
    assert.deepEqual(
      proof.changes.map(({ outcome }) => outcome),
      outcomes,
    );
    assert.equal(proof.holds, holds);
  });
}

test('a namespace that is gone proves nothing', () => {
  const gone = { ...sampleCheckup(GOOD), namespaces: [] };
  const { changes, guarded, holds } = prove(sampleCheckup(BAD), gone, [AT_ONCE], settingOf);
  assert.deepEqual([changes[0]?.doubt?.kind, guarded, holds], ['not asked', [], false]);
});

test('a change that cannot show yet says what it waits for', () => {
  const [change] = proven(BAD, OLD_ONES, NEW_SOCKETS).changes;
  assert.deepEqual(change?.doubt, { kind: 'not yet', effect: 'new sockets', newShare: 0.1 });
});

const { namespace: fresh } = sampleSide();
const { namespace: old } = sampleSide({ states: { established: 900 } });
const could = (key: string, to: string, after = fresh): boolean =>
  couldShow({ setting: settingOf(key), to }, after);

test('connections that wait or listen are not old ones', () => {
  assert.equal(newShare(fresh), 1);
  assert.equal(newShare(old), 0.1);
  const { namespace } = sampleSide({ states: { timeWait: 20_000, listen: 10 } });
  assert.equal(newShare(namespace), 1);
  assert.equal(newShare(sampleSide({ looks: 1 }).namespace), undefined);
  assert.equal(newShare(sampleSide({ grew: { 'Tcp.PassiveOpens': 0 } }).namespace), undefined);
});

for (const [key, to, shows] of [
  ['net.ipv4.tcp_syncookies', '1', true],
  ['net.ipv4.tcp_fin_timeout', '1\n', true],
  // longer than anybody waits
  ['net.ipv4.tcp_fin_timeout', '30', false],
  ['net.ipv4.tcp_keepalive_time', '600', false],
  // a number of repeats is no time
  ['net.ipv4.tcp_retries2', '3', false],
  // entries that are there keep their time
  ['net.netfilter.nf_conntrack_tcp_timeout_time_wait', '1', false],
  ['net.core.somaxconn', '8192', false],
  ['net.ipv4.tcp_congestion_control', 'bbr', true],
] as const) {
  test(`${key}=${to.trim()} ${shows ? 'could' : 'could not'} show in a few seconds`, () => {
    assert.equal(could(key, to), shows);
  });
}

test('old connections cannot show what counts for new ones', () => {
  assert.equal(could('net.ipv4.tcp_congestion_control', 'bbr', old), false);
  assert.equal(could('net.ipv4.tcp_fin_timeout', '1', old), false);
  assert.equal(could('net.ipv4.tcp_syncookies', '1', old), true);
  assert.equal(couldShow({ setting: settingOf('net.ipv4.tcp_rmem'), to: '1' }, undefined), false);
});

test('settleMs() waits for short timers, and never long', () => {
  const change = (key: string, to: string) => ({ setting: settingOf(key), to });
  assert.equal(settleMs([]), 1_000);
  assert.equal(settleMs([change('net.ipv4.tcp_fin_timeout', '4')]), 4_000);
  assert.equal(settleMs([change('net.ipv4.tcp_fin_timeout', '60')]), 1_000);
});
