/**
 * Plans on stage: the fault is brought about, a plan is made from the real checkup, and with its values the
 * same crowd is no longer in trouble. The folklore of the same trial leaves it there.
 * @module
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { examine } from '../src/lab/doctor-checkup.ts';
import { homeChanges, homeSysctls } from '../src/lab/home.ts';
import { needs } from '../src/lab/needs.ts';
import type { Side } from '../src/lab/place.ts';
import { openStageFor } from '../src/lab/run.ts';
import type { Stage } from '../src/lab/stage.ts';
import type { Trial } from '../src/lab/trial.ts';
import { TRIALS } from '../src/lab/trials/catalog.ts';
import type { Checkup } from '../src/model/checkup.ts';
import { timesBetter } from '../src/model/trial.ts';
import { RULES } from '../src/rules/catalog.ts';
import { planFrom } from '../src/sysctl/plan/plan-from.ts';
import { ELSEWHERE_CASES, PLAN_CASES } from './plan-cases.ts';

type Values = Readonly<Record<string, string>>;

/** A trial whose finding asks for a sysctl, and how it must be afterwards. */
interface Cure {
  readonly trial: string;
  readonly side: Side;
  /** What the plan must change there, and nothing else. */
  readonly keys: readonly string[];
  /** What must be set on that side for the fault to be the sysctl's. */
  readonly first?: Values;
  /** The crowd that is brought about again, where it is another one. @default the same */
  readonly again?: { readonly trial?: string; readonly lever: string | undefined };
  /** `gone`: the finding. A number: its first measure is better by this factor at least. */
  readonly cured: 'gone' | number;
}

const CURES: readonly Cure[] = [
  { trial: 'syn-queue-drop', side: 'server', keys: ['net.ipv4.tcp_syncookies'], cured: 'gone' },
  {
    trial: 'time-wait-overflow',
    side: 'server',
    keys: ['net.ipv4.tcp_max_tw_buckets'],
    cured: 'gone',
  },
  {
    trial: 'accept-queue-overflow-capped',
    side: 'server',
    keys: ['net.core.somaxconn'],
    cured: 'gone',
  },
  {
    trial: 'accept-reset-race',
    side: 'server',
    keys: ['net.ipv4.tcp_abort_on_overflow'],
    cured: 'gone',
  },
  { trial: 'send-limit-small', side: 'client', keys: ['net.ipv4.tcp_wmem'], cured: 'gone' },
  {
    trial: 'receive-buffer-prune-limit',
    side: 'server',
    keys: ['net.ipv4.tcp_rmem'],
    cured: 'gone',
  },
  {
    trial: 'port-exhaustion-time-wait',
    side: 'client',
    keys: ['net.ipv4.tcp_tw_reuse'],
    cured: 1.9,
  },
  {
    trial: 'port-exhaustion-established',
    side: 'client',
    keys: ['net.ipv4.ip_local_port_range'],
    cured: 'gone',
  },
  {
    trial: 'port-exhaustion-bind',
    side: 'client',
    keys: ['net.ipv4.ip_local_port_range'],
    cured: 'gone',
  },
  { trial: 'pmtu-blackhole', side: 'server', keys: ['net.ipv4.tcp_mtu_probing'], cured: 2 },
  {
    trial: 'syn-flood',
    side: 'server',
    keys: ['net.ipv4.tcp_synack_retries'],
    again: { trial: 'syn-flood-over', lever: undefined },
    cured: 10,
  },
  {
    trial: 'reuseport-worker-stuck',
    side: 'server',
    keys: ['net.ipv4.tcp_migrate_req'],
    again: { trial: 'reuseport-worker-closed', lever: undefined },
    cured: 2,
  },
  // Untreated, the program itself asks for a loss-based control; with this lever it takes the host's.
  {
    trial: 'path-loss',
    side: 'client',
    first: { 'net.ipv4.tcp_congestion_control': 'reno' },
    keys: ['net.ipv4.tcp_congestion_control'],
    again: { lever: 'bbr' },
    cured: 'gone',
  },
];

/**
 * A finding that no sysctl of its namespace cures within a test, or at all. The round is played with the
 * folklore: the finding is there all the same, and what is planned then is this.
 */
interface Uncured {
  readonly trial: string;
  readonly side: Side;
  readonly folklore: string;
  /** Keys of a change whose effect takes longer than a test: the trial shows it with a smaller number. */
  readonly keys?: readonly string[];
  /** Needs the CPU to itself for its line to be as fast as it says. */
  readonly alone?: true;
}

