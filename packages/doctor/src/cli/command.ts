/**
 * How commands are wired: their code is loaded when they run, and whatever they throw becomes the
 * outcome instead of the parser's message.
 * @module
 */
import type { Context, Status } from './context.ts';

/** The flags of a command that has none of its own. */
export type NoFlags = object;

/** The work of a command. Returns its exit status; throws what it could not do. */
export type Work<Flags, Args extends readonly unknown[]> = (
  context: Context,
  flags: Flags,
  ...args: Args
) => Promise<Status>;

/** A function as the parser wants it, around work that is loaded lazily. */
export const lazily = <Flags, Args extends readonly unknown[]>(
  load: () => Promise<Work<Flags, Args>>,
): (() => Promise<(this: Context, flags: Flags, ...args: Args) => Promise<void>>) => {
  async function run(this: Context, flags: Flags, ...args: Args): Promise<void> {
    try {
      const work = await load();
      this.end({ kind: 'done', status: await work(this, flags, ...args) });
    } catch (error) {
      this.end({ kind: 'failed', error });
    }
  }
  return async () => run;
};
