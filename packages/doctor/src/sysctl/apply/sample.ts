/**
 * A fake machine with a plan for it, for the tests of apply, confirm and rollback.
 * @module
 */
import { fakeMachine } from '../../kernel/fake-machine.ts';
import type { FakeMachine } from '../../kernel/fake-machine.ts';
import type { FakeProcess, ProcessFate } from '../../kernel/fake-process.ts';
import type { Accept, SysctlTexts } from '../../kernel/fake-sysctls.ts';
import { FAKE_HOST } from '../../kernel/fake-sysctls.ts';
import { same } from '../../model/text.ts';
import { settingOf } from '../catalogue/catalogue.ts';
import type { Change, Plan } from '../plan.ts';
import type { Applied, ApplyOptions } from './apply.ts';
import { applyPlan } from './apply.ts';
import type { Confirmed } from './confirm.ts';
import { confirm } from './confirm.ts';
import type { Doors } from './doors.ts';
import type { Entry } from './entry.ts';
import { readJournal } from './journal.ts';
import type { RolledBack } from './rollback.ts';
import { rollback } from './rollback.ts';
import type { Watch } from './watch.ts';
import { startWatch } from './watch.ts';

/** Where the journal of the fake machine is. */
export const STATE = '/var/lib/tcpdoctor';

/** Where its sysctl files are. */
export const SYSCTL_D = '/etc/sysctl.d';

/** Former values, as the kernel prints them. */
export const OLD: SysctlTexts = {
  host: {
    'net.core.somaxconn': '4096\n',
    'net.ipv4.tcp_rmem': '4096\t131072\t6291456\n',
    'net.ipv4.ip_local_reserved_ports': '\n',
  },
  blue: { 'net.ipv4.tcp_syn_retries': '6\n', 'net.ipv4.ip_local_port_range': '32768\t60999\n' },
};

/** What `PLAN` makes of them. */
export const NEW: SysctlTexts = {
  host: {
    'net.core.somaxconn': '8192\n',
    'net.ipv4.tcp_rmem': '4096 131072 16777216\n',
    'net.ipv4.ip_local_reserved_ports': '8080-8081\n',
  },
  blue: { 'net.ipv4.tcp_syn_retries': '3\n', 'net.ipv4.ip_local_port_range': '10000 60999\n' },
};

/** One change with a reason. */
export const change = (key: string, from: string, to: string): Change => ({
  key,
  from,
  to,
  rule: 'sample-rule',
  why: same(`reason of ${key}`),
  arithmetic: same('arithmetic'),
  effect: same('effect'),
  risk: same('risk'),
});

/** A plan from one table of values to another, by namespace; keys that are equal in both are in it too. */
export const planFor = (
  from: SysctlTexts,
  to: SysctlTexts,
  ids: ReadonlyMap<string, number>,
): Plan => ({
  schema: 'tcpdoctor.plan/1',
  tool: 'tcpdoctor 0.1.0',
  host: { name: 'web-1', kernel: '6.18.0' },
  at: '2026-11-22T10:00:00.000Z',
  namespaces: Object.entries(to).map(([name, all]) => ({
    id: name === 'host' ? FAKE_HOST : (ids.get(name) ?? 0),
    name,
    changes: Object.entries(all).map(([key, text]) =>
      change(key, (from[name]?.[key] ?? '').trim(), text.trim()),
    ),
    application: [],
  })),
});

/** A fake machine and the commands run on it. */
export interface Bench {
  readonly machine: FakeMachine;
  readonly plan: Plan;
  /** The doors of a new process. */
  readonly doors: (fate?: ProcessFate) => Doors & FakeProcess;
  /** The watchdogs that were started, oldest first. */
  readonly watchdogs: { readonly process: FakeProcess; readonly watch: Watch }[];
  readonly apply: (doors: Doors, more?: Partial<ApplyOptions>) => Promise<Applied>;
  readonly confirm: (doors: Doors, persist?: boolean) => Promise<Confirmed>;
  readonly rollback: (doors: Doors, id?: string) => Promise<RolledBack>;
  readonly journal: () => Entry[];
}

/** Sets one up. @param watchdogFate How each watchdog fares. */
export function bench(
  { from = OLD, to = NEW, accept }: { from?: SysctlTexts; to?: SysctlTexts; accept?: Accept } = {},
  watchdogFate: ProcessFate = {},
): Bench {
  const machine = fakeMachine(from, accept);
  for (const dir of ['/var/lib', SYSCTL_D]) machine.disk.makeDir(dir);
  const plan = planFor(from, to, machine.ids);
  const watchdogs: { process: FakeProcess; watch: Watch }[] = [];
  const doors = (fate?: ProcessFate): Doors & FakeProcess => ({
    ...machine.process(fate),
    stateDir: STATE,
    settingOf,
  });
  const startWatchdog = async (id: string): Promise<void> => {
    const process = doors(watchdogFate);
    watchdogs.push({ process, watch: await startWatch(process, id) });
  };
  return {
    machine,
    plan,
    doors,
    watchdogs,
    apply: (through, more) =>
      applyPlan(through, plan, {
        tool: 'tcpdoctor 0.1.0',
        confirmWithinMs: 60_000,
        startWatchdog,
        ...more,
      }),
    confirm: (through, persist = false) =>
      confirm(through, undefined, persist ? { directory: SYSCTL_D, lang: 'en' } : undefined),
    rollback: (through, id) => rollback(through, { id }),
    journal: () => [...readJournal(doors()).entries],
  };
}
