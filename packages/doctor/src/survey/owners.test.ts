import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey, Owner, Survey } from '../model/survey.ts';
import { withOwners } from './owners.ts';

const owner = (pid: number): Owner => ({ pid, command: `c-${pid}`, commandLine: `c-${pid}` });
const namespace = (id: number) => ({ id, owners: {} }) as NamespaceSurvey;

/** Namespaces 1 and 2 with processes 11 and 12, 21; who holds which inode. */
const PIDS = new Map([
  [1, [11, 12]],
  [2, [21]],
]);
const HOLDERS = new Map([
  [100, 11],
  [200, 21],
  [101, 21],
  [201, 12],
]);

/** @param closed A process that cannot be looked into. */
async function resolved(interest: Readonly<Record<number, readonly number[]>>, closed?: number) {
  const asked: [readonly number[], readonly number[], number?][] = [];
  const survey = { namespaces: [namespace(1), namespace(2)] } as unknown as Survey;
  const { namespaces } = await withOwners(
    {
      survey,
      pidsOf: PIDS,
      ownersOf: async (inodes, pids, most) => {
        asked.push(most === undefined ? [[...inodes], pids] : [[...inodes], pids, most]);
        const found = [...inodes].filter((inode) => pids.includes(HOLDERS.get(inode) ?? 0));
        return {
          owners: new Map(found.map((inode) => [inode, [owner(HOLDERS.get(inode) ?? 0)]])),
          deniedPids: pids.filter((pid) => pid === closed),
        };
      },
    },
    ({ id }) => new Set(interest[id]),
  );
  const owners = namespaces.map((one) =>
    Object.entries(one.owners).map(([inode, some]) => [Number(inode), some[0]?.pid]),
  );
  return { asked, owners };
}

test('withOwners() asks the processes of the namespace first, and nobody else when they do', async () => {
  const { asked, owners } = await resolved({ 1: [100], 2: [] });
  assert.deepEqual(asked, [[[100], [11, 12]]]);
  assert.deepEqual(owners, [[[100, 11]], []]);
});

test('withOwners() finds a socket whose process is in another namespace', async () => {
  const { asked, owners } = await resolved({ 1: [100, 101] });
  assert.deepEqual(asked.at(-1), [[101], [21], 5_000]);
  assert.deepEqual(owners, [
    [
      [100, 11],
      [101, 21],
    ],
    [],
  ]);
});

test('withOwners() asks everybody once for what several namespaces miss', async () => {
  const { asked, owners } = await resolved({ 1: [101, 999], 2: [201] });
  assert.deepEqual(asked, [
    [
      [101, 999],
      [11, 12],
    ],
    [[201], [21]],
    [[101, 999, 201], [11, 12, 21], 5_000],
  ]);
  assert.deepEqual(owners, [[[101, 21]], [[201, 12]]]);
});

test('withOwners() asks nobody elsewhere for what a closed process may hold', async () => {
  const { asked, owners } = await resolved({ 1: [999], 2: [201] }, 12);
  assert.deepEqual(asked.at(-1), [[201], [11, 12], 5_000]);
  assert.deepEqual(owners, [[], [[201, 12]]]);
});
