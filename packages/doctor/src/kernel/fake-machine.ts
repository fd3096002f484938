/**
 * A machine made of data that can be changed, and whose power can fail: for tests of apply, confirm and
 * rollback. Its processes are in `fake-process.ts`.
 * @module
 */
import { fakeDisk } from './fake-disk.ts';
import type { FakeDisk } from './fake-disk.ts';
import { fakeProcess } from './fake-process.ts';
import type { FakeProcess, ProcessFate } from './fake-process.ts';
import { FAKE_HOST, fakeSysctls } from './fake-sysctls.ts';
import type { Accept, FakeSysctls, SysctlTexts } from './fake-sysctls.ts';

/** What all processes of a fake machine share. */
export interface FakeParts {
  readonly disk: FakeDisk;
  readonly sysctls: FakeSysctls;
  /** Who holds which lock, by path. */
  readonly locks: Map<string, object>;
  readonly clock: { bootMs: number; boots: number };
  /** Inode by name of namespace. */
  readonly ids: ReadonlyMap<string, number>;
}

/** One machine. */
export interface FakeMachine extends FakeParts {
  /** Starts a process. */
  process(fate?: ProcessFate): FakeProcess;
  /** The power fails and comes back: all processes are gone, sysctls as at the start. */
  restart(): void;
}

/** Makes a machine; up for 100 s. Namespaces but the host's get the ids 1, 2, … in the order of their names. */
export function fakeMachine(initial: SysctlTexts, accept?: Accept): FakeMachine {
  const names = Object.keys(initial).filter((name) => name !== 'host');
  const parts: FakeParts = {
    disk: fakeDisk(),
    sysctls: fakeSysctls(initial, accept),
    locks: new Map(),
    clock: { bootMs: 100_000, boots: 1 },
    ids: new Map([['host', FAKE_HOST], ...names.map((name, n) => [name, n + 1] as const)]),
  };
  const processes: FakeProcess[] = [];
  return {
    ...parts,
    process(fate) {
      const started = fakeProcess(parts, fate);
      processes.push(started);
      return started;
    },
    restart() {
      for (const each of processes.splice(0)) each.kill();
      parts.disk.powerCut();
      parts.sysctls.reset();
      parts.clock.boots += 1;
      parts.clock.bootMs = 1_000;
    },
  };
}
