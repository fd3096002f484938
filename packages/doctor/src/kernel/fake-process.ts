/**
 * A process on a fake machine, which can fail or die at any step.
 * @module
 */
import { SysError } from '../errors.ts';
import type { FakeParts } from './fake-machine.ts';
import { fakeKernel } from './fake.ts';
import type { FakeWorld } from './fake.ts';
import { FAKE_HOST } from './fake-sysctls.ts';
import type { Kernel } from './kernel.ts';
import type { Store } from './store.ts';

/** Thrown where a process dies, and at whatever it still tries to do afterwards. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** How a process fares. */
export interface ProcessFate {
  /** Dies at this step, counted from 1. */
  readonly diesAt?: number;
  /** Whether that step still takes effect. @default false */
  readonly after?: boolean;
  /** Errno of a step; nothing when it works. */
  readonly fails?: (op: string, target: string, step: number) => string | undefined;
}

/** A process: its doors, and what it has done. */
export interface FakeProcess {
  readonly kernel: Kernel;
  readonly store: Store;
  /** What touched files or sysctls, in order: `sync /var/lib/x`, `write blue /proc/sys/net/core/somaxconn`. */
  readonly steps: readonly string[];
  /** It is killed: its locks are free, and nothing it still tries has an effect. */
  kill(): void;
}

/** Does a step of a process, unless it is dead, dies or fails there. */
type DoStep = <T>(op: string, target: string, work: () => T) => T;

/** Starts a process. */
export function fakeProcess(parts: FakeParts, fate: ProcessFate = {}): FakeProcess {
  const steps: string[] = [];
  const me = {};
  let dead = false;
  const kill = (): void => {
    dead = true;
    for (const [path, holder] of parts.locks) if (holder === me) parts.locks.delete(path);
  };
  const die = (): never => {
    kill();
    throw new Died();
  };
  const step: DoStep = (op, target, work) => {
    if (dead) throw new Died();
    steps.push(`${op} ${target}`);
    const last = steps.length === fate.diesAt;
    if (last && fate.after !== true) return die();
    const code = fate.fails?.(op, target, steps.length);
    if (code !== undefined) throw new SysError(op, target, code);
    const result = work();
    return last ? die() : result;
  };
  const place = { name: 'host' };
  const alive = (): void => {
    if (dead) throw new Died();
  };
  return {
    kernel: kernelOf(parts, step, place, alive),
    store: storeOf(parts, step, place, me),
    steps,
    kill,
  };
}

/** The namespace a process is inside of. */
interface Inside {
  name: string;
}

function kernelOf(parts: FakeParts, step: DoStep, inside: Inside, alive: () => void): Kernel {
  const { clock, sysctls, ids } = parts;
  const eyes = (): Kernel => fakeKernel(worldOf(parts));
  return {
    ...eyes(),
    epochMs: () => 1_700_000_000_000 + clock.bootMs,
    monotonicMs: () => clock.bootMs,
    async sleepMs(ms) {
      alive();
      clock.bootMs += ms;
    },
    readText: (path) =>
      path.startsWith('/proc/sys/net/')
        ? step('read', `${inside.name} ${path}`, () => sysctls.read(inside.name, path))
        : (textOf(parts, path) ?? eyes().readText(path)),
    listDir: (path) => eyes().listDir(path),
    readLink: (path) => eyes().readLink(path),
    stat: (path) => eyes().stat(path),
    namespaceCookie: () => sysctls.cookieOf(inside.name),
    within({ id, path }, work) {
      const name = [...ids].find(([, inode]) => inode === id)?.[0] ?? '';
      if (sysctls.texts()[name] === undefined) throw new SysError('open', path ?? '', 'ENOENT');
      inside.name = name;
      try {
        return work();
      } finally {
        inside.name = 'host';
      }
    },
  };
}

function storeOf(
  { disk, sysctls, locks }: FakeParts,
  step: DoStep,
  inside: Inside,
  me: object,
): Store {
  return {
    makeDir: (path) => step('mkdir', path, () => disk.makeDir(path)),
    create(path, text) {
      step('create', path, () => disk.create(path, text.slice(0, text.length >> 1)));
      step('fill', path, () => disk.fill(path, text)); // a write can be cut short
    },
    sync: (path) => step('sync', path, () => disk.sync(path)),
    rename: (from, to) => step('rename', to, () => disk.rename(from, to)),
    remove: (path) => step('remove', path, () => disk.remove(path)),
    writeSysctl: (path, text) =>
      step('write', `${inside.name} ${path}`, () => sysctls.write(inside.name, path, text)),
    lock: (path) =>
      step('lock', path, () => {
        if (locks.has(path)) return undefined;
        locks.set(path, me);
        if (disk.text(path) === undefined) disk.create(path, '');
        return { [Symbol.dispose]: () => void (locks.get(path) === me && locks.delete(path)) };
      }),
    kill: (pid) => step('kill', String(pid), () => {}),
  };
}

/** What is read often, without a whole world around it. */
function textOf({ disk, clock }: FakeParts, path: string): string | undefined {
  if (path === '/proc/uptime') return `${(clock.bootMs / 1_000).toFixed(2)} 0.00\n`;
  return path === '/proc/sys/kernel/random/boot_id' ? `boot-${clock.boots}\n` : disk.text(path);
}

function worldOf({ disk, sysctls, ids }: FakeParts): FakeWorld {
  const named = Object.keys(sysctls.texts()).filter((name) => name !== 'host');
  return {
    files: {
      ...disk.texts(),
      '/proc/self/status': 'CapEff:\t000001ffffffffff\n',
    },
    emptyDirs: [...disk.dirs(), '/proc'],
    links: Object.fromEntries(
      ['self', '1', '4242'].map((pid) => [`/proc/${pid}/ns/net`, `net:[${FAKE_HOST}]`]),
    ),
    stats: Object.fromEntries([
      ['/proc/self/ns/net', { inode: FAKE_HOST, device: 4 }],
      ...named.map((name) => [`/run/netns/${name}`, { inode: ids.get(name) ?? 0, device: 4 }]),
    ]),
  };
}
