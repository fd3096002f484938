/**
 * A survey: several looks at every namespace, the same distance apart.
 * @module
 */
import { SysError, UnsupportedError } from '../errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { FoundNamespace } from '../kernel/namespaces.ts';
import { missingPower } from '../kernel/power.ts';
import { readSysctlFiles } from '../kernel/sysctl-files/read-sysctl-files.ts';
import { selectNamespaces } from '../kernel/select-namespaces.ts';
import type { HostLook } from '../model/snapshot.ts';
import type { Host, Survey, SysctlSetting } from '../model/survey.ts';
import { crew } from './crew.ts';
import type { Crew } from './crew.ts';
import type { Hire } from './helper.ts';
import { work } from './share.ts';
import { MORE_SYSCTL_KEYS, SYSCTL_KEYS } from './sysctl-keys.ts';
import { hostLook } from './host-look.ts';
import {
  closedMeanwhile,
  hiddenProcesses,
  notEntered,
  unreadSources,
  withoutNetlink,
} from './unseen.ts';

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
  /** Also read, in every namespace, the sysctls that only a plan asks for. @default false */
  readonly everySysctl: boolean;
}

/** A survey, and what it takes to find the owners of its sockets. */
export interface TakenSurvey extends Disposable {
  /** Without owners. */
  readonly survey: Survey;
  /** Processes by the id of their namespace, also of namespaces that nobody asked for. */
  readonly pidsOf: ReadonlyMap<number, readonly number[]>;
  /** Searches processes for the holders of sockets. */
  readonly ownersOf: Crew['ownersOf'];
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
 * @param hire Starts a thread that helps. Without it, this one does all.
 * @throws {UnsupportedError} On a system that is not Linux.
 * @throws {UsageError} When a namespace asked for does not exist.
 * @throws {SysError} When /proc cannot be read at all.
 */
export async function takeSurvey(
  kernel: Kernel,
  plan: Partial<SurveyPlan> = {},
  hire?: Hire,
): Promise<TakenSurvey> {
  if (kernel.identity.platform !== 'linux') throw new UnsupportedError('linux');
  const start = { atEpochMs: kernel.epochMs(), startMs: kernel.monotonicMs() };
  const search = find(kernel, plan.netns ?? 'all');
  const enterable = search.found.filter((n) => n.enterable);
  const all = crew(kernel, work(enterable, plan.everySysctl), hire);
  try {
    const survey = await surveyBy(all, kernel, search, { ...start, ...plan });
    return {
      survey,
      pidsOf: new Map(search.everywhere.map(({ id, pids }) => [id, pids])),
      ownersOf: all.ownersOf,
      [Symbol.dispose]: () => all[Symbol.dispose](),
    };
  } catch (error) {
    all[Symbol.dispose]();
    throw error;
  }
}

async function surveyBy(
  all: Crew,
  kernel: Kernel,
  { found, hidden }: Search,
  plan: Partial<SurveyPlan> & { readonly atEpochMs: number; readonly startMs: number },
): Promise<Survey> {
  const { windowMs = 3_000, sysctlRoot = '', atEpochMs, startMs } = plan;
  // Before the looks: helpers take a moment to start.
  const sysctlFiles = sysctlFilesOf(kernel, sysctlRoot);
  const hostLooks = await lookAround(kernel, all, { ...plan, windowMs });
  const looked = await all.looked();
  const namespaces = looked.flatMap((one) => one.survey ?? []);
  return {
    host: hostOf(kernel),
    atEpochMs,
    windowMs,
    tookMs: kernel.monotonicMs() - startMs,
    root: kernel.identity.uid === 0,
    missingPower: [
      ...missingPower(kernel),
      ...notEntered(found),
      ...closedMeanwhile(looked),
      ...hiddenProcesses(hidden),
      ...withoutNetlink(namespaces),
      ...unreadSources(namespaces),
    ],
    hostLooks,
    ...(sysctlFiles === undefined ? {} : { sysctlFiles }),
    namespaces,
  };
}

/** All looks of the crew, the same distance apart; the looks at the machine itself in between. */
async function lookAround(
  kernel: Kernel,
  all: Crew,
  plan: Partial<SurveyPlan> & Pick<SurveyPlan, 'windowMs'>,
): Promise<[HostLook, ...HostLook[]]> {
  const { windowMs, looks = looksFor(windowMs), signal, onLook } = plan;
  const startMs = kernel.monotonicMs();
  let open = 0;
  const lookOnce = async (n: number): Promise<HostLook> => {
    const seen = hostLook(kernel);
    open = await all.look();
    onLook?.(n, looks);
    return seen;
  };
  const hostLooks: [HostLook, ...HostLook[]] = [await lookOnce(1)];
  for (let n = 2; n <= looks; n++) {
    if (open === 0) break;
    const dueMs = startMs + (windowMs * (n - 1)) / (looks - 1);
    await kernel.sleepMs(Math.max(0, dueMs - kernel.monotonicMs()), signal);
    if (signal?.aborted === true) break;
    hostLooks.push(await lookOnce(n));
  }
  return hostLooks;
}

/** The namespaces asked for, and how many processes may be in others. */
interface Search {
  readonly found: readonly FoundNamespace[];
  readonly everywhere: readonly FoundNamespace[];
  readonly hidden: number;
}

function find(kernel: Kernel, asked: string | readonly string[]): Search {
  const wanted = [asked].flat();
  const { namespaces, everywhere, hiddenProcesses } = selectNamespaces(kernel, ...wanted);
  // Of those asked for by name nobody expects more.
  const hidden = wanted.includes('all') ? hiddenProcesses : 0;
  return { found: namespaces, everywhere, hidden };
}

function hostOf({ identity }: Kernel): Host {
  const { hostname: name, release: kernel, arch, cpus, memoryBytes, uptimeSeconds } = identity;
  return { name, kernel, arch, cpus, memoryBytes, uptimeSeconds };
}

/** The sysctl files of this machine, or nothing where one of them cannot be read. */
function sysctlFilesOf(kernel: Kernel, root: string): readonly SysctlSetting[] | undefined {
  try {
    return readSysctlFiles(kernel, [...SYSCTL_KEYS, ...MORE_SYSCTL_KEYS], root);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
