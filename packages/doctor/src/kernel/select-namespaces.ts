/**
 * Which namespaces a person meant: `--netns all|current|NAME,…|pid:N`.
 * @module
 */
import { SysError, UsageError } from '../errors.ts';
import type { Text } from '../model/text.ts';
import type { Kernel } from './kernel.ts';
import { findNamespaces, namespaceId } from './namespaces.ts';
import type { FoundNamespace, NamespaceSearch } from './namespaces.ts';

/** The namespaces somebody meant, among all there are. */
export interface Selection extends NamespaceSearch {
  /** All that the search found: a process may hold sockets of a namespace it is not in. */
  readonly everywhere: readonly FoundNamespace[];
}

/**
 * Finds the namespaces that each of `choices` names, once each, in that order: `all`, `current`, a name as
 * `findNamespaces` gives it, or `pid:N` for the one process N is in.
 *
 * @throws {UsageError} When there is none, or the process cannot be looked at.
 * @throws {SysError} When there is no /proc.
 */
export function selectNamespaces(kernel: Kernel, ...choices: readonly string[]): Selection {
  const search = findNamespaces(kernel);
  const everywhere = search.namespaces;
  const chosen = new Set(choices.flatMap((choice) => chosenBy(kernel, choice, everywhere)));
  return { ...search, namespaces: [...chosen], everywhere };
}

function chosenBy(
  kernel: Kernel,
  choice: string,
  everywhere: readonly FoundNamespace[],
): readonly FoundNamespace[] {
  if (choice === 'all') return everywhere;
  const namespaces = everywhere.filter(chooser(kernel, choice));
  if (namespaces.length === 0) throw unknownName(choice, everywhere);
  return namespaces;
}

function chooser(kernel: Kernel, choice: string): (namespace: FoundNamespace) => boolean {
  if (choice === 'current') return ({ ref }) => ref.path === undefined;
  const [, pid] = /^pid:(\d+)$/.exec(choice) ?? [];
  if (pid === undefined) return ({ name }) => name === choice;
  const wanted = idOfPid(kernel, Number(pid));
  return ({ id }) => id === wanted;
}

function idOfPid(kernel: Kernel, pid: number): number {
  try {
    return namespaceId(kernel, pid);
  } catch (cause) {
    if (!(cause instanceof SysError)) throw cause;
    throw new UsageError(cause.code === 'ENOENT' ? noProcess(pid) : closed(pid, cause.code), {
      cause,
    });
  }
}

const noProcess = (pid: number): Text => ({
  en: `There is no process ${pid}`,
  ko: `PID ${pid} 프로세스가 없습니다`,
});

const closed = (pid: number, code: string): Text => ({
  en: `Cannot look at the network namespace of process ${pid} (${code}); run as root`,
  ko: `PID ${pid} 프로세스의 네트워크 네임스페이스를 볼 수 없습니다 (${code}). root로 실행하십시오`,
});

function unknownName(choice: string, namespaces: readonly FoundNamespace[]): UsageError {
  const shown = namespaces.slice(0, 20).map(({ name }) => name);
  const names = [...shown, ...(shown.length < namespaces.length ? ['…'] : [])].join(', ');
  return new UsageError({
    en: `Cannot find a network namespace called "${choice}". There are: ${names}`,
    ko: `이름이 "${choice}"인 네트워크 네임스페이스가 없습니다. 있는 것: ${names}`,
  });
}
