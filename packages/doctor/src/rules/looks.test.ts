import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  gained,
  grew,
  held,
  heldInGroups,
  lacks,
  latest,
  listenerTrails,
  noGrowth,
  sysctlNumber,
  sysctlNumbers,
  windowSeconds,
} from './looks.ts';
import { sampleListener, sampleLook, sampleNamespace, sampleSocket } from './sample.ts';

const X = 'TcpExt.X';
const counted = (...values: readonly [number, ...number[]]) => {
  const [head, ...rest] = values.map((value) => ({ counters: { [X]: value } }));
  return sampleNamespace([head ?? {}, ...rest]);
};

test('grew() is the growth over the window, not the total', () => {
  assert.equal(grew(counted(1_000, 1_000, 1_007), X), 7);
  assert.equal(windowSeconds(counted(1, 2, 3)), 2);
});

const UNTOLD = [
  ['one look', counted(5), /needs at least 2 looks/],
  ['a counter that went back', counted(5, 3), /went back/],
  ['a kernel without it', sampleNamespace([{}, {}]), /does not report/],
  [
    'counters that could not be read',
    sampleNamespace([{}, { missing: [{ source: 'netstat', code: 'EACCES' }] }]),
    /could not read netstat \(EACCES\)/,
  ],
] as const;

for (const [name, namespace, reason] of UNTOLD) {
  test(`grew() cannot tell from ${name}, and noGrowth() says why`, () => {
    assert.equal(grew(namespace, X), undefined);
    const verdict = noGrowth(namespace, X);
    assert.equal(verdict.kind, 'unknown');
    assert.match(verdict.kind === 'unknown' ? verdict.because.en : '', reason);
  });
}

test('lacks() names the source that is missing in the last look', () => {
  const missing = [{ source: 'sockets', code: 'EPERM' }];
  const namespace = sampleNamespace([{}, { missing }]);
  assert.equal(lacks(namespace, 'sockets')?.kind, 'unknown');
  assert.equal(lacks(namespace, 'netstat'), undefined);
  assert.equal(lacks(sampleNamespace([{ missing }, {}]), 'sockets'), undefined);
});

test('held() follows sockets that were kept in every look, and only those', () => {
  const at = (cookie: string, bytesSent: number) => sampleSocket({ cookie, info: { bytesSent } });
  const namespace = sampleNamespace([
    { kept: { unsent: [at('stays', 10), at('goes', 0)] } },
    { kept: { unsent: [at('comes', 0), at('stays', 30)] } },
    { kept: { unsent: [at('stays', 60), at('goes', 9)] } },
  ]);
  const trails = held(namespace, 'unsent');
  assert.deepEqual(
    trails.map((trail) => latest(trail).cookie),
    ['stays'],
  );
  assert.equal(trails[0] && gained(trails[0], (s) => s.info?.bytesSent), 50);
  assert.equal(trails[0] && gained(trails[0], () => undefined), undefined);
});

test('heldInGroups() follows examples from look to look', () => {
  const group = (cookie: string) => ({
    family: 'ipv4' as const,
    direction: 'inbound' as const,
    port: 80,
    count: 1,
    owned: 1,
    examples: [sampleSocket({ cookie, state: 'closeWait' })],
  });
  const look = (cookie: string) => ({ groups: { closeWait: [group(cookie)] } });
  const trails = (...cookies: readonly [string, string]) =>
    heldInGroups(sampleNamespace([look(cookies[0]), look(cookies[1])]), 'closeWait').length;
  assert.deepEqual([trails('a', 'a'), trails('a', 'b')], [1, 0]);
});

test('listenerTrails() follows a listener by its cookie, so that a restarted one is another', () => {
  const looks = (again: string) =>
    sampleNamespace([
      { listeners: [sampleListener({ cookie: 'a' })] },
      { listeners: [sampleListener({ cookie: again, waiting: 3 })] },
    ]);
  assert.equal(listenerTrails(looks('a'))[0]?.at(-1)?.waiting, 3);
  assert.equal(listenerTrails(looks('b')).length, 0);
});

test('sysctlNumber() and sysctlNumbers() read numbers and nothing else', () => {
  const look = sampleLook({ sysctls: { a: '12', b: '4096 131072 6291456', c: 'cubic' } });
  assert.equal(sysctlNumber(look, 'a'), 12);
  assert.deepEqual(sysctlNumbers(look, 'b'), [4_096, 131_072, 6_291_456]);
  assert.deepEqual(
    [sysctlNumber(look, 'b'), sysctlNumber(look, 'c'), sysctlNumber(look, 'd')],
    [undefined, undefined, undefined],
  );
});
