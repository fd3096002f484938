/**
 * A stage: a client's and a server's network namespace, joined, with nothing else in reach. Every
 * packet of the lab stays on a stage, every sysctl it writes belongs to one.
 * @module
 */
import { sysctlPath } from '../kernel/proc/sysctl-path.ts';
import type { Family, State } from '../model/socket.ts';
import type { Pulse } from './actor/ops.ts';
import { removeAtEnd, removed } from './cleanup.ts';
import { goFirst, NICE } from './go-first.ts';
import type { Link, LinkKind, LinkStats, OpenLink } from './link.ts';
import { openLink } from './link.ts';
import type { MachineKey, MachineValues } from './machine.ts';
import { restoreMachine, setMachine } from './machine.ts';
import type { MemoryGroup } from './memory-group.ts';
import { groupOf, makeMemoryGroup, removeMemoryGroup } from './memory-group.ts';
import type { Place, Side } from './place.ts';
import { inside } from './place.ts';
import { pulseOf } from './pulse.ts';
import { newId, register, removeNamespace, sweep, unregister } from './registry.ts';
import type { Actor } from './spawn-actor.ts';
import { startActor } from './spawn-actor.ts';
import { addNamespace, addressBoth, addVeth, ADDRESSES, DEVICE } from './stage-setup.ts';
import { joinByRouter } from './stage-router.ts';
import type { SocketRow, StageCounters } from './stage-view.ts';
import { countersOf, socketsOf, statesOf } from './stage-view.ts';

/** What kind of stage. */
export interface StageOptions {
  readonly family: Family;
  /** Delay, rate, loss; absent is a plain veth pair. Not together with `router`. */
  readonly link?: Link;
  /** A third namespace between the two that forwards. @default false */
  readonly router?: boolean;
  /** Settings of the whole machine that it may change until it closes. @default none */
  readonly machine?: readonly MachineKey[];
}

/** Where a chain of packet filter rules hangs. */
export type NftHook = 'input' | 'output' | 'forward' | 'prerouting' | 'postrouting';

/** An open stage. Everything on it is gone when it is disposed of. */
export interface Stage extends AsyncDisposable {
  readonly id: string;
  readonly family: Family;
  readonly client: Place;
  readonly server: Place;
  /** Only with `router: true`. */
  readonly router: Place | undefined;
  /** What makes delay, rate and loss; absent on a plain stage. */
  readonly linkKind: LinkKind | undefined;
  /** Sets sysctls by dotted name, inside one namespace. @throws {SysError} */
  sysctl(side: Side, values: Readonly<Record<string, string | number>>): Promise<void>;
  /** Reads a sysctl inside a namespace. @throws {SysError} */
  readSysctl(side: Side, key: string): Promise<string>;
  /** Replaces all packet filter rules of a namespace by these, each as nft writes it; none clears. */
  nft(side: Side, rules: readonly string[], hook?: NftHook): Promise<void>;
  /** Replaces all packet filter rules by a whole ruleset, for conntrack, notrack and the like. */
  nftRuleset(side: Side, ruleset: string): Promise<void>;
  /** `ip` lines run inside a namespace: `route add blackhole 10.98.0.0/16`. */
  ip(side: Side, lines: readonly string[]): Promise<void>;
  /** `tc` lines run inside a namespace: `qdisc add dev eth0 root fq_codel`. */
  tc(side: Side, lines: readonly string[]): Promise<void>;
  /** Sets what it was opened for of the whole machine; put back when it closes. @throws {SysError} */
  machine(values: MachineValues): void;
  /** Counters as `TcpExt.ListenOverflows`. */
  counters(side: Side): Promise<StageCounters>;
  /** Sockets by state; every state has its number. */
  states(side: Side): Promise<Record<State, number>>;
  /** Every TCP socket. */
  sockets(side: Side): Promise<SocketRow[]>;
  /** How long connects take right now, by what the actors of this side saw. Sends nothing. */
  pulse(side: Side): Promise<Pulse>;
  /** Changes the link while it is up; only on a stage that was opened with one. Answers what it did so far. */
  relink(link: Link): Promise<LinkStats>;
  /** Makes a control group for actors of this stage; see `needs.ts`. @throws {SysError} */
  memoryGroup(): MemoryGroup;
  /** Starts an actor; it ends with the stage. */
  actor(side: Side, title?: string): Promise<Actor>;
}

/**
 * Opens a stage. Also sweeps what killed runs have left.
 *
 * Needs root, `ip`, and for `nft()` nftables; see `needs.ts`.
 * @throws {SysError} When a namespace cannot be made; nothing is left behind then.
 */
