/**
 * One line that is written over while work goes on, on a terminal only, and only when it takes long.
 * @module
 */
import type { World } from './context.ts';

/** Work that takes less is not worth a word, ms. */
const SILENT_MS = 1_000;

/** Back to the beginning of the line, and all of it gone. */
export const ERASE = '\r\u001b[K';

/** A line on standard error. Disposing erases it. */
export interface Progress extends Disposable {
  readonly say: (text: string) => void;
}

/** Shows `text` once a second has passed, then whatever is said later. */
export function showProgress(world: Pick<World, 'err'>, text: string): Progress {
  if (!world.err.isTerminal) return { say: () => {}, [Symbol.dispose]: () => {} };
  let current = text;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    world.err.write(ERASE + current);
  }, SILENT_MS).unref();
  return {
    say: (next) => {
      current = next;
      if (shown) world.err.write(ERASE + current);
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      if (shown) world.err.write(ERASE);
    },
  };
}