const UNCURED: readonly Uncured[] = [
  { trial: 'fd-exhaustion', side: 'server', folklore: 'huge-backlog' },
  { trial: 'accept-queue-delay', side: 'server', folklore: 'huge-backlog' },
  { trial: 'backlog-stale', side: 'server', folklore: 'somaxconn-alone' },
  { trial: 'unaccepted-close-wait', side: 'server', folklore: 'timers' },
  { trial: 'syn-backlog-small', side: 'server', folklore: 'max-syn-backlog' },
  { trial: 'defer-accept-waiting', side: 'server', folklore: 'max-syn-backlog' },
  { trial: 'synack-lost', side: 'server', folklore: 'synack-retries' },
  { trial: 'time-wait-harmless', side: 'server', folklore: 'fin-timeout' },
  { trial: 'restart-address-in-use', side: 'server', folklore: 'reuse-time-wait' },
  { trial: 'linger-reset', side: 'server', folklore: 'fin-timeout' },
  { trial: 'connect-refused', side: 'client', folklore: 'longer-queue' },
  { trial: 'connect-unroutable', side: 'client', folklore: 'more-syn-retries' },
  { trial: 'timestamps-rejected', side: 'server', folklore: 'larger-buffers' },
  { trial: 'receiver-app-trickle', side: 'server', folklore: 'rmem' },
  { trial: 'peer-not-reading', side: 'server', folklore: 'retries2' },
  { trial: 'receive-buffer-small', side: 'client', folklore: 'guide-rmem', alone: true },
  { trial: 'path-congestion', side: 'client', folklore: 'larger-buffers', alone: true },
  { trial: 'nagle-delayed-ack', side: 'client', folklore: 'no-autocorking' },
  { trial: 'close-wait-leak', side: 'server', folklore: 'fin-timeout' },
  { trial: 'orphans-of-the-gone', side: 'server', folklore: 'fin-timeout' },
  // 19 s, 102 s and an hour.
  {
    trial: 'connect-blackhole',
    side: 'client',
    folklore: 'more-syn-retries',
    keys: ['net.ipv4.tcp_syn_retries'],
  },
  {
    trial: 'peer-gone',
    side: 'server',
    folklore: 'fin-timeout',
    keys: ['net.ipv4.tcp_retries2'],
  },
  {
    trial: 'conntrack-full',
    side: 'server',
    folklore: 'longer-queues',
    keys: ['net.netfilter.nf_conntrack_tcp_timeout_established'],
  },
];

/** Needs a network card that drops. */
const NOT_ON_STAGE: readonly string[] = ['softnet-drops'];

/** Rounds wait more than they work: this many keep two CPUs busy and not overloaded. */
const AT_ONCE = 4;
const WINDOW_MS = 3_000;
const options = needs('root', 'ip', 'nft', 'tun');
const home = homeSysctls();

function trialOf(id: string): Trial {
  const found = TRIALS.find((trial) => trial.id === id);
  assert.ok(found !== undefined, id);
  return found;
}

interface Played {
  readonly checkup: Checkup;
  /** Inodes would do; names are what a plan goes by. */
  readonly names: Readonly<Record<'server' | 'client', string>>;
  readonly figure: number;
}

interface PlayOptions {
  /** Values that hold there from the beginning to the end. */
  readonly planned?: { readonly side: Side; readonly values: Values };
  /** Waits for the figure too. @default false: it is not a number */
  readonly measured?: boolean;
}

/** Plays a round on a fresh stage. */
async function play(
  trial: Trial,
  lever: string | undefined,
  { planned, measured = false }: PlayOptions = {},
): Promise<Played> {
  await using stage = await openStageFor(trial, 'ipv4');
  if (planned !== undefined) await stage.sysctl(planned.side, planned.values);
  const round = await trial.begin(planned === undefined ? stage : keeping(stage, planned), lever);
  const names = { server: stage.server.name, client: stage.client.name };
  const checkup = await examine(Object.values(names), trial.windowMs ?? WINDOW_MS);
  if (!measured) return { checkup, names, figure: Number.NaN };
  const figures = await round.figures();
  return { checkup, names, figure: figures[trial.measures[0].id] ?? Number.NaN };
}

/** The stage, on which nobody can undo the planned values: the fault's own settings give way. */
const keeping = (
  stage: Stage,
  planned: { readonly side: Side; readonly values: Values },
): Stage => ({
  ...stage,
  sysctl: (side, values) =>
    stage.sysctl(side, side === planned.side ? { ...values, ...planned.values } : values),
});

const findingsOf = ({ checkup }: Played) => checkup.namespaces.flatMap(({ findings }) => findings);

