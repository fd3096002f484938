/**
 * Opening the machine for a command that changes it.
 * @module
 */
import type { OpenDoors } from '../doors.ts';
import { NotPossibleError, UnsupportedError } from '../errors.ts';
import { STATE_DIR } from '../sysctl/apply/doors.ts';
import { againAsRoot } from './again-as-root.ts';
import { JOURNAL } from './apply-words.ts';
import type { Context } from './context.ts';

/**
 * The doors for changes, to be declared with `using`.
 * @throws {UnsupportedError} Away from Linux. @throws {NotPossibleError} Without root.
 */
export async function openForChange(context: Context, stateDir = STATE_DIR): Promise<OpenDoors> {
  const doors = await context.world.doors(stateDir);
  const { platform, uid } = doors.kernel.identity;
  if (platform === 'linux' && uid === 0) return doors;
  doors[Symbol.dispose]();
  throw platform === 'linux'
    ? new NotPossibleError(JOURNAL.needsRoot(againAsRoot(context)))
    : new UnsupportedError('linux');
}