export async function openStage(options: StageOptions): Promise<Stage> {
  sweep();
  goFirst(NICE.director);
  const id = newId();
  const names = { client: `tcpd-${id}-c`, server: `tcpd-${id}-s`, router: `tcpd-${id}-r` };
  const all = options.router === true ? Object.values(names) : [names.client, names.server];
  register(id, all);
  removeAtEnd(id, all);
  const ending: AsyncDisposable[] = [];
  try {
    const inodes = await Promise.all(all.map(addNamespace));
    const place = (side: Side, n: number): Place => ({
      side,
      name: names[side],
      inode: inodes[n] ?? -1,
      address: side === 'router' ? '' : ADDRESSES[options.family][side],
      device: DEVICE,
    });
    const [client, server] = [place('client', 0), place('server', 1)];
    const router = options.router === true ? place('router', 2) : undefined;
    const link = await join(options, client, server, router, ending);
    const facts = { id, family: options.family, client, server, router };
    return stageOf(facts, { names: all, machine: options.machine ?? [] }, link, ending);
  } catch (error) {
    await close(id, all, ending);
    throw error;
  }
}

async function join(
  { link }: StageOptions,
  client: Place,
  server: Place,
  router: Place | undefined,
  ending: AsyncDisposable[],
): Promise<OpenLink | undefined> {
  if (router !== undefined) {
    await joinByRouter(client.name, router.name, server.name);
    return undefined;
  }
  const opened = link === undefined ? undefined : await openLink(link, client, server);
  if (opened === undefined) await addVeth(client.name, DEVICE, server.name, DEVICE);
  else ending.push(opened);
  await addressBoth(client.name, server.name);
  await opened?.shape();
  return opened;
}

type Facts = Pick<Stage, 'id' | 'family' | 'client' | 'server' | 'router'>;

/** All its namespaces, and what it may change beyond them. */
interface Reach {
  readonly names: readonly string[];
  readonly machine: readonly MachineKey[];
}

function stageOf(
  facts: Facts,
  { names, machine }: Reach,
  link: OpenLink | undefined,
  ending: AsyncDisposable[],
): Stage {
  const at = (side: Side): Place => {
    const place = facts[side];
    if (place === undefined) throw new Error(`Cannot use the ${side}: this stage has none`);
    return place;
  };
  const actors: Actor[] = [];
  return {
    ...facts,
    linkKind: link?.kind,
    sysctl: (side, values) => writeSysctls(at(side), values),
    readSysctl: async (side, key) => (await inside(at(side), 'cat "$1"', [pathOf(key)])).trim(),
    nft: (side, rules, hook = 'input') => setRules(at(side), chain(rules, hook)),
    nftRuleset: (side, ruleset) => setRules(at(side), ruleset),
    ip: async (side, lines) => {
      await inside(at(side), 'ip -batch -', [], `${lines.join('\n')}\n`);
    },
    tc: async (side, lines) => {
      await inside(at(side), 'tc -batch -', [], `${lines.join('\n')}\n`);
    },
    machine: (values) => setMachine(values, machine),
    counters: (side) => countersOf(at(side)),
    states: (side) => statesOf(at(side)),
    sockets: (side) => socketsOf(at(side)),
    pulse: (side) => pulseOf(actors.filter(({ place }) => place.side === side)),
    relink: async (wish) => {
      if (link === undefined) throw new Error('Cannot change the link: this stage has none');
      return link.change(wish);
    },
    memoryGroup: () => makeMemoryGroup(groupOf(facts.id)),
    actor: async (side, title = `lab-${side}`) => {
      const actor = await startActor(at(side), title);
      ending.push(actor);
      actors.push(actor);
      return actor;
    },
    [Symbol.asyncDispose]: () => close(facts.id, names, ending),
  };
}

async function close(
  id: string,
  names: readonly string[],
  ending: AsyncDisposable[],
): Promise<void> {
  restoreMachine();
  await Promise.all(ending.map((one) => one[Symbol.asyncDispose]()));
  for (const name of names) removeNamespace(name);
  removeMemoryGroup(groupOf(id));
  unregister(id);
  removed(id);
}

/** Only `net.` sysctls exist per namespace. */
function pathOf(key: string): string {
  if (!/^net(\.[a-z0-9_-]+)+$/i.test(key)) throw new Error(`Cannot use sysctl ${key}: not net.*`);
  return sysctlPath(key);
}

async function writeSysctls(
  place: Place,
  values: Readonly<Record<string, string | number>>,
): Promise<void> {
  const args = Object.entries(values).flatMap(([key, value]) => [pathOf(key), String(value)]);
  const script =
    'while [ $# -gt 0 ]; do printf "%s\\n" "$2" > "$1" || { echo "$1" >&2; exit 1; }; shift 2; done';
  await inside(place, script, args);
}

const chain = (rules: readonly string[], hook: NftHook): string =>
  rules.length === 0
    ? ''
    : `table inet lab {\n chain lab {\n  type filter hook ${hook} priority 0; policy accept;\n${rules
        .map((rule) => `  ${rule}\n`)
        .join('')} }\n}\n`;

async function setRules(place: Place, ruleset: string): Promise<void> {
  await inside(place, 'nft -f -', [], `flush ruleset\n${ruleset}`);
}
