/**
 * The running machine as lint needs it, read once, in the network namespace that the files are for.
 * @module
 */
import { SysError, UnsupportedError } from '../../errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { selectNamespaces } from '../../kernel/select-namespaces.ts';
import { plainValue } from '../value.ts';
import type { Running } from './context.ts';
import { procPath } from '../../kernel/sysctl-files/parse-file.ts';

/** There in the first network namespace alone, whatever the kernel was built with. */
const FIRST_ONLY = '/proc/sys/net/core/netdev_max_backlog';

/** Read beside the keys of the files. */
const ALWAYS = [
  'net.ipv4.tcp_available_congestion_control',
  'net.ipv4.tcp_allowed_congestion_control',
];

/**
 * Reads the values of `keys`; `undefined` when nobody asked for a namespace and the host's, the one that
 * files are applied to at boot, cannot be entered.
 *
 * @param netns As `selectNamespaces` takes it. @default 'host'
 * @throws {UsageError} When there is no such namespace.
 * @throws {SysError} When the one that was asked for cannot be entered.
 */
export function readRunning(
  kernel: Kernel,
  keys: readonly string[],
  netns?: string,
): Running | undefined {
  try {
    const [found] = selectNamespaces(kernel, netns ?? 'host').namespaces;
    if (found === undefined) return undefined;
    return kernel.within(found.ref, () => readHere(kernel, found.name, keys));
  } catch (error) {
    const isRefusal = error instanceof SysError || error instanceof UnsupportedError;
    if (isRefusal && netns === undefined) return undefined;
    throw error;
  }
}

function readHere(kernel: Kernel, namespace: string, keys: readonly string[]): Running {
  const values = new Map<string, string | undefined>();
  for (const key of [...keys, ...ALWAYS]) {
    const read = readValue(kernel, procPath(key));
    if (read !== 'absent') values.set(key, read.value);
  }
  return {
    namespace,
    value: (key) => values.get(key),
    exists: (key) => values.has(key),
    isFirstNamespace: readValue(kernel, FIRST_ONLY) !== 'absent',
    memoryBytes: kernel.identity.memoryBytes,
    modules: modulesOf(kernel),
  };
}

/** The value, nothing where it may not be read (some keys can only be written), or that it is not there. */
function readValue(
  kernel: Kernel,
  path: string,
): 'absent' | { readonly value: string | undefined } {
  try {
    return { value: plainValue(kernel.readText(path)) };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return ['ENOENT', 'ENOTDIR'].includes(error.code) ? 'absent' : { value: undefined };
  }
}

/** Modules on disk and in the kernel, by name; `undefined` where depmod has left no list. */
function modulesOf(kernel: Kernel): ReadonlySet<string> | undefined {
  const folder = `/lib/modules/${kernel.identity.release}`;
  const texts = ['modules.dep', 'modules.builtin'].flatMap((name) => {
    const read = readValue(kernel, `${folder}/${name}`);
    return read === 'absent' ? [] : [read.value ?? ''];
  });
  if (texts.length === 0) return undefined;
  const names = texts.flatMap((text) => [...text.matchAll(/([^/\s]+)\.ko(?:\.\w+)?(?=[:\s]|$)/g)]);
  return new Set(names.map(([, name = '']) => name.replaceAll('-', '_')));
}
