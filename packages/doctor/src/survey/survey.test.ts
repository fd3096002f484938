import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SysError, UnsupportedError, UsageError } from '../errors.ts';
import { fakeKernel } from '../kernel/fake.ts';
import { encodeDone } from '../wire/inet-diag-reply.ts';
import { looksFor, takeSurvey } from './survey.ts';

const SNMP = 'Tcp: ActiveOpens\nTcp: 1\n';
const INSIDE = {
  '/proc/net/netstat': 'TcpExt: ListenOverflows\nTcpExt: 7\n',
  '/proc/net/snmp': SNMP,
  '/proc/net/sockstat': 'TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 0\n',
  '/proc/sys/net/core/somaxconn': '4096\n',
};
const namespace = { files: INSIDE, replies: () => [encodeDone()] };

/** The host's namespace 1 with pid 1, and namespace 2 with pid 7. */
const world = (more: Parameters<typeof fakeKernel>[0] = {}) =>
  fakeKernel({
    files: {
      '/proc/self/status': 'CapEff:\t000001ffffffffff\n',
      '/proc/1/comm': 'init\n',
      '/proc/7/comm': 'nginx\n',
    },
    links: {
      '/proc/self/ns/net': 'net:[1]',
      '/proc/1/ns/net': 'net:[1]',
      '/proc/7/ns/net': 'net:[2]',
    },
    namespaces: { 1: namespace, 2: namespace },
    ...more,
  });

test('takeSurvey() takes three looks, evenly spread over the window, at every namespace', async () => {
  const told: string[] = [];
  const { survey } = await takeSurvey(world(), {
    windowMs: 3_000,
    onLook: (n, of) => told.push(`${n}/${of}`),
  });
  assert.deepEqual(
    survey.namespaces.map(({ name, looks }) => [name, looks.map(({ atMs }) => atMs)]),
    [
      ['host', [0, 1_500, 3_000]],
      ['nginx/7', [0, 1_500, 3_000]],
    ],
  );
  assert.deepEqual(told, ['1/3', '2/3', '3/3']);
  assert.deepEqual(survey.missingPower, []);
  assert.equal(survey.hostLooks.length, 3);
  assert.equal(survey.namespaces[0]?.looks[0].counters['TcpExt.ListenOverflows'], 7n);
});

test('takeSurvey() enters a namespace once for each look: there and back takes time', async () => {
  const kernel = world();
  await takeSurvey(kernel, { windowMs: 0 });
  const entered = kernel.log.filter((line) => line.startsWith('enter'));
  assert.deepEqual(entered, ['enter 1', 'enter 2']);
});

test('takeSurvey() knows the processes elsewhere: one of them may hold a socket of the one asked for', async () => {
  const { survey, pidsOf } = await takeSurvey(world(), { windowMs: 0, netns: 'nginx/7' });
  assert.deepEqual(
    survey.namespaces.map(({ name }) => name),
    ['nginx/7'],
  );
  assert.deepEqual(
    [...pidsOf],
    [
      [1, [1]],
      [2, [7]],
    ],
  );
});

test('takeSurvey() looks once at a namespace that is named twice', async () => {
  const netns = ['nginx/7', 'current', 'pid:7'];
  const { survey } = await takeSurvey(world(), { windowMs: 0, netns });
  assert.deepEqual(
    survey.namespaces.map(({ name }) => name),
    ['nginx/7', 'host'],
  );
});

test('takeSurvey() takes one look without a window', async () => {
  const { survey } = await takeSurvey(world(), { windowMs: 0, netns: 'current' });
  assert.deepEqual(
    survey.namespaces.map(({ looks }) => looks.length),
    [1],
  );
});

test('looksFor() takes more looks in a long window, within bounds', () => {
  assert.deepEqual([0, 100, 3_000, 10_000, 600_000].map(looksFor), [1, 3, 3, 5, 10]);
});

test('takeSurvey() leaves out a namespace that ends while it is looked at, and says so', async () => {
  const kernel = world();
  let looks = 0;
  const within: typeof kernel.within = (ref, work) => {
    if (ref.id !== 2 || ++looks < 3) return kernel.within(ref, work);
    return world({ fail: { [ref.path ?? '']: 'ENOENT' } }).within(ref, work);
  };
  const { survey } = await takeSurvey({ ...kernel, within }, {});
  assert.deepEqual(
    survey.namespaces.map(({ name }) => name),
    ['host'],
  );
  assert.deepEqual(survey.missingPower, [
    { what: 'namespace', which: 'nginx/7', code: 'vanished' },
  ]);
});

test('takeSurvey() names the namespaces that CAP_SYS_ADMIN does not reach into', async () => {
  const kernel = world();
  const within: typeof kernel.within = (ref, work) => {
    if (ref.id !== 2) return kernel.within(ref, work);
    throw new SysError('setns', ref.path ?? '', 'EPERM');
  };
  const { survey } = await takeSurvey({ ...kernel, within }, {});
  assert.deepEqual(
    survey.namespaces.map(({ name }) => name),
    ['host'],
  );
  assert.deepEqual(survey.missingPower, [{ what: 'namespace', which: 'nginx/7', code: 'EPERM' }]);
});

test('takeSurvey() names the namespaces that stay closed without CAP_SYS_ADMIN', async () => {
  const status = { '/proc/self/status': 'CapEff:\t0000000000000000\n', '/proc/7/comm': 'nginx\n' };
  const { survey } = await takeSurvey(world({ files: status }), {});
  assert.deepEqual(
    survey.namespaces.map(({ name }) => name),
    ['host'],
  );
  assert.deepEqual(
    survey.missingPower.map(({ what, which }) => [what, which]),
    [
      ['CAP_SYS_ADMIN', undefined],
      ['CAP_SYS_PTRACE', undefined],
      ['namespace', 'nginx/7'],
    ],
  );
});

test('takeSurvey() notes what a namespace does not let it read', async () => {
  const { survey } = await takeSurvey(
    world({
      namespaces: { 1: { ...namespace, files: {} } },
      fail: { '/proc/net/netstat': 'EACCES' },
    }),
    { windowMs: 0, netns: 'current' },
  );
  const missing = { source: 'netstat', code: 'EACCES' };
  assert.partialDeepStrictEqual(survey.namespaces[0]?.looks[0].missing, [missing]);
  const power = { what: 'source', which: 'netstat', code: 'EACCES' };
  assert.partialDeepStrictEqual(survey.missingPower, [power]);
});

test('takeSurvey() ends early when it is told to, with what it has seen', async () => {
  const abort = new AbortController();
  const { survey } = await takeSurvey(world(), {
    signal: abort.signal,
    onLook: () => abort.abort(),
  });
  assert.equal(survey.namespaces[0]?.looks.length, 1);
});

test('takeSurvey() refuses a namespace that does not exist', async () => {
  await assert.rejects(takeSurvey(world(), { netns: 'nope' }), UsageError);
});

test('takeSurvey() says that it needs Linux', async () => {
  await assert.rejects(
    takeSurvey(world({ identity: { platform: 'darwin' } }), {}),
    UnsupportedError,
  );
});
