/**
 * Actors as the parent sees them: a typed function per operation.
 * @module
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SysError } from '../errors.ts';
import type { OpName, Ops } from './actor/ops.ts';
import { OP_NAMES } from './actor/ops.ts';
import { entry } from './entry.ts';
import type { Place } from './place.ts';
import { HOME_INODE } from './home.ts';

/** Exit status of an actor that was not where it should be. */
export const REFUSED = 97;

type Calls = { readonly [K in OpName]: (args: Ops[K]['args']) => Promise<Ops[K]['result']> };

/** A process inside a namespace of a stage; see `actor/ops.ts` for what it can do. */
export interface Actor extends Calls, AsyncDisposable {
  readonly pid: number;
  readonly place: Place;
  /** SIGSTOP: a hung program. Operations wait until `resume`. */
  readonly freeze: () => void;
  /** SIGCONT. */
  readonly resume: () => void;
  /** SIGKILL: a crashed program; the kernel closes its sockets. Answers when it is gone. */
  readonly kill: () => Promise<void>;
}

interface Pending {
  readonly op: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** How an actor's process is started, without starting it; the test of the refusal needs it too. */
export const actorCommand = (place: Place, title: string): readonly string[] => [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  entry('actor'),
  place.name,
  String(place.inode),
  String(HOME_INODE),
  place.address,
  title,
];

/**
 * Starts an actor and waits until it is ready.
 *
 * @param title Its process name, 15 characters at most, as a finding will show it.
 * @param prefix A program and arguments that run it, inside the namespace: as another user, say.
 * @throws {SysError} When it ends instead, with its exit status (97: it refused) as `code`.
 */
export async function startActor(
  place: Place,
  title: string,
  prefix: readonly string[] = [],
): Promise<Actor> {
  const command = [...prefix, ...actorCommand(place, title)];
  const child = spawn('ip', ['netns', 'exec', place.name, ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const wire = connectTo(child, title);
  await wire.call(0, 'start');
  return actorOf(child, place, wire);
}

interface Wire {
  call(id: number, op: string, args?: unknown): Promise<unknown>;
  readonly gone: Promise<void>;
}

function connectTo(child: ChildProcess, title: string): Wire {
  const pending = new Map<number, Pending>();
  const { promise: gone, resolve: isGone } = Promise.withResolvers<void>();
  if (child.stdin === null || child.stdout === null) throw new Error('Actor without pipes');
  const { stdin, stdout } = child;
  createInterface({ input: stdout }).on('line', (line) => settle(pending, line));
  stdin.on('error', () => {}); // the end of the process is reported below
  child.on('error', () => isGone());
  child.on('close', (status, signal) => {
    for (const { op, reject } of pending.values()) {
      reject(new SysError(op, `actor ${title}`, String(signal ?? status)));
    }
    pending.clear();
    isGone();
  });
  return {
    gone,
    call: (id, op, args) =>
      new Promise((resolve, reject) => {
        const over = child.exitCode ?? child.signalCode;
        if (over !== null) return reject(new SysError(op, `actor ${title}`, String(over)));
        pending.set(id, { op, resolve, reject });
        if (id > 0) stdin.write(`${JSON.stringify({ id, op, args })}\n`);
      }),
  };
}

function settle(pending: Map<number, Pending>, line: string): void {
  const message = JSON.parse(line) as {
    readonly id: number;
    readonly result?: unknown;
    readonly error?: { readonly code: string; readonly message: string };
  };
  const waiting = pending.get(message.id);
  pending.delete(message.id);
  if (message.error === undefined) return waiting?.resolve(message.result);
  const { code, message: cause } = message.error;
  waiting?.reject(new SysError(waiting.op, 'actor', code, { cause }));
}

function actorOf(child: ChildProcess, place: Place, wire: Wire): Actor {
  let id = 0;
  const calls = Object.fromEntries(
    OP_NAMES.map((op) => [op, (args: unknown) => wire.call((id += 1), op, args)]),
  ) as unknown as Calls;
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await wire.gone;
  };
  return {
    ...calls,
    pid: child.pid ?? 0,
    place,
    freeze: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
