/**
 * Node programs inside a namespace of a stage, which talk in lines of JSON.
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Place } from '../../doctor/src/lab/place.ts';

/** Refuses with status 97 to run anywhere but in the namespace whose inode is `$1`. */
const GUARD = '[ "$(readlink /proc/self/ns/net)" = "net:[$1]" ] || exit 97; shift; exec "$@"';

/** A program that runs. It is killed when it is disposed of. */
export interface Program extends AsyncDisposable {
  /** The next line that it prints. @throws When it ends instead, or takes longer than `timeoutMs`. */
  said<T>(timeoutMs?: number): Promise<T>;
  /** Sends it a line. */
  tell(word: string): void;
}

/** Starts `programs/<name>.ts` inside a place, with these arguments. */
export function startInside(place: Place, name: string, ...args: readonly string[]): Program {
  const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const command = ['sh', '-c', GUARD, 'sh', String(place.inode), process.execPath, file, ...args];
  const child = spawn('ip', ['netns', 'exec', place.name, ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  // Whoever has ended reads no more; what it said and its status tell.
  child.stdin.on('error', () => {});
  return {
    async said<T>(timeoutMs = 20_000): Promise<T> {
      const late = AbortSignal.timeout(timeoutMs);
      const line = await Promise.race([lines.next(), once(late, 'abort')]);
      if (Array.isArray(line)) throw new Error(`${name} said nothing for ${timeoutMs} ms`);
      if (line.done === true) throw new Error(`${name} has ended: ${String((await ended)[0])}`);
      return JSON.parse(line.value) as T;
    },
    tell: (word) => void child.stdin.write(`${word}\n`),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
