/**
 * The command is killed at every step of its way, with and without the step's effect; and then the
 * watchdog acts, or is killed too, or the power fails. Afterwards all values are the former ones, or
 * all are new and confirmed, and the journal says which.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FakeProcess, ProcessFate } from '../../kernel/fake-process.ts';
import { Died } from '../../kernel/fake-process.ts';
import { isOver } from './entry.ts';
import { recover } from './recover.ts';
import type { Bench } from './sample.ts';
import { bench, NEW, OLD, SYSCTL_D } from './sample.ts';

/** A command that dies is over; one that lives must not throw. */
async function unlessDead(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Died)) throw error;
  });
}

type Command = (b: Bench, fate?: ProcessFate) => Promise<FakeProcess>;

const command =
  (run: (b: Bench, through: ReturnType<Bench['doors']>) => Promise<unknown>): Command =>
  async (b, fate) => {
    const process = b.doors(fate);
    await unlessDead(run(b, process));
    return process;
  };

const APPLY = command((b, process) => b.apply(process));
const CONFIRM = command((b, process) => b.confirm(process, true));
const ROLLBACK = command((b, process) => b.rollback(process));

/** Commands in front, and the one that dies. */
const PATHS = {
  apply: [APPLY],
  'confirm --persist': [APPLY, CONFIRM],
  'rollback of what waits': [APPLY, ROLLBACK],
  'rollback of what was persisted': [APPLY, CONFIRM, ROLLBACK],
} as const;

/** What happens after the death. */
const AFTERMATHS: Readonly<Record<string, (b: Bench) => Promise<void>>> = {
  'the watchdog acts': async (b) => {
    await b.watchdogs[0]?.watch.run();
    const process = b.doors();
    if (b.journal().some((entry) => !isOver(entry) && entry.state.kind !== 'confirmed')) {
      recover(process); // a rollback that died after confirm has no watchdog any more
    }
  },
  'the watchdog dies too, and the next command finishes': async (b) => {
    b.watchdogs[0]?.process.kill();
    b.machine.clock.bootMs += 61_000;
    recover(b.doors());
  },
};

/** All old or all new and confirmed, and the journal and the file in /etc agree. */
function assertSettled(b: Bench, context: string): 'old' | 'new' {
  const { machine } = b;
  const [entry] = b.journal();
  const file = Object.keys(machine.disk.texts()).filter((path) => path.startsWith(SYSCTL_D));
  const conf = file.filter((path) => path.endsWith('.conf'));
  if (entry?.state.kind === 'confirmed') {
    assert.deepEqual(machine.sysctls.texts(), NEW, context);
    assert.ok(conf.length === 0 || conf[0] === entry.file?.path, context);
    return 'new';
  }
  assert.deepEqual(machine.sysctls.texts(), OLD, context);
  assert.deepEqual(conf, [], `${context}: a file would bring the values back`);
  assert.ok(entry === undefined || isOver(entry), context);
  if (entry?.state.kind === 'ended' && entry.state.fates.length > 0) {
    assert.deepEqual(
      new Set(entry.state.fates.map(({ fate }) => fate)),
      new Set(['back']),
      context,
    );
  }
  return 'old';
}

/** How many steps the last command of a path takes when it is left alone. */
async function stepsOf(path: readonly Command[]): Promise<readonly string[]> {
  const b = bench();
  let last: readonly string[] = [];
  for (const run of path) last = (await run(b)).steps;
  return last;
}

let points = 0;
for (const [name, path] of Object.entries(PATHS)) {
  for (const [aftermath, happens] of Object.entries(AFTERMATHS)) {
    test(`${name} killed at every step: ${aftermath}`, async () => {
      const steps = await stepsOf(path);
      const outcomes = new Set<string>();
      for (let diesAt = 1; diesAt <= steps.length; diesAt++) {
        for (const after of [false, true]) {
          const b = bench();
          for (const run of path.slice(0, -1)) await run(b);
          await path.at(-1)?.(b, { diesAt, after });
          await happens(b);
          const where = `${name}, ${after ? 'after' : 'before'} step ${diesAt}: ${steps[diesAt - 1]}`;
          outcomes.add(assertSettled(b, where));
          points += 1;
        }
      }
      const wanted =
        name === 'confirm --persist' || name.endsWith('persisted') ? ['new', 'old'] : ['old'];
      assert.deepEqual(
        [...outcomes].toSorted(),
        name.endsWith('persisted') ? [...outcomes].toSorted() : wanted,
      );
    });
  }
}

