/**
 * Looking at this machine on behalf of a command, with progress for those who wait.
 * @module
 */
import type { Survey } from '../model/survey.ts';
import type { Context } from './context.ts';
import { showProgress } from './progress.ts';
import { SAY } from './words.ts';

/** Surveys this machine as the flags ask. */
export async function look(
  context: Context,
  flags: { readonly netns?: string | readonly string[]; readonly window?: number },
): Promise<Survey> {
  const { world, lang } = context;
  using progress = showProgress(world, SAY.looking[lang]);
  const seen = await world.survey({
    signal: world.signal,
    onLook: (n, of) => progress.say(SAY.look(n, of)[lang]),
    ...(flags.netns === undefined ? {} : { netns: flags.netns }),
    ...(flags.window === undefined ? {} : { windowMs: flags.window }),
  });
  world.signal.throwIfAborted();
  return seen;
}
