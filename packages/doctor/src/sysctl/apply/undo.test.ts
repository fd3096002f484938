import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError } from '../../errors.ts';
import { same } from '../../model/text.ts';
import { bench, NEW, OLD, planFor, STATE, SYSCTL_D } from './sample.ts';
import type { Bench } from './sample.ts';
import { leftAlone, recover } from './recover.ts';
import { applyPlan } from './apply.ts';

/** A machine on which the sample plan was applied; the watchdog waits. */
async function applied(): Promise<Bench & { id: string; file: string }> {
  const b = bench();
  const done = await b.apply(b.doors());
  if (done.result !== 'applied') assert.fail(done.result);
  const { id } = done.entry;
  return { ...b, id, file: `${SYSCTL_D}/60-tcpdoctor-${id}.conf` };
}

test('the watchdog puts everything back when nobody confirms, and not before', async () => {
  const b = await applied();
  b.machine.clock.bootMs += 59_000;
  assert.deepEqual(recover(b.doors()).takenBack, []);
  assert.deepEqual(b.machine.sysctls.texts(), NEW);
  await b.watchdogs[0]?.watch.run();
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
  assert.partialDeepStrictEqual(b.journal()[0]?.state, { kind: 'ended', why: 'not confirmed' });
  assert.ok(!Object.keys(b.machine.disk.texts()).some((path) => path.endsWith('.watch')));
});

test('confirm() in time: the watchdog ends, and the values stay', async () => {
  const b = await applied();
  assert.partialDeepStrictEqual(await b.confirm(b.doors()), { result: 'confirmed', changed: [] });
  b.machine.clock.bootMs += 1_000_000;
  await b.watchdogs[0]?.watch.run();
  assert.deepEqual(b.machine.sysctls.texts(), NEW);
  assert.deepEqual(recover(b.doors()).takenBack, []);
});

test('confirm() too late puts the values back, and says so', async () => {
  const b = await applied();
  b.watchdogs[0]?.process.kill();
  b.machine.clock.bootMs += 60_000;
  const late = await b.confirm(b.doors());
  assert.partialDeepStrictEqual(late, {
    result: 'over',
    entry: { state: { why: 'not confirmed' } },
  });
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
});

test('confirm() has nothing to do without an apply', async () => {
  const b = bench();
  assert.equal((await b.confirm(b.doors())).result, 'none');
});