const isFound = (trial: Trial, { checkup, names }: Played, side: Side): boolean =>
  checkup.namespaces
    .filter(({ namespace }) => namespace.name === names[side === 'client' ? 'client' : 'server'])
    .some(({ findings }) => findings.some(({ rule }) => rule === trial.rule));

/** What the plan sets on that side. Nothing else of the machine may be in it. */
function plannedValues({ checkup, names }: Played, side: 'server' | 'client'): Values {
  const plan = planFrom(checkup, { tool: 'tcpdoctor 0.1.0' });
  const changed = plan.namespaces.filter(({ changes }) => changes.length > 0);
  assert.deepEqual(
    changed.map(({ name }) => name),
    [names[side]],
  );
  return Object.fromEntries(
    changed.flatMap(({ changes }) => changes.map(({ key, to }) => [key, to])),
  );
}

async function cures({ trial: id, side, keys, first = {}, again, cured }: Cure): Promise<void> {
  const trial = trialOf(id);
  assert.ok(side !== 'router');
  const measured = cured !== 'gone';
  const untreated = await play(trial, undefined, { planned: { side, values: first }, measured });
  assert.ok(isFound(trial, untreated, side), 'it was not found untreated');
  const values = plannedValues(untreated, side);
  assert.deepEqual(Object.keys(values), keys);
  const other = trialOf(again?.trial ?? id);
  const treated = await play(other, again?.lever, { planned: { side, values }, measured });
  if (cured === 'gone') assert.ok(!isFound(trial, treated, side), 'it is still there');
  else {
    const before =
      again?.trial === undefined ? untreated : await play(other, again.lever, { measured });
    const times = timesBetter(other.measures[0], before.figure, treated.figure);
    assert.ok(times >= cured, `${before.figure} before, ${treated.figure} after`);
  }
}

for (const alone of [false, true]) {
  const name = `plans from findings${alone ? ', one after the other' : ''}`;
  suite(name, { concurrency: alone ? 1 : AT_ONCE }, () => {
    for (const cure of CURES) {
      const { trial: id, side } = cure;
      const trial = trialOf(id);
      if ((trial.alone === true) !== alone) continue;
      test(`${id}: the plan cures it`, options, () => cures(cure));

      const folklore = trial.levers.find(
        (lever) => lever.kind === 'folklore' && lever.at === 'kernel',
      );
      if (folklore === undefined) continue;
      test(`${id}: ${folklore.what.en} does not`, options, async () => {
        assert.ok(isFound(trial, await play(trial, folklore.id), side), 'it is gone');
      });
    }
  });
}

/** With the folklore the finding is there, and the plan is what it must be. */
async function staysUncured({ trial: id, side, folklore, keys = [] }: Uncured): Promise<void> {
  const trial = trialOf(id);
  const round = await play(trial, folklore);
  assert.ok(isFound(trial, round, side), 'it is gone');
  const plan = planFrom(round.checkup, { tool: 'tcpdoctor 0.1.0' });
  const changed = plan.namespaces.flatMap(({ changes }) => changes.map(({ key }) => key));
  assert.deepEqual(changed, keys);
  const hurts = findingsOf(round).some(({ severity }) => /critical|warning/.test(severity));
  const cured = plan.namespaces.some(({ application }) => application.length > 0);
  assert.equal(cured, hurts);
}

for (const alone of [false, true]) {
  const name = `plans where no sysctl is the cure${alone ? ', one after the other' : ''}`;
  suite(name, { concurrency: alone ? 1 : AT_ONCE }, () => {
    for (const one of UNCURED) {
      if ((one.alone === true) !== alone) continue;
      const lever = trialOf(one.trial).levers.find(({ id }) => id === one.folklore);
      assert.equal(lever?.kind, 'folklore', one.folklore);
      const planned = one.keys?.join() ?? 'nothing';
      test(`${one.trial}: ${lever?.what.en} does not help; planned: ${planned}`, options, () =>
        staysUncured(one),
      );
    }
  });
}

test('every rule has its plan: on stage, or made up', () => {
  const shown = [...CURES, ...UNCURED].map(({ trial }) => trialOf(trial).rule);
  const made = [...PLAN_CASES, ...ELSEWHERE_CASES].map(({ rule }) => rule);
  for (const { id } of RULES) assert.ok(shown.includes(id) || made.includes(id), id);
  for (const { rule } of PLAN_CASES) {
    assert.ok(shown.includes(rule) || NOT_ON_STAGE.includes(rule), `${rule} is not on stage`);
  }
});

after(() => assert.deepEqual(homeChanges(home), []));
