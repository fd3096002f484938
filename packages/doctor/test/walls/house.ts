/**
 * The walls of the house, as data: which folder may import which, and the few listed exceptions.
 * @module
 */

/** What the files of one folder under src (or one file at its top) may import. */
export interface Row {
  /** Folders and top-level files, without `.ts`. Its own folder is always allowed. */
  readonly imports: readonly string[];
  /** Imports no `node:` module and no package: it runs anywhere and touches nothing. */
  readonly pure?: true;
  /** Files of allowed folders that are closed to it all the same. */
  readonly closed?: RegExp;
}

/** Behind the interface of the one door: only who builds the real kernel goes there. */
const REAL_KERNEL = /^kernel\/(linux.*|ffi)\.ts$/;

const JUDGING = ['rules', 'proofs'] as const;
const LOOKING = ['survey', 'kernel', 'wire', 'model', 'errors'] as const;

/** One row per folder under src and per file at its top. What has no row may not be there. */
export const ROWS: Readonly<Record<string, Row>> = {
  model: { imports: [], pure: true },
  errors: { imports: [], pure: true },
  wire: { imports: ['model', 'errors'], pure: true },
  kernel: { imports: ['wire', 'model', 'errors'] },
  survey: { imports: ['kernel', 'wire', 'model', 'errors'], closed: REAL_KERNEL },
  proofs: { imports: ['model'], pure: true },
  rules: { imports: ['proofs', 'model'], pure: true },
  diagnose: { imports: ['rules', 'model'], pure: true },
  report: { imports: ['sysctl', 'proofs', 'rules', 'model'], pure: true },
  sysctl: { imports: ['kernel', 'wire', 'model', 'errors'], closed: REAL_KERNEL },
  doors: { imports: ['sysctl', 'kernel', 'errors'] },
  watchdog: { imports: ['doors', 'sysctl'] },
  mod: { imports: ['sysctl', 'proofs', 'diagnose', 'rules', ...LOOKING] },
  'look-thread': { imports: LOOKING },
  lab: { imports: ['mod', 'diagnose', 'report', 'rules', 'proofs', ...LOOKING] },
  cli: {
    imports: ['doors', 'sysctl', 'lab', 'mod', 'diagnose', 'report', ...JUDGING, ...LOOKING],
    closed: REAL_KERNEL,
  },
  main: { imports: ['cli', 'lab', 'mod', 'diagnose', 'report', 'rules', ...LOOKING] },
};

/**
 * Who may name the native library: the door itself, the lab, which makes odd sockets of its own, and
 * tests that ask the kernel for a second opinion.
 */
export const MAY_USE_KOFFI = /^(kernel\/(linux|ffi)\.ts|lab\/.+|.+\.live\.test\.ts)$/;

/** Longest file that can be read without losing the thread, lines. */
export const MAX_LINES = 250;

/** Files that may be longer: sentences and case tables are read by the entry, not from top to bottom. */
export const MAY_BE_LONG = /(^|[/-])words\.ts$|\.test\.ts$/;

/** Tables that are longer than the limit: settings of servers, what an actor can do, what was measured. */
export const LONG_TABLES: readonly string[] = [
  'lab/actor/ops.ts',
  'proofs/record.ts',
  'rules/stack-settings.ts',
];

/** Rules that no scenario of the lab can bring about, and why. */
export const UNPROVOKED: Readonly<Record<string, string>> = {
  'softnet-drops': 'the packet queues of the CPUs belong to the whole machine, not to a stage',
  'sysctl-not-applied': 'it reads sysctl files, which a stage does not have: see its live test',
  'tcp-memory-limit': 'it needs a memory cgroup, and a stage changes none of the machine',
};