test('confirm() with a file writes the host’s values with their reasons, and nothing else', async () => {
  const b = await applied();
  const done = await b.confirm(b.doors(), true);
  assert.partialDeepStrictEqual(done, { file: { persisted: 'written', path: b.file, left: 2 } });
  const text = b.machine.disk.texts()[b.file] ?? '';
  assert.deepEqual(
    text.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
    [
      'net.core.somaxconn = 8192',
      'net.ipv4.tcp_rmem = 4096 131072 16777216',
      'net.ipv4.ip_local_reserved_ports = 8080-8081',
    ],
  );
  assert.match(text, /^# sample-rule: reason of net\.core\.somaxconn$/m);
});

test('confirm() with a file says which of its values another file overrides at the next start', async () => {
  const b = await applied();
  const later = `${SYSCTL_D}/99-local.conf`;
  b.machine.disk.put(later, '# by hand\nnet.core.somaxconn = 1024\n');
  const done = await b.confirm(b.doors(), true);
  assert.ok(done.result === 'confirmed' && done.file?.persisted === 'written');
  const keys = new Set(done.file.beaten.map(({ key, path, line }) => `${key} ${path}:${line}`));
  assert.deepEqual([...keys], [`net.core.somaxconn ${later}:2`]);
});

test('confirm() with a file is content where a later file says the same', async () => {
  const b = await applied();
  b.machine.disk.put(`${SYSCTL_D}/99-local.conf`, 'net.core.somaxconn = 8192\n');
  const done = await b.confirm(b.doors(), true);
  assert.partialDeepStrictEqual(done, { file: { persisted: 'written', beaten: [] } });
});

test('a reason cannot break out of its comment', async () => {
  const b = bench();
  const evil = b.plan.namespaces.map((space) => ({
    ...space,
    changes: space.changes.map((one) => ({
      ...one,
      rule: 'x\nkernel.panic = 1',
      why: same('harmless\nkernel.panic = 1\r\u2028kernel.panic = 2'),
    })),
  }));
  const process = b.doors();
  await applyPlan(
    process,
    { ...b.plan, namespaces: evil },
    {
      tool: 'x\nkernel.panic = 3',
      confirmWithinMs: 60_000,
      startWatchdog: () => void process.store.lock(`${STATE}/${b.journal()[0]?.id}.watch`),
    },
  );
  await b.confirm(b.doors(), true);
  const [text = ''] = Object.entries(b.machine.disk.texts()).flatMap(([path, each]) =>
    path.startsWith(SYSCTL_D) ? [each] : [],
  );
  assert.equal(text.match(/^net\./gm)?.length, 3);
  assert.doesNotMatch(text, /^kernel/m);
});

test('confirm() leaves out of the file what somebody has changed since', async () => {
  const b = await applied();
  b.machine.sysctls.set('host', 'net.core.somaxconn', '1024\n');
  const done = await b.confirm(b.doors(), true);
  assert.partialDeepStrictEqual(done, { result: 'confirmed', changed: [{ found: '1024\n' }] });
  assert.doesNotMatch(b.machine.disk.texts()[b.file] ?? '', /^net\.core\.somaxconn/m);
});

test('confirm() does not write over a file that is not ours', async () => {
  const b = await applied();
  b.machine.disk.put(b.file, 'net.core.somaxconn = 1\n');
  assert.partialDeepStrictEqual(await b.confirm(b.doors(), true), { file: { persisted: 'taken' } });
  assert.equal(b.machine.disk.texts()[b.file], 'net.core.somaxconn = 1\n');
});

test('confirm() that cannot write the file still confirms, and says so; a second one can', async () => {
  const b = await applied();
  const readOnly = b.doors({
    fails: (op, target) => (op === 'create' && target.startsWith(SYSCTL_D) ? 'EROFS' : undefined),
  });
  const first = await b.confirm(readOnly, true);
  assert.partialDeepStrictEqual(first, { file: { persisted: 'failed', code: 'EROFS' } });
  readOnly.kill();
  assert.partialDeepStrictEqual(await b.confirm(b.doors(), true), {
    file: { persisted: 'written' },
  });
});

test('rollback() restores the exact former text, last written first', async () => {
  const b = await applied();
  await b.confirm(b.doors());
  const before = b.machine.sysctls.writes.length;
  assert.equal((await b.rollback(b.doors())).result, 'rolled back');
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
  assert.deepEqual(
    b.machine.sysctls.writes.slice(before).map((line) => line.split(' ')[1]),
    b
      .journal()[0]
      ?.steps.map(({ key }) => key)
      .toReversed(),
  );
});

test('rollback() leaves what somebody has changed since, and says so', async () => {
  const b = await applied();
  b.machine.sysctls.set('host', 'net.core.somaxconn', '1024\n');
  const done = await b.rollback(b.doors(), b.id);
  assert.partialDeepStrictEqual(done, {
    entry: {
      state: { fates: [{ fate: 'theirs', found: '1024\n' }, { fate: 'back' }, {}, {}, {}] },
    },
  });
  assert.deepEqual(b.machine.sysctls.texts(), {
    ...OLD,
    host: { ...OLD['host'], 'net.core.somaxconn': '1024\n' },
  });
});

test('rollback() of what was taken back already writes nothing', async () => {
  const b = await applied();
  await b.rollback(b.doors());
  const { length } = b.machine.sysctls.writes;
  assert.equal((await b.rollback(b.doors(), b.id)).result, 'over');
  assert.equal((await b.rollback(b.doors())).result, 'none');
  assert.equal((await b.rollback(b.doors(), '20000101-000000')).result, 'none');
  assert.equal(b.machine.sysctls.writes.length, length);
});

test('rollback() removes its file, but not one that somebody has edited', async () => {
  for (const [edit, fate] of [
    [undefined, 'removed'],
    ['# mine now\n', 'theirs'],
  ] as const) {
    const b = await applied();
    await b.confirm(b.doors(), true);
    if (edit !== undefined) b.machine.disk.put(b.file, edit);
    await b.rollback(b.doors());
    assert.partialDeepStrictEqual(b.journal()[0]?.state, { file: fate });
    assert.equal(b.machine.disk.texts()[b.file], edit);
  }
});

test('rollback() says that a namespace is gone, and puts the others back', async () => {
  const b = await applied();
  b.machine.sysctls.removeNamespace('blue');
  await b.rollback(b.doors());
  assert.partialDeepStrictEqual(b.journal()[0]?.state, {
    fates: [
      { fate: 'back' },
      { fate: 'back' },
      { fate: 'back' },
      { fate: 'gone' },
      { fate: 'gone' },
    ],
  });
});

test('rollback() of a value that the kernel refuses says so, and can be tried again', async () => {
  let refuse = true;
  const b = bench({
    accept: (_key, text, before) => (refuse && text === '4096\n' ? [before, 'EPERM'] : text),
  });
  await b.apply(b.doors());
  await b.rollback(b.doors());
  assert.partialDeepStrictEqual(b.journal()[0]?.state, {
    fates: [{ fate: 'stuck', code: 'EPERM', found: '8192\n' }, { fate: 'back' }, {}, {}, {}],
  });
  refuse = false;
  await b.rollback(b.doors());
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
});

test('rollback() works with a journal that cannot be written, and says that too', async () => {
  const b = await applied();
  const full = b.doors({ fails: (op) => (op === 'create' ? 'ENOSPC' : undefined) });
  const done = await b.rollback(full);
  assert.partialDeepStrictEqual(done, { result: 'rolled back', unrecorded: 'ENOSPC' });
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
});

test('after a restart of the host an apply is closed, and nothing is written', async () => {
  const b = await applied();
  b.machine.restart();
  const { length } = b.machine.sysctls.writes;
  recover(b.doors());
  assert.partialDeepStrictEqual(b.journal()[0]?.state, { why: 'host restarted', fates: [] });
  assert.equal(b.machine.sysctls.writes.length, length);
});

test('after a restart, what was persisted is rolled back: the file and the values it set', async () => {
  const b = await applied();
  await b.confirm(b.doors(), true);
  b.machine.restart();
  for (const [key, text] of Object.entries(NEW['host'] ?? {}))
    b.machine.sysctls.set('host', key, text);
  assert.deepEqual(recover(b.doors()).takenBack, []);
  await b.rollback(b.doors());
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
  assert.equal(b.machine.disk.texts()[b.file], undefined);
});

test('the watchdog takes back at once what a killed command was writing', async () => {
  const b = bench();
  const counted = b.doors();
  await b.apply(counted);
  const third = counted.steps.findIndex((step) => step.endsWith('ip_local_reserved_ports')) + 1;
  const c = bench();
  await c
    .apply(c.doors({ diesAt: counted.steps.lastIndexOf(counted.steps[third - 1] ?? '') + 1 }))
    .catch(() => {});
  const atMs = c.machine.clock.bootMs;
  await c.watchdogs[0]?.watch.run();
  assert.deepEqual(c.machine.sysctls.texts(), OLD);
  assert.ok(c.machine.clock.bootMs - atMs < 1_000, 'long before the deadline');
});

test('the watchdog looks again with the lock in hand: a confirm in the last moment counts', async () => {
  const b = bench(
    {},
    {
      fails: (op, target) => {
        const [entry] = op === 'lock' && target === `${STATE}/lock` ? b.journal() : [];
        if (entry !== undefined) {
          const confirmed = { ...entry, state: { kind: 'confirmed', at: entry.at } };
          b.machine.disk.put(`${STATE}/${entry.id}.json`, JSON.stringify(confirmed));
        }
        return undefined;
      },
    },
  );
  await b.apply(b.doors());
  await b.watchdogs[0]?.watch.run();
  assert.deepEqual(b.machine.sysctls.texts(), NEW);
  assert.equal(b.journal()[0]?.state.kind, 'confirmed');
});

test('the watchdog does its work without a journal', async () => {
  const b = await applied();
  for (const path of Object.keys(b.machine.disk.texts())) b.machine.disk.put(path, undefined);
  await b.watchdogs[0]?.watch.run();
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
});

test('leftAlone() finds what nobody watches over any more, and nothing else', async () => {
  const b = await applied();
  assert.deepEqual(leftAlone(b.doors(), b.journal()), []);
  b.machine.clock.bootMs += 70_000;
  assert.deepEqual(
    leftAlone(b.doors(), b.journal()).map(({ id }) => id),
    [b.id],
  );
  await b.rollback(b.doors());
  assert.deepEqual(leftAlone(b.doors(), b.journal()), []);
});

for (const [name, text] of [
  ['no JSON', '{'],
  ['of another kind', '{"schema":"tcpdoctor.journal/2"}'],
  ['of another id', undefined],
] as const) {
  test(`a journal file that is ${name} stops every change`, async () => {
    const b = await applied();
    const path = `${STATE}/20260101-000000.json`;
    b.machine.disk.put(path, text ?? b.machine.disk.texts()[`${STATE}/${b.id}.json`]);
    await assert.rejects(b.apply(b.doors()), DecodeError);
    await assert.rejects(b.rollback(b.doors()), DecodeError);
  });
}

test('what a tampered journal says is written only if it is in the catalogue', async () => {
  const b = await applied();
  const path = `${STATE}/${b.id}.json`;
  const text = b.machine.disk.texts()[path] ?? '';
  b.machine.disk.put(path, text.replace('net.core.somaxconn', 'kernel.panic'));
  b.machine.sysctls.set('host', 'kernel.panic', '8192\n');
  await b.rollback(b.doors());
  assert.equal(b.machine.sysctls.texts()['host']?.['kernel.panic'], '8192\n');
  assert.partialDeepStrictEqual(b.journal()[0]?.state, {
    fates: [{ fate: 'stuck' }, {}, {}, {}, {}],
  });
});

test('two applies in the same second have different ids', async () => {
  const b = bench();
  await b.apply(b.doors(), { netns: 'blue' });
  await b.confirm(b.doors());
  const { bootMs } = b.machine.clock;
  b.machine.clock.bootMs = bootMs - (bootMs % 1_000);
  await b.apply(b.doors(), { netns: 'host' });
  assert.equal(new Set(b.journal().map(({ id }) => id)).size, 2);
  assert.ok(planFor(OLD, NEW, b.machine.ids));
});
