import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SoftnetCpu } from '../../model/snapshot.ts';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import { softnetDrops } from './rule.ts';

type Cpu = readonly [processed: number, dropped: number, timeSqueezed: number];

const cpus = (rows: readonly Cpu[]): SoftnetCpu[] =>
  rows.map(([processed, dropped, timeSqueezed]) => ({ processed, dropped, timeSqueezed }));

const HOST = sampleNamespace([{}, {}]);
const CHILD = sampleNamespace([{}, {}], { id: 2, name: 'web', isHost: false });

const check = (
  was: readonly Cpu[] | undefined,
  is: readonly Cpu[] | undefined,
  namespace = HOST,
  namespaces = [CHILD, HOST],
) => {
  const look = (atMs: number, rows: readonly Cpu[] | undefined) =>
    rows === undefined ? { atMs } : { atMs, softnet: cpus(rows) };
  const survey = sampleSurvey(namespaces, { hostLooks: [look(0, was), look(3_000, is)] });
  return softnetDrops.check(namespace, survey);
};

test('softnet-drops is healthy while the drops stand still, however many', () => {
  assert.equal(check([[1, 70, 0]], [[900, 70, 0]]).kind, 'healthy');
});

test('softnet-drops is healthy when only time_squeeze grows', () => {
  assert.equal(check([[1, 0, 5]], [[900, 0, 500]]).kind, 'healthy');
});

test('softnet-drops: finding shows the CPUs that dropped, and no other', () => {
  const verdict = check(
    [
      [100, 5, 0],
      [100, 7, 0],
    ],
    [
      [400, 5, 0],
      [300, 27, 2],
    ],
  );
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(finding.severity, 'warning');
  assert.equal(finding.confidence, 'certain');
  assert.deepEqual(finding.subject, { kind: 'host' });
  assert.match(finding.title.en, /^20 packets were dropped before CPU 1 got to them/);
  assert.deepEqual(
    finding.evidence.map((e) => e.value),
    [20, 200, 2],
  );
});

test('softnet-drops: longer rounds are no remedy, also where time_squeeze grows', () => {
  const verdict = check([[100, 5, 0]], [[400, 25, 9]]);
  assert.ok(verdict.kind === 'finding');
  const [{ remedies, doesNotHelp }] = verdict.findings;
  assert.ok(remedies.every(({ command = '' }) => !command.includes('netdev_budget')));
  assert.ok(doesNotHelp.some(({ what }) => what === 'net.core.netdev_budget'));
});

test('softnet-drops: finding is said once, by the host or the first namespace: others are healthy', () => {
  assert.equal(check([[1, 0, 0]], [[9, 1, 0]], CHILD).kind, 'healthy');
  assert.equal(check([[1, 0, 0]], [[9, 1, 0]], CHILD, [CHILD]).kind, 'finding');
});

test('softnet-drops is unknown when the file cannot be read, CPUs come and go, or counts go back', () => {
  assert.equal(check(undefined, undefined).kind, 'unknown');
  assert.equal(
    check(
      [[1, 0, 0]],
      [
        [1, 0, 0],
        [1, 0, 0],
      ],
    ).kind,
    'unknown',
  );
  assert.equal(check([[1, 9, 0]], [[1, 0, 0]]).kind, 'unknown');
});

test('softnet-drops is unknown from one look', () => {
  const survey = sampleSurvey([HOST], { hostLooks: [{ atMs: 0, softnet: cpus([[1, 9, 0]]) }] });
  assert.equal(softnetDrops.check(HOST, survey).kind, 'unknown');
});
