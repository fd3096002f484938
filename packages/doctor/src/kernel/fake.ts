/**
 * A `Kernel` made of plain data, for tests. Misses fail as the real one does: ENOENT.
 * @module
 */
import { SysError } from '../errors.ts';
import { fakeFiles } from './fake-files.ts';
import type { FakeTree } from './fake-files.ts';
import type { Identity, Kernel } from './kernel.ts';

/** What is special about one network namespace. */
export interface FakeNamespace {
  /** Files as seen inside: they lie over the world's, such as `/proc/net/netstat`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Answers a dump request: what each `recvmsg` brings, or why it fails. */
  readonly replies?: (request: Uint8Array) => readonly Uint8Array[] | SysError;
}

/** The world of a fake kernel. Nothing in it changes but the clock. */
export interface FakeWorld extends FakeTree {
  /** The rest is an x64 Linux 6.18 machine, seen by root. */
  readonly identity?: Partial<Identity>;
  /** By id, as in `NamespaceRef`. One that is not here can be entered, and has no sockets to ask for. */
  readonly namespaces?: Readonly<Record<number, FakeNamespace>>;
  /** Wall clock at the start. @default 0 */
  readonly epochMs?: number;
}

/** A kernel that keeps a record. */
export interface FakeKernel extends Kernel {
  /** What was done, in order: `read PATH`, `list PATH`, `enter ID`, `leave ID`, `sockDiag ID`, `close`. */
  readonly log: string[];
}

const IDENTITY: Identity = {
  platform: 'linux',
  arch: 'x64',
  hostname: 'web-1',
  release: '6.18.0',
  cpus: 2,
  memoryBytes: 24e9,
  uptimeSeconds: 86_400,
  pid: 4_242,
  uid: 0,
};

/** A kernel that behaves as `world` says. Time passes only in `sleepMs`, and there at once. */
export function fakeKernel(world: FakeWorld = {}): FakeKernel {
  const log: string[] = [];
  let nowMs = 0;
  let inside: number | undefined;
  const overlay = () => (inside === undefined ? {} : (world.namespaces?.[inside]?.files ?? {}));
  const close = () => void log.push('close');
  return {
    log,
    identity: { ...IDENTITY, ...world.identity },
    epochMs: () => (world.epochMs ?? 0) + nowMs,
    monotonicMs: () => nowMs,
    async sleepMs(ms, signal) {
      if (signal?.aborted !== true) nowMs += ms;
    },
    ...fakeFiles(world, overlay, log),

    within({ id, path }, work) {
      if (inside === id) return synchronous(work());
      if (inside !== undefined) throw new TypeError('Cannot enter a namespace: already inside one');
      const code = path === undefined ? undefined : world.fail?.[path];
      if (code !== undefined) throw new SysError('open', path ?? '', code);
      log.push(`enter ${id}`);
      inside = id;
      try {
        return synchronous(work());
      } finally {
        inside = undefined;
        log.push(`leave ${id}`);
      }
    },

    namespaceCookie: () => undefined,

    *sockDiag({ id, path }, request) {
      log.push(`sockDiag ${id}`);
      const code = path === undefined ? undefined : world.fail?.[path];
      if (code !== undefined) throw new SysError('open', path ?? '', code);
      const replies = world.namespaces?.[id]?.replies?.(request);
      if (replies instanceof SysError) throw replies;
      if (replies === undefined)
        throw new SysError('socket', 'netlink:sock_diag', 'EPROTONOSUPPORT');
      yield* replies;
    },
    close,
    [Symbol.dispose]: close,
  };
}

function synchronous<T>(result: T): T {
  if (typeof result === 'object' && result !== null && 'then' in result) {
    throw new TypeError('Cannot run asynchronous work inside a namespace');
  }
  return result;
}