test('more than 20 points were tried on each way', async () => {
  for (const path of Object.values(PATHS)) assert.ok((await stepsOf(path)).length * 2 > 20);
  assert.ok(points > 300, String(points));
});

for (const [name, path] of Object.entries(PATHS)) {
  test(`${name} ended by a power failure at every step: the journal is whole and truthful`, async () => {
    const steps = await stepsOf(path);
    for (let diesAt = 1; diesAt <= steps.length; diesAt++) {
      for (const after of [false, true]) {
        const b = bench();
        for (const run of path.slice(0, -1)) await run(b);
        await path.at(-1)?.(b, { diesAt, after });
        b.machine.restart();
        recover(b.doors());
        const where = `${name}, ${after ? 'after' : 'before'} step ${diesAt}: ${steps[diesAt - 1]}`;
        const [entry] = b.journal();
        assert.deepEqual(b.machine.sysctls.texts(), OLD, where);
        const conf = Object.keys(b.machine.disk.texts()).filter((p) => p.endsWith('.conf'));
        if (entry?.state.kind === 'confirmed') assert.ok(entry.file, where);
        else assert.deepEqual(conf, [], where);
        assert.ok(entry === undefined || entry.state.kind === 'confirmed' || isOver(entry), where);
        for (const each of conf)
          assert.equal(b.machine.disk.texts()[each], entry?.file?.text, where);
      }
    }
  });
}

test('the watchdog killed at every step of putting back: the next command finishes', async () => {
  const alone = bench();
  await APPLY(alone);
  const ready = alone.watchdogs[0]?.process.steps.length ?? 0;
  await alone.watchdogs[0]?.watch.run();
  const steps = alone.watchdogs[0]?.process.steps ?? [];
  assert.ok(steps.length - ready > 20, String(steps.length - ready));
  for (let diesAt = ready + 1; diesAt <= steps.length; diesAt++) {
    for (const after of [false, true]) {
      const b = bench({}, { diesAt, after });
      await APPLY(b);
      await unlessDead(b.watchdogs[0]?.watch.run() ?? Promise.resolve());
      recover(b.doors());
      assertSettled(b, `step ${diesAt}: ${steps[diesAt - 1]}`);
    }
  }
});

/** Everything a disk can answer, at every step that touches it. */
const ERRNOS = ['ENOSPC', 'EROFS', 'EACCES', 'EIO'] as const;

for (const code of ERRNOS) {
  test(`apply with ${code} at every step: nothing stays half done`, async () => {
    const steps = await stepsOf([APPLY]);
    const results = new Set<string>();
    for (let at = 1; at <= steps.length; at++) {
      // A disk that fails goes on failing; a sysctl fails by itself.
      const isSysctl = /^(read|write) (host|blue) /.test(steps[at - 1] ?? '');
      const b = bench();
      const fails = (op: string, _target: string, step: number): string | undefined => {
        if (isSysctl) return step === at ? code : undefined;
        return step >= at && ['mkdir', 'create', 'fill', 'sync', 'rename', 'lock'].includes(op)
          ? code
          : undefined;
      };
      const process = b.doors({ fails });
      const result = await b.apply(process).then(
        (done) => done.result,
        (error: { code?: string }) => `threw ${error.code}`,
      );
      results.add(result);
      process.kill();
      const where = `step ${at}: ${steps[at - 1]}`;
      if (result === 'applied') continue; // only the answer to "does the watchdog live" was lost
      assert.deepEqual(b.machine.sysctls.texts(), OLD, where);
      b.machine.clock.bootMs += 61_000;
      recover(b.doors());
      assertSettled(b, where);
    }
    assert.ok(results.has(`threw ${code}`) && results.has('taken back'), [...results].join());
  });
}

for (const code of ERRNOS) {
  test(`the watchdog with ${code} from the journal puts the values back all the same`, async () => {
    const b = bench(
      {},
      {
        fails: (op) => {
          const ready = b.watchdogs.length > 0 && b.watchdogs[0]?.watch !== undefined;
          return ready && ['create', 'fill', 'sync', 'rename'].includes(op) ? code : undefined;
        },
      },
    );
    await APPLY(b);
    await b.watchdogs[0]?.watch.run();
    assert.deepEqual(b.machine.sysctls.texts(), OLD);
    recover(b.doors());
    assertSettled(b, code);
  });
}
