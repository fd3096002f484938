/**
 * Looking at this machine on behalf of a command, with progress for those who wait.
 * @module
 */
import type { Survey } from '../model/survey.ts';
import type { Context } from './context.ts';
import { showProgress } from './progress.ts';
import { SAY } from './words.ts';

/** What to look at, and how long. */
interface Looking {
  readonly netns?: string | readonly string[];
  /** ms. */
  readonly window?: number;
}

/**
 * Surveys this machine as the flags ask.
 *
 * @param sysctls `every` for what plans are made of. @default those that rules compare
 */
export async function look(context: Context, flags: Looking, sysctls?: 'every'): Promise<Survey> {
  const { world, lang } = context;
  using progress = showProgress(world, SAY.looking[lang]);
  const seen = await world.survey({
    signal: world.signal,
    onLook: (n, of) => progress.say(SAY.look(n, of)[lang]),
    ...(flags.netns === undefined ? {} : { netns: flags.netns }),
    ...(flags.window === undefined ? {} : { windowMs: flags.window }),
    ...(sysctls === undefined ? {} : { everySysctl: true }),
  });
  world.signal.throwIfAborted();
  return seen;
}
