/**
 * `tcpdoctor capture`: look, then write what was seen to a file.
 * @module
 */
import { bytes } from '../model/text.ts';
import { printable } from '../report/printable.ts';
import { prepareCapture, writeCapture } from './capture-file.ts';
import type { CaptureFlags } from './capture.ts';
import type { Context, Status } from './context.ts';
import { look } from './look.ts';
import { maskSurvey } from './mask.ts';
import { SAY } from './words.ts';

/**
 * @returns 3 when nothing could be looked at: the file says why, and no more.
 * @throws {SysError} When the file cannot be written; nothing is left behind then.
 */
export async function runCapture(
  context: Context,
  flags: CaptureFlags,
  file: string,
): Promise<Status> {
  const { world, lang } = context;
  const masked = flags.mask === true;
  const target = await prepareCapture(file);
  const seen = await look(context, flags, 'every');
  const survey = masked ? maskSurvey(seen) : seen;
  const size = await writeCapture(target, survey, { masked, signal: world.signal });
  world.out.write(`${SAY.written(printable(file), bytes(size), masked)[lang]}\n`);
  return seen.namespaces.length === 0 ? 3 : 0;
}
