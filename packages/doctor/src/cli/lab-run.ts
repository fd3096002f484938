/**
 * `tcpdoctor lab`: list, play one, play all, clean.
 * @module
 */
import { NotPossibleError, UsageError } from '../errors.ts';
import type { Need } from '../lab/needs.ts';
import { allowOwnMachine } from '../lab/machine.ts';
import { lacking } from '../lab/needs.ts';
import { sweep } from '../lab/registry.ts';
import { familyOf } from '../lab/run-trials.ts';
import { labJson } from '../lab/story/lab-json.ts';
import { listLines } from '../lab/story/list-lines.ts';
import { machineText } from '../lab/story/machine-text.ts';
import { playAll } from '../lab/story/play-all.ts';
import type { Live } from '../lab/story/live-line.ts';
import type { Play } from '../lab/story/play-list.ts';
import { PLAYS, linkOf, playNamed, relatives } from '../lab/story/play-list.ts';
import type { FullRun } from '../lab/story/table-lines.ts';
import { complaintsOf, tableLines } from '../lab/story/table-lines.ts';
import { tellScenario } from '../lab/story/tell-scenario.ts';
import type { Teller } from '../lab/story/tell-trial.ts';
import { tellTrial } from '../lab/story/tell-trial.ts';
import { STORY } from '../lab/story/words.ts';
import { againInUserNamespace, canUseUserNamespace } from '../lab/user-namespace.ts';
import { printableJson } from '../report/printable.ts';
import type { Context, Screen, Status } from './context.ts';
import type { LabFlags } from './lab.ts';
import { holdStage } from './lab-hold.ts';
import { LAB } from './lab-words.ts';
import { nearest } from './nearest.ts';
import { ERASE, showProgress } from './progress.ts';
import { styleOf } from './style.ts';
import { TOOL } from './version.ts';

/** @returns 0 when everything came out as the lab says, else 1. */
export async function runLab(context: Context, flags: LabFlags, name?: string): Promise<Status> {
  if (name !== undefined && flags.all === true) throw new UsageError(LAB.nameOrAll);
  const single = name !== undefined && name !== 'clean' && flags.json !== true;
  if (flags.keep === true && !single) throw new UsageError(LAB.keepAlone);
  if (name === undefined && flags.all !== true) return list(context);
  if (flags['own-machine'] === true) allowOwnMachine();
  const play = name === undefined || name === 'clean' ? undefined : wanted(name);
  if (name !== 'clean' && canUseUserNamespace()) return statusOf(await againInUserNamespace());
  demandPowers(name === 'clean' ? ['root', 'ip'] : needsOf(play));
  if (name === 'clean') return clean(context);
  if (play === undefined) return all(context, flags);
  return one(context, flags, play);
}

function list(context: Context): Status {
  for (const line of listLines(styleOf(context))) context.world.out.write(`${line}\n`);
  return 0;
}

function clean({ world, lang }: Context): Status {
  world.out.write(`${LAB.cleaned(sweep())[lang]}\n`);
  return 0;
}

/** @throws {UsageError} When nothing has that name. */
function wanted(name: string): Play {
  const play = playNamed(name);
  if (play !== undefined) return play;
  const names = PLAYS.map(({ id }) => id);
  throw new UsageError(LAB.noPlay(name, nearest(name, names) ?? ''));
}

/** The status of the same command line in a user namespace. */
const statusOf = (status: number): Status => (status === 0 || status === 1 ? status : 3);

/** A plain stage needs no link emulator. */
const needsOf = (play: Play | undefined): readonly Need[] => [
  'root',
  'ip',
  'nft',
  ...(play === undefined || linkOf(play) !== undefined ? (['tun'] as const) : []),
  ...(play?.kind === 'trial' ? (play.trial.needs ?? []) : []),
];

/** @throws {NotPossibleError} Before anything is made. */
function demandPowers(needs: readonly Need[]): void {
  const missing = lacking(...needs);
  if (missing.length > 0) throw new NotPossibleError(LAB.needs(missing));
}

async function one(context: Context, flags: LabFlags, play: Play): Promise<Status> {
  const { world, lang } = context;
  const teller = tellerOf(context, flags);
  const run = await tell(play, flags, teller);
  world.signal.throwIfAborted();
  const { error } = run.trials[0] ?? run.scenarios[0] ?? {};
  if (error !== undefined) throw error;
  if (flags.json === true) writeJson(context, run);
  const more = relatives(play).map(({ id }) => id);
  if (more.length > 0) teller.say(STORY.more(more)[lang]);
  return complaintsOf(run).length === 0 ? 0 : 1;
}

async function tell(play: Play, flags: LabFlags, teller: Teller): Promise<FullRun> {
  const wished = flags.ipv6 === true ? 'ipv6' : 'ipv4';
  if (play.kind === 'trial') {
    const trial = await tellTrial(play.trial, familyOf(play.trial, wished), teller);
    return { trials: [trial], scenarios: [] };
  }
  const { scenario } = play;
  return {
    trials: [],
    scenarios: [await tellScenario(scenario, familyOf(scenario, wished), teller)],
  };
}

/** With `--json` nothing is told, only figures are printed at the end. */
function tellerOf(context: Context, flags: LabFlags): Teller {
  const { world } = context;
  const isTold = flags.json !== true;
  return {
    style: styleOf(context),
    signal: world.signal,
    say: (line) => (isTold ? world.out.write(`${line}\n`) : undefined),
    ...(isTold && world.err.isTerminal ? { live: liveOn(world.err) } : {}),
    ...(flags.keep === true ? { onStanding: (stage) => holdStage(context, stage) } : {}),
  };
}

/** A line that is written over, never longer than the terminal is wide. */
const liveOn = (screen: Screen): Live => ({
  show: (text) => screen.write(ERASE + text),
  cells: () => (screen.columns ?? 100) - 1,
});

async function all(context: Context, flags: LabFlags): Promise<Status> {
  const { world, lang } = context;
  using progress = showProgress(world, '…');
  const run = await playAll({
    family: flags.ipv6 === true ? 'ipv6' : 'ipv4',
    signal: world.signal,
    onPlayed: (id, n, of) => progress.say(LAB.played(id, n, of)[lang]),
  });
  world.signal.throwIfAborted();
  if (flags.json === true) writeJson(context, run);
  else for (const line of tableLines(run, styleOf(context))) world.out.write(`${line}\n`);
  return complaintsOf(run).length === 0 ? 0 : 1;
}

function writeJson({ world, lang }: Context, run: FullRun): void {
  const value = labJson(run, TOOL, machineText(), lang);
  world.out.write(`${printableJson(JSON.stringify(value, undefined, 2))}\n`);
}
