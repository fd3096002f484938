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
import { diagnose, inodesOfInterest } from './diagnose.ts';
import type { Kernel } from './kernel/kernel.ts';
import { linuxKernel } from './kernel/linux.ts';
import { selectNamespaces } from './kernel/select-namespaces.ts';
import type { SocketFacts } from './model/socket.ts';
import type { Survey } from './model/survey.ts';
import { withOwners } from './survey/owners.ts';
import { walkSockets } from './survey/sockets.ts';
import type { SocketField, SocketQuery } from './survey/sockets.ts';
import { takeSurvey } from './survey/survey.ts';
import type { SurveyPlan } from './survey/survey.ts';

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
  try {
    const taken = await takeSurvey(kernel, plan);
    return withOwners(kernel, taken, (namespace) => inodesOfInterest(namespace, taken.survey));
  } finally {
    if (options.kernel === undefined) kernel.close();
  }
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
export type { SocketFilter } from './wire/filter.ts';
