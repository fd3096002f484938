/**
 * One value: written, or put back. Read before and after, inside its namespace.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { NamespaceRef } from '../../kernel/kernel.ts';
import { sysctlPath } from '../../kernel/proc/sysctl-path.ts';
import type { Shape } from '../setting.ts';
import type { Doors } from './doors.ts';
import type { Fate, PlaceName, Step } from './entry.ts';
import { sameValue } from './same-value.ts';

/** How writing one value went. */
export type Written =
  | { readonly result: 'written' }
  /** Somebody else had changed it; nothing was written. */
  | { readonly result: 'moved on'; readonly found: string }
  /** Refused, or another value than was asked for; `kept` is what is there now when it is neither. */
  | { readonly result: 'not kept'; readonly code?: string; readonly kept?: string };

/**
 * Runs `work` inside the very namespace that is meant. A name and an inode may be another one's by now:
 * an inode is given again as soon as its namespace is gone.
 *
 * @throws {SysError} `ESTALE`: it is another one.
 */
function inside<T>(
  { kernel }: Pick<Doors, 'kernel'>,
  ref: NamespaceRef,
  { cookie }: Pick<PlaceName, 'cookie'>,
  work: () => T,
): T {
  return kernel.within(ref, () => {
    if (cookie !== undefined && String(kernel.namespaceCookie()) !== cookie)
      throw new SysError('open', ref.path ?? '', 'ESTALE');
    return work();
  });
}

/** What tells a namespace from later ones with its inode; absent where the kernel cannot tell. */
export function cookieOf(
  { kernel }: Pick<Doors, 'kernel'>,
  ref: NamespaceRef,
): Pick<PlaceName, 'cookie'> {
  try {
    const cookie = kernel.within(ref, () => kernel.namespaceCookie());
    return cookie === undefined ? {} : { cookie: String(cookie) };
  } catch (error) {
    if (error instanceof SysError) return {}; // whoever reads a value there will tell
    throw error;
  }
}

/** Reads a value inside its namespace; the error where the system refuses. */
export function readValue(
  doors: Pick<Doors, 'kernel'>,
  ref: NamespaceRef,
  { namespace, key }: Pick<Step, 'namespace' | 'key'>,
): string | SysError {
  try {
    return inside(doors, ref, namespace, () => doors.kernel.readText(sysctlPath(key)));
  } catch (error) {
    if (error instanceof SysError) return error;
    throw error;
  }
}

/** Writes the new value of a step, if the former one is still there. */
export function writeValue(
  doors: Pick<Doors, 'kernel' | 'store'>,
  ref: NamespaceRef,
  shape: Shape,
  step: Step,
): Written {
  const path = sysctlPath(step.key);
  try {
    return inside(doors, ref, step.namespace, () => {
      const found = doors.kernel.readText(path);
      if (found !== step.from) return { result: 'moved on', found };
      const code = attemptWrite(doors, path, step.to);
      const kept = doors.kernel.readText(path);
      if (code === undefined && sameValue(shape, kept, step.to)) return { result: 'written' };
      return {
        result: 'not kept',
        ...(code === undefined ? {} : { code }),
        ...(kept === step.from ? {} : { kept }),
      };
    });
  } catch (error) {
    if (error instanceof SysError) return { result: 'not kept', code: error.code };
    throw error;
  }
}

/** A refused write may have changed a part of a tuple all the same, so going on to read is needed. */
function attemptWrite({ store }: Pick<Doors, 'store'>, path: string, text: string) {
  try {
    store.writeSysctl(path, text);
    return undefined;
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
}

/** Puts the former value back, if the one there is ours. Never throws for what the system refuses. */
export function restoreValue(
  doors: Pick<Doors, 'kernel' | 'store'>,
  ref: NamespaceRef,
  shape: Shape,
  step: Step,
): Fate {
  const path = sysctlPath(step.key);
  try {
    return inside(doors, ref, step.namespace, () => {
      const found = doors.kernel.readText(path);
      if (sameValue(shape, found, step.from)) return { fate: 'back' };
      const ours = found === step.kept || sameValue(shape, found, step.to);
      if (!ours) return { fate: 'theirs', found };
      const code = attemptWrite(doors, path, step.from);
      const now = doors.kernel.readText(path);
      if (now === step.from) return { fate: 'back' };
      return { fate: 'stuck', ...(code === undefined ? {} : { code }), found: now };
    });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return hasVanished(error, ref) ? { fate: 'gone' } : { fate: 'stuck', code: error.code };
  }
}

/** The way into the namespace leads nowhere, or elsewhere. */
const hasVanished = ({ op, target, code }: SysError, { path }: NamespaceRef): boolean =>
  op === 'open' && target === path && (code === 'ENOENT' || code === 'ESTALE');
