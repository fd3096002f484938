/**
 * tcpdoctor as a library: survey this machine's TCP, diagnose the survey, walk its sockets.
 *
 * @example
 * ```ts
 * import { diagnose, survey } from 'tcpdoctor';
 *
 * const { namespaces } = diagnose(await survey({ windowMs: 3_000 }));
 * for (const { findings } of namespaces) for (const f of findings) console.log(f.severity, f.title.en);
 * ```
 * @module
 */
import { existsSync } from 'node:fs';
import { diagnose, inodesOfInterest } from './diagnose.ts';
import type { Kernel } from './kernel/kernel.ts';
import { linuxKernel } from './kernel/linux.ts';
import { namespaceId } from './kernel/namespaces.ts';
import { selectNamespaces } from './kernel/select-namespaces.ts';
import type { SocketFacts } from './model/socket.ts';
import type { Checkup } from './model/checkup.ts';
import type { Survey } from './model/survey.ts';
import { hire } from './survey/helper.ts';
import type { Hire } from './survey/helper.ts';
import { withOwners } from './survey/owners.ts';
import { walkSockets } from './survey/sockets.ts';
import type { SocketField, SocketQuery } from './survey/sockets.ts';
import { takeSurvey } from './survey/survey.ts';
import type { SurveyPlan } from './survey/survey.ts';
import type { LintReport } from './sysctl/lint/lint.ts';
import type { LintOptions } from './sysctl/lint/read-lint.ts';
import type { Plan } from './sysctl/plan.ts';
import type { Profile } from './sysctl/plan/profile/line.ts';

/** What to look at, and for how long. */
export interface SurveyOptions extends Partial<SurveyPlan> {
  /** The operating system to look at. @default the running one */
  readonly kernel?: Kernel;
}

/**
 * Looks at this machine's TCP several times and tells what was there, owners of troubled sockets
 * included. Changes nothing.
 *
 * @throws {UnsupportedError} On a system that is not Linux.
 * @throws {UsageError} When `netns` names a namespace that does not exist.
 */
export async function survey(options: SurveyOptions = {}): Promise<Survey> {
  const { kernel = linuxKernel(), ...plan } = options;
  const helped = options.kernel === undefined ? hireFor(kernel) : undefined;
  try {
    using taken = await takeSurvey(kernel, plan, helped);
    return await withOwners(taken, (namespace) => inodesOfInterest(namespace, taken.survey));
  } finally {
    if (options.kernel === undefined) kernel.close();
  }
}

/** Helpers on threads of their own; nobody where their file was left out by somebody's bundler. */
function hireFor(kernel: Kernel): Hire {
  const script = threadFile();
  return (work) =>
    script === undefined ? undefined : hire(script, work, namespaceId(kernel, 'self'));
}

/** From source it lies beside this file; as built beside `mod.js`, and this code may be in a chunk. */
function threadFile(): URL | undefined {
  const names = import.meta.url.endsWith('.ts')
    ? ['./look-thread.ts']
    : ['./look-thread.js', '../look-thread.js'];
  return names.map((name) => new URL(name, import.meta.url)).find((url) => existsSync(url));
}

/** What `sockets()` walks. */
export interface SocketsOptions<F extends SocketField> extends SocketQuery<F> {
  /** `current`, a name under /run/netns, or `pid:N`. @default 'current' */
  readonly netns?: string;
}

/**
 * Walks the TCP sockets of one network namespace through netlink, with the fields asked for.
 *
 * @example
 * ```ts
 * import { sockets } from 'tcpdoctor';
 *
 * for (const { remote, info } of sockets({ states: ['established'], fields: ['remote', 'info'] })) {
 *   console.log(remote.address, info?.rttUs);
 * }
 * ```
 * @throws {SysError} When the kernel refuses, also halfway: what was yielded stays good, but is not all.
 * @throws {UnsupportedError} On a system without sock_diag.
 */
export function* sockets<F extends SocketField = SocketField>(
  options: SocketsOptions<F> = {},
): Generator<Pick<SocketFacts, F>> {
  const { netns = 'current', ...query } = options;
  const kernel = linuxKernel();
  try {
    for (const { ref } of selectNamespaces(kernel, netns).namespaces)
      yield* walkSockets(kernel, ref, query);
  } finally {
    kernel.close();
  }
}

/** What to judge; of this machine by default. */
export interface LintFilesOptions extends LintOptions {
  /** The operating system to read from. @default the running one */
  readonly kernel?: Kernel;
}

/**
 * Judges sysctl files: which line decides, what is never read, what the kernel refuses, what does
 * nothing or harm. Reads only; works on any system for named files or a root.
 *
 * @throws {SysError} When a named file cannot be read.
 * @throws {UnsupportedError} On a system that is not Linux, without files or a root.
 */
export async function lint(options: LintFilesOptions = {}): Promise<LintReport> {
  const { kernel = linuxKernel(), ...what } = options;
  try {
    // Loaded when it is wanted: a survey has no use for it.
    const { readAndLint } = await import('./sysctl/lint/read-lint.ts');
    return readAndLint(kernel, what);
  } finally {
    if (options.kernel === undefined) kernel.close();
  }
}

/** What a plan says of itself. */
export interface PlanOptions {
  /** Who made it: name and version. @default 'tcpdoctor' */
  readonly tool?: string;
}

/**
 * Turns a checkup into the smallest set of sysctl changes that helps, each with its reason, and what
 * programs should change instead. Pure: nothing is read, nothing is changed. As JSON it is the file
 * that `tcpdoctor apply` takes.
 *
 * @example
 * ```ts
 * import { diagnose, plan, survey } from 'tcpdoctor';
 *
 * const { namespaces } = await plan(diagnose(await survey({ everySysctl: true })));
 * for (const { changes } of namespaces)
 *   for (const { key, from, to, why } of changes) console.log(key, from, to, why.en);
 * ```
 * @param checkup Of a survey with `everySysctl`: what was not read is left out.
 */
export async function plan(
  checkup: Checkup,
  { tool = 'tcpdoctor' }: PlanOptions = {},
): Promise<Plan> {
  const [{ planFrom }, { effectOf }] = await Promise.all([
    import('./sysctl/plan/plan-from.ts'),
    import('./proofs/effect.ts'),
  ]);
  return planFrom(checkup, { tool, effectOf });
}

/**
 * Fits the template for a kind of load to what a survey has seen: kernel, memory, present values.
 *
 * @param survey With `everySysctl`; one look (`windowMs: 0`) is enough.
 */
export async function planProfile(
  survey: Survey,
  profile: Profile,
  { tool = 'tcpdoctor' }: PlanOptions = {},
): Promise<Plan> {
  const { planProfile: fit } = await import('./sysctl/plan/plan-profile.ts');
  return fit(survey, profile, tool);
}

export { diagnose };
export { DecodeError, SysError, UnsupportedError, UsageError } from './errors.ts';
export type { Kernel } from './kernel/kernel.ts';
export type { Checkup, NamespaceCheckup, RuleVerdict } from './model/checkup.ts';
export type * from './model/snapshot.ts';
export type * from './model/socket.ts';
export type * from './model/survey.ts';
export type { Lang, Text } from './model/text.ts';
export type * from './model/verdict.ts';
export type { SocketField, SocketQuery } from './survey/sockets.ts';
export type { LintReport, Problem } from './sysctl/lint/lint.ts';
export type { Change, LeftOut, NamespacePlan, Plan } from './sysctl/plan.ts';
export type { Profile } from './sysctl/plan/profile/line.ts';
export type { SocketFilter } from './wire/filter.ts';
