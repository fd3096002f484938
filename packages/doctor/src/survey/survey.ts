/**
 * A survey: several looks at every namespace, the same distance apart.
 * @module
 */
import { SysError, UnsupportedError } from '../errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { FoundNamespace } from '../kernel/namespaces.ts';
import { missingPower } from '../kernel/power.ts';
import { readSysctlFiles } from '../kernel/proc/sysctl-files.ts';
import { selectNamespaces } from '../kernel/select-namespaces.ts';
import type { HostLook } from '../model/snapshot.ts';
import type {
  Host,
  MissingPower,
  NamespaceSurvey,
  Survey,
  SysctlSetting,
} from '../model/survey.ts';
import { hostLook } from './host-look.ts';
import { looker } from './looker.ts';
import type { Looker } from './looker.ts';

/** What to look at, and for how long. */
export interface SurveyPlan {
  /** `all`, `current`, names under /run/netns, `pid:N`. @default 'all' */
  readonly netns: string | readonly string[];
  /** From the first look to the last, ms; 0 takes a single look. @default 3_000 */
  readonly windowMs: number;
  /** @default 3, one more for every 2 s beyond 6, at most 10 */
  readonly looks: number;
  /** Ends the window early; what was seen by then is the survey. */
  readonly signal: AbortSignal;
  /** Called after each look. */
  readonly onLook: (look: number, of: number) => void;
  /** Prefix of `/etc/sysctl.d` and its kin. @default '' */
  readonly sysctlRoot: string;
}

/** A survey, and where its processes are. */
export interface TakenSurvey {
  /** Without owners. */
  readonly survey: Survey;
  /** Processes by the id of their namespace. */
  readonly pidsOf: ReadonlyMap<number, readonly number[]>;
}

/** Looks a default run takes, and the most of a long one. */
const FEW_LOOKS = 3;
const MOST_LOOKS = 10;

/** How many looks a window deserves. */
export const looksFor = (windowMs: number): number =>
  windowMs <= 0 ? 1 : Math.min(MOST_LOOKS, Math.max(FEW_LOOKS, Math.ceil(windowMs / 2_000)));

/**
 * Takes a survey without owners.
 *
 * @throws {UnsupportedError} On a system that is not Linux.
 * @throws {UsageError} When a namespace asked for does not exist.
 * @throws {SysError} When /proc cannot be read at all.
 */
export async function takeSurvey(
  kernel: Kernel,
  plan: Partial<SurveyPlan> = {},
): Promise<TakenSurvey> {
  if (kernel.identity.platform !== 'linux') throw new UnsupportedError('linux');
  const { windowMs = 3_000, netns = 'all' } = plan;
  const atEpochMs = kernel.epochMs();
  const startMs = kernel.monotonicMs();
  const { found, hidden } = find(kernel, netns);
  const lookers = found.filter((n) => n.enterable).map((n) => looker(kernel, n));
  const hostLooks = await lookAround(kernel, lookers, { ...plan, windowMs });
  const sysctlFiles = sysctlFilesOf(kernel, plan.sysctlRoot ?? '');
  const namespaces = lookers.flatMap((one) => one.survey());
  const survey: Survey = {
    host: hostOf(kernel),
    atEpochMs,
    windowMs,
    tookMs: kernel.monotonicMs() - startMs,
    root: kernel.identity.uid === 0,
    missingPower: [
      ...missingPower(kernel),
      ...unseen(found, lookers, hidden),
      ...withoutNetlink(namespaces),
      ...unread(namespaces),
    ],
    hostLooks,
    ...(sysctlFiles === undefined ? {} : { sysctlFiles }),
    namespaces,
  };
  return { survey, pidsOf: new Map(found.map(({ id, pids }) => [id, pids])) };
}

/** All looks of all lookers, the same distance apart; the looks at the machine itself in between. */
async function lookAround(
  kernel: Kernel,
  lookers: readonly Looker[],
  plan: Partial<SurveyPlan> & Pick<SurveyPlan, 'windowMs'>,
): Promise<[HostLook, ...HostLook[]]> {
  const { windowMs, looks = looksFor(windowMs), signal, onLook } = plan;
  const startMs = kernel.monotonicMs();
  const lookOnce = (n: number): HostLook => {
    const seen = hostLook(kernel);
    for (const one of lookers) one.look();
    onLook?.(n, looks);
    return seen;
  };
  const hostLooks: [HostLook, ...HostLook[]] = [lookOnce(1)];
  for (let n = 2; n <= looks; n++) {
    if (lookers.every((one) => one.closed() !== undefined)) break;
    const dueMs = startMs + (windowMs * (n - 1)) / (looks - 1);
    await kernel.sleepMs(Math.max(0, dueMs - kernel.monotonicMs()), signal);
    if (signal?.aborted === true) break;
    hostLooks.push(lookOnce(n));
  }
  return hostLooks;
}

function find(
  kernel: Kernel,
  wanted: string | readonly string[],
): { readonly found: readonly FoundNamespace[]; readonly hidden: number } {
  const searches = [wanted].flat().map((name) => selectNamespaces(kernel, name));
  const byId = new Map(searches.flatMap((s) => s.namespaces).map((n) => [n.id, n]));
  const hidden = wanted === 'all' ? Math.max(...searches.map((s) => s.hiddenProcesses)) : 0;
  return { found: [...byId.values()], hidden };
}

/** Namespaces that stayed closed or ended meanwhile, and processes whose namespace has no name. */
function unseen(
  found: readonly FoundNamespace[],
  lookers: readonly Looker[],
  hidden: number,
): MissingPower[] {
  const notEntered = found.flatMap(({ enterable, name, code }): MissingPower[] =>
    enterable ? [] : [{ what: 'namespace', which: name, ...(code === undefined ? {} : { code }) }],
  );
  const closed = lookers.flatMap((one): MissingPower[] => {
    const code = one.closed();
    return code === undefined ? [] : [{ what: 'namespace', which: one.name, code }];
  });
  const unnamed: MissingPower[] =
    hidden === 0 ? [] : [{ what: 'processes', which: String(hidden) }];
  return [...notEntered, ...closed, ...unnamed];
}

const withoutNetlink = (namespaces: readonly NamespaceSurvey[]): MissingPower[] =>
  namespaces.some(({ looks }) => looks.some((look) => look.withoutNetlink))
    ? [{ what: 'netlink' }]
    : [];

/** What netlink alone knows: told as `netlink`. */
const OF_NETLINK: ReadonlySet<string> = new Set(['listen limits', 'tcp_info']);

/** Sources that could not be read somewhere, each once. */
function unread(namespaces: readonly NamespaceSurvey[]): MissingPower[] {
  const missing = namespaces.flatMap(({ looks }) => looks.flatMap((look) => look.missing));
  const bySource = new Map(missing.map(({ source, code }) => [source, code]));
  return [...bySource]
    .filter(([source]) => !OF_NETLINK.has(source))
    .map(([which, code]) => ({ what: 'source', which, code }));
}

function hostOf({ identity }: Kernel): Host {
  const { hostname: name, release: kernel, arch, cpus, memoryBytes, uptimeSeconds } = identity;
  return { name, kernel, arch, cpus, memoryBytes, uptimeSeconds };
}

/** The sysctl files of this machine, or nothing where one of them cannot be read. */
function sysctlFilesOf(kernel: Kernel, root: string): readonly SysctlSetting[] | undefined {
  try {
    return readSysctlFiles(kernel, root);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
