import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fakeKernel } from '../src/kernel/fake.ts';
import { diagnose, survey, SysError, UnsupportedError, UsageError } from '../src/mod.ts';
import type { Checkup, Survey } from '../src/mod.ts';
import { RULES } from '../src/rules/catalog.ts';
import { listenOn } from './loopback.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };
const HERE = { netns: 'current' } as const;

const openFiles = (): number => readdirSync('/proc/self/fd').length;

const listenerOf = ({ namespaces }: Survey, port: number) =>
  namespaces[0]?.looks.at(-1)?.listeners.find(({ local }) => local.port === port);

test('survey() sees a listener of this process, its queue and its limit', LINUX, async () => {
  await using server = await listenOn('127.0.0.1');
  await server.open();
  const seen = await survey({ ...HERE, windowMs: 0 });
  assert.partialDeepStrictEqual(listenerOf(seen, server.port), {
    family: 'ipv4',
    local: { address: '127.0.0.1' },
    limit: 37,
    waiting: 0,
    drops: 0,
  });
  assert.equal(seen.namespaces.length, 1);
  assert.equal(seen.namespaces[0]?.looks.length, 1);
  assert.ok((seen.namespaces[0]?.looks[0].states.established ?? 0) >= 2);
});

test('diagnose() answers for every rule, from the survey alone', LINUX, async () => {
  const seen = await survey({ ...HERE, windowMs: 60 });
  const checkup: Checkup = diagnose(seen);
  assert.deepEqual(
    checkup.namespaces[0]?.verdicts.map(({ rule }) => rule),
    RULES.map(({ id }) => id),
  );
  assert.deepEqual(diagnose(structuredClone(seen)), checkup, 'plain data in, the same answer out');
});

test('survey() ends early when it is told to, with what it has seen', LINUX, async () => {
  const abort = new AbortController();
  const startMs = performance.now();
  const seen = await survey({
    ...HERE,
    windowMs: 60_000,
    signal: abort.signal,
    onLook: () => void setImmediate().then(() => abort.abort()),
  });
  assert.ok(performance.now() - startMs < 30_000);
  assert.equal(seen.namespaces[0]?.looks.length, 1);
  diagnose(seen);
});

test('survey() told to end before it began still looks once', LINUX, async () => {
  const seen = await survey({ ...HERE, signal: AbortSignal.abort() });
  assert.equal(seen.namespaces[0]?.looks.length, 1);
});

test('two surveys at once do not disturb each other, and leave no descriptor', LINUX, async () => {
  await using server = await listenOn('127.0.0.1');
  await survey({ ...HERE, windowMs: 0 }); // what is loaded once is loaded
  const before = openFiles();
  const [short, long] = await Promise.all([
    survey({ ...HERE, windowMs: 100, looks: 5 }),
    survey({ ...HERE, windowMs: 200, looks: 3 }),
  ]);
  for (const [seen, looks] of [
    [short, 5],
    [long, 3],
  ] as const) {
    assert.equal(seen.namespaces[0]?.looks.length, looks);
    assert.deepEqual(
      seen.namespaces[0]?.looks.flatMap(({ missing }) => missing),
      [],
    );
    assert.equal(listenerOf(seen, server.port)?.limit, 37);
  }
  assert.equal(openFiles(), before);
});

test('survey() fails with errors of its own', LINUX, async () => {
  await assert.rejects(survey({ netns: 'no-such-namespace' }), UsageError);
  await assert.rejects(survey({ netns: ['current', 'no-such-namespace'] }), UsageError);
  const mac = fakeKernel({ identity: { platform: 'darwin' } });
  await assert.rejects(survey({ kernel: mac }), UnsupportedError);
  await assert.rejects(survey({ kernel: fakeKernel() }), (error) => {
    assert.ok(error instanceof SysError);
    assert.deepEqual([error.op, error.code], ['readlink', 'ENOENT']);
    return true;
  });
  assert.deepEqual(mac.log, [], 'a kernel that was lent is not closed');
});
