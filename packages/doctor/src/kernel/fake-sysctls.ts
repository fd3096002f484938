/**
 * The sysctls of a few namespaces as data that can be written.
 * @module
 */
import { SysError } from '../errors.ts';

/** Inode of the host's namespace, in which every process of a fake machine is. */
export const FAKE_HOST = 4_026_531_840;

/** Text as the kernel prints it, by dotted key, by namespace: `host`, or a name under /run/netns. */
export type SysctlTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What a write leaves behind; of a pair the second is the errno with which it fails all the same.
 */
export type Accept = (key: string, text: string, before: string) => string | [string, string];

/** Sysctls of a machine. */
export interface FakeSysctls {
  /** Every write: `blue net.core.somaxconn 4096`. */
  readonly writes: readonly string[];
  texts(): SysctlTexts;
  /** @throws {SysError} `ENOENT` */
  read(namespace: string, path: string): string;
  /** @throws {SysError} */
  write(namespace: string, path: string, text: string): void;
  /** Somebody else sets a value. */
  set(namespace: string, key: string, text: string): void;
  removeNamespace(name: string): void;
  /** It is removed, and another one of the same name and inode is made, with these values. */
  replaceNamespace(name: string, texts: Readonly<Record<string, string>>): void;
  /** As `Kernel.namespaceCookie`, of the one that has this name now. */
  cookieOf(name: string): bigint;
  /** As they were at the start. */
  reset(): void;
}

/** @param accept @default every value is taken as it is written */
export function fakeSysctls(
  initial: SysctlTexts,
  accept: Accept = (_key, text) => text,
): FakeSysctls {
  const fresh = () =>
    new Map(Object.entries(initial).map(([name, all]) => [name, new Map(Object.entries(all))]));
  const writes: string[] = [];
  const replaced = new Map<string, bigint>();
  let spaces = fresh();
  const at = (op: string, namespace: string, path: string) => {
    const key = path.slice('/proc/sys/'.length).replaceAll('/', '.');
    const text = spaces.get(namespace)?.get(key);
    if (text === undefined) throw new SysError(op, path, 'ENOENT');
    return { key, text };
  };
  return {
    writes,
    texts: () =>
      Object.fromEntries([...spaces].map(([name, all]) => [name, Object.fromEntries(all)])),
    read: (namespace, path) => at('read', namespace, path).text,
    write(namespace, path, text) {
      const { key, text: before } = at('write', namespace, path);
      writes.push(`${namespace} ${key} ${text.trim()}`);
      const accepted = accept(key, text, before);
      const [left, code] = typeof accepted === 'string' ? [accepted] : accepted;
      spaces.get(namespace)?.set(key, left);
      if (code !== undefined) throw new SysError('write', path, code);
    },
    set: (namespace, key, text) => void spaces.get(namespace)?.set(key, text),
    removeNamespace: (name) => void spaces.delete(name),
    replaceNamespace(name, texts) {
      spaces.set(name, new Map(Object.entries(texts)));
      replaced.set(name, (replaced.get(name) ?? 0n) + 1n);
    },
    cookieOf: (name) =>
      BigInt([...spaces.keys()].indexOf(name) + 1) + 1_000n * (replaced.get(name) ?? 0n),
    reset: () => void (spaces = fresh()),
  };
}
