import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../../model/text.ts';
import { bench, NEW, OLD, planFor, STATE, SYSCTL_D } from './sample.ts';
import type { Bench } from './sample.ts';
import type { Accept } from '../../kernel/fake-sysctls.ts';
import { isOver } from './entry.ts';
import { leftAlone, recover } from './recover.ts';
import { rollback } from './rollback.ts';
import type { Watch } from './watch.ts';
import { startWatch } from './watch.ts';
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

for (const persist of [false, true]) {
  test(`confirm(${persist}) says what became of an apply that its watchdog took back`, async () => {
    const b = await applied();
    b.machine.clock.bootMs += 60_000;
    await b.watchdogs[0]?.watch.run();
    const late = await b.confirm(b.doors(), persist);
    assert.partialDeepStrictEqual(late, {
      result: 'over',
      entry: { state: { why: 'not confirmed' } },
      takenBack: [],
    });
  });
}

test('confirm() has nothing to say of an apply that somebody rolled back', async () => {
  const b = await applied();
  await b.rollback(b.doors());
  assert.equal((await b.confirm(b.doors())).result, 'none');
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
  test(`a journal file that is ${name} stops an apply, and keeps nothing else from being undone`, async () => {
    const b = await applied();
    const path = `${STATE}/20260101-000000.json`;
    b.machine.disk.put(path, text ?? b.machine.disk.texts()[`${STATE}/${b.id}.json`]);
    const { length } = b.machine.sysctls.writes;
    assert.partialDeepStrictEqual(await b.apply(b.doors()), {
      result: 'damaged',
      damaged: [path],
    });
    assert.equal(b.machine.sysctls.writes.length, length);
    const damaged = [path];
    assert.partialDeepStrictEqual(await b.confirm(b.doors()), { result: 'confirmed', damaged });
    assert.partialDeepStrictEqual(await b.rollback(b.doors()), { result: 'rolled back', damaged });
    assert.deepEqual(b.machine.sysctls.texts(), OLD);
  });
}

test('a journal file that cannot be read is no reason to leave the others', async () => {
  const b = await applied();
  b.machine.disk.put(`${STATE}/${b.id}.json`, '{"schema":"tcpd');
  b.machine.clock.bootMs += 61_000;
  assert.partialDeepStrictEqual(recover(b.doors()), { entries: [], takenBack: [] });
  await b.watchdogs[0]?.watch.run();
  assert.deepEqual(b.machine.sysctls.texts(), OLD, 'the watchdog knows what it was told');
});

test('undo never writes into another namespace that was given the same name and inode', async () => {
  for (const undo of ['watchdog', 'rollback'] as const) {
    const b = await applied();
    const theirs = NEW['blue'] ?? {};
    b.machine.sysctls.replaceNamespace('blue', theirs);
    if (undo === 'watchdog') await b.watchdogs[0]?.watch.run();
    else await b.rollback(b.doors());
    assert.deepEqual(b.machine.sysctls.texts(), { ...OLD, blue: theirs });
    const gone = { fate: 'gone' };
    const back = { fate: 'back' };
    assert.partialDeepStrictEqual(b.journal()[0]?.state, { fates: [back, back, back, gone, gone] });
  }
});

test('confirm() tells that a namespace is gone, though another one has its name and inode', async () => {
  const b = await applied();
  b.machine.sysctls.replaceNamespace('blue', NEW['blue'] ?? {});
  const done = await b.confirm(b.doors());
  assert.ok(done.result === 'confirmed');
  assert.deepEqual(
    done.changed.map(({ step, found }) => [step.namespace.name, found]),
    [
      ['blue', undefined],
      ['blue', undefined],
    ],
  );
});

test('rollback() takes the last apply back, also when the clock was set back before it', async () => {
  const b = await applied();
  await b.confirm(b.doors());
  const plan = planFor(NEW, { host: { 'net.core.somaxconn': '9000\n' } }, b.machine.ids);
  const doors = b.doors();
  const yesterday = b.doors().kernel.epochMs() - 86_400_000;
  const past = { ...doors, kernel: { ...doors.kernel, epochMs: () => yesterday } };
  const startWatchdog = async (id: string): Promise<void> => {
    await startWatch(b.doors(), id);
  };
  const options = { tool: 'x', confirmWithinMs: 60_000, startWatchdog };
  assert.equal((await applyPlan(past, plan, options)).result, 'applied');
  await b.rollback(b.doors());
  assert.deepEqual(b.machine.sysctls.texts(), NEW);
  await b.rollback(b.doors());
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
});

test('rollback() of an apply that a later one covers asks for that one first', async () => {
  const b = await applied();
  await b.confirm(b.doors());
  const plan = planFor(NEW, { host: { 'net.core.somaxconn': '9000\n' } }, b.machine.ids);
  const options = { tool: 'x', confirmWithinMs: 60_000 };
  const second = b.doors();
  const startWatchdog = (id: string): void => void b.doors().store.lock(`${STATE}/${id}.watch`);
  const over = await applyPlan(second, plan, { ...options, startWatchdog });
  assert.ok(over.result === 'applied', JSON.stringify(over));
  const { length } = b.machine.sysctls.writes;
  const refused = await b.rollback(b.doors(), b.id);
  assert.partialDeepStrictEqual(refused, { result: 'covered', by: { id: over.entry.id } });
  assert.equal(b.machine.sysctls.writes.length, length);
  assert.equal((await b.rollback(b.doors())).result, 'rolled back');
  assert.equal((await b.rollback(b.doors())).result, 'rolled back');
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
});

test('rollback() unless it was confirmed leaves what was', async () => {
  const b = await applied();
  await b.confirm(b.doors());
  const { id } = b;
  assert.partialDeepStrictEqual(await rollback(b.doors(), { id, unlessConfirmed: true }), {
    result: 'confirmed',
    entry: { id },
  });
  assert.deepEqual(b.machine.sysctls.texts(), NEW);
});

test('the watchdog tries again what the kernel refuses for a while', async () => {
  let refusals = 3;
  const b = bench({
    accept: (_key, text, before) =>
      text === '4096\n' && refusals-- > 0 ? [before, 'EBUSY'] : text,
  });
  await b.apply(b.doors());
  await b.watchdogs[0]?.watch.run();
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
  const [entry] = b.journal();
  assert.ok(entry !== undefined && isOver(entry));
  assert.ok(refusals < 0);
});

test('the watchdog gives up in the end on what the kernel refuses for good, and the journal tells', async () => {
  const b = bench({
    accept: (_key, text, before) => (text === '4096\n' ? [before, 'EPERM'] : text),
  });
  await b.apply(b.doors());
  await b.watchdogs[0]?.watch.run();
  assert.partialDeepStrictEqual(b.journal()[0]?.state, {
    kind: 'ended',
    why: 'not confirmed',
    fates: [{ fate: 'stuck', code: 'EPERM', found: '8192\n' }, { fate: 'back' }, {}, {}, {}],
  });
});

test('the watchdog outlives a machine that has no lock and no clock to give for a while', async () => {
  let refusals = 5;
  const fails = (op: string, target: string): string | undefined =>
    op === 'lock' && target === `${STATE}/lock` && refusals-- > 0 ? 'ENFILE' : undefined;
  const b = bench({}, { fails });
  await b.apply(b.doors());
  await b.watchdogs[0]?.watch.run();
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
  assert.ok(refusals < 0);
});

test('a watchdog that is told to end puts back at once what nobody has confirmed', async () => {
  for (const confirmed of [false, true]) {
    const b = bench();
    const stop = new AbortController();
    const started: Watch[] = [];
    const startWatchdog = async (id: string): Promise<void> =>
      void started.push(await startWatch(b.doors(), id, stop.signal));
    await b.apply(b.doors(), { startWatchdog });
    if (confirmed) await b.confirm(b.doors());
    stop.abort();
    const { bootMs } = b.machine.clock;
    await started[0]?.run();
    assert.ok(b.machine.clock.bootMs - bootMs < 1_000, 'long before the deadline');
    assert.deepEqual(b.machine.sysctls.texts(), confirmed ? NEW : OLD);
    const ended = { kind: 'ended', why: 'watchdog ended' };
    assert.partialDeepStrictEqual(b.journal()[0]?.state, confirmed ? {} : ended);
  }
});

for (const how of ['clamped', 'half taken and refused'] as const) {
  test(`a command killed right after a value was ${how}: the watchdog puts that back too`, async () => {
    const accept: Accept = (key, text) => {
      if (key !== 'net.ipv4.tcp_rmem' || !text.startsWith('4096 ')) return text;
      return how === 'clamped' ? '4096\t131072\t999\n' : ['4096\t131072\t999\n', 'EINVAL'];
    };
    const counted = bench({ accept });
    const process = counted.doors();
    await counted.apply(process);
    const wrote = process.steps.findIndex((step) => /^write .*tcp_rmem$/.test(step)) + 1;
    assert.ok(wrote > 0);
    const b = bench({ accept });
    await b.apply(b.doors({ diesAt: wrote, after: how === 'clamped' })).catch(() => {});
    b.machine.sysctls.set('host', 'net.ipv4.tcp_rmem', '4096\t131072\t999\n');
    await b.watchdogs[0]?.watch.run();
    assert.deepEqual(b.machine.sysctls.texts(), OLD);
    assert.equal(b.journal()[0]?.steps[1]?.kept, '4096\t131072\t999\n');
  });
}

test('a command killed while it wrote: what somebody changed behind that place stays theirs', async () => {
  const counted = bench();
  const process = counted.doors();
  await counted.apply(process);
  const wrote = process.steps.findIndex((step) => /^write .*tcp_rmem$/.test(step)) + 1;
  const b = bench();
  await b.apply(b.doors({ diesAt: wrote, after: true })).catch(() => {});
  b.machine.sysctls.set('blue', 'net.ipv4.tcp_syn_retries', '5\n');
  b.machine.sysctls.set('host', 'net.core.somaxconn', '1024\n');
  await b.watchdogs[0]?.watch.run();
  assert.partialDeepStrictEqual(b.machine.sysctls.texts(), {
    host: {
      'net.core.somaxconn': '1024\n',
      'net.ipv4.tcp_rmem': OLD['host']?.['net.ipv4.tcp_rmem'],
    },
    blue: { 'net.ipv4.tcp_syn_retries': '5\n' },
  });
});

test('what was stuck is closed when the host has restarted, and a later value of that text stays', async () => {
  const b = bench({
    accept: (_key, text, before) => (text === '4096\n' ? [before, 'EPERM'] : text),
  });
  await b.apply(b.doors());
  await b.rollback(b.doors());
  b.machine.restart();
  b.machine.sysctls.set('host', 'net.core.somaxconn', '8192\n');
  assert.equal((await b.rollback(b.doors())).result, 'none');
  assert.partialDeepStrictEqual(b.journal()[0]?.state, { why: 'host restarted' });
  assert.equal(b.machine.sysctls.texts()['host']?.['net.core.somaxconn'], '8192\n');
});

test('rollback() clears away what a killed confirm left beside its file', async () => {
  const counted = await applied();
  const process = counted.doors();
  await counted.confirm(process, true);
  const filled = process.steps.findIndex((step) => step.startsWith(`fill ${SYSCTL_D}`)) + 1;
  const b = await applied();
  await b.confirm(b.doors({ diesAt: filled, after: true }), true).catch(() => {});
  const left = (): string[] =>
    Object.keys(b.machine.disk.texts()).filter((path) => path.startsWith(SYSCTL_D));
  assert.equal(left().length, 1);
  await b.rollback(b.doors());
  assert.deepEqual(left(), []);
});

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
