/**
 * The file of its own with which a confirmed apply outlives a restart: /etc/sysctl.d/60-tcpdoctor-ID.conf.
 * @module
 */
import { SysError } from '../../errors.ts';
import type { Lang } from '../../model/text.ts';
import type { Doors } from './doors.ts';
import type { Entry, FileFate, Step } from './entry.ts';
import { removeQuietly, temporaryOf, writeDurably } from './journal.ts';

/** Where systemd-sysctl and procps read what an administrator has set. */
export const SYSCTL_DIR = '/etc/sysctl.d';

/** A file of ours and what is in it. */
export type OwnFile = NonNullable<Entry['file']>;

/** How values are to be written into a file. */
export interface PersistOptions {
  /** `/etc/sysctl.d`. */
  readonly directory: string;
  /** Language of the reasons in it. */
  readonly lang: Lang;
}

/** Readable by everybody, as the others in that directory. */
const MODE = 0o644;

const nameOf = (id: string): string => `60-tcpdoctor-${id}.conf`;

/** Steps that a file can repeat at the next start: those of the host's own namespace. */
export const lastingSteps = ({ steps }: Entry): Step[] =>
  steps.filter(({ namespace }) => namespace.name === 'host');

/** The file with some steps of an entry, not yet written. */
export function fileFor(
  entry: Entry,
  steps: readonly Step[],
  { directory, lang }: PersistOptions,
): OwnFile {
  const lines = [
    comment(`Written by ${entry.tool}: settings applied on ${entry.at} and confirmed.`),
    comment(`tcpdoctor rollback ${entry.id} takes them back and removes this file.`),
    ...steps.flatMap(({ key, from, to, rule, why }) => [
      '',
      comment(rule === undefined ? why[lang] : `${rule}: ${why[lang]}`),
      comment(`before: ${from}`),
      `${key} = ${oneLine(to)}`,
    ]),
  ];
  return { path: `${directory}/${nameOf(entry.id)}`, text: `${lines.join('\n')}\n` };
}

/** Words of a plan must not break out of their comment. */
const comment = (text: string): string => `# ${oneLine(text)}`;

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** Writes it, whole and durably. @throws {SysError} */
export const writeFile = ({ store }: Doors, { path, text }: OwnFile): void =>
  writeDurably(store, path, text, MODE);

/** Whether the file is there as it was written, was changed by somebody, or is not there. @throws {SysError} */
export function fileState(
  { kernel }: Pick<Doors, 'kernel'>,
  { path, text }: OwnFile,
): 'ours' | 'theirs' | 'absent' {
  try {
    return kernel.readText(path) === text ? 'ours' : 'theirs';
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOENT') return 'absent';
    throw error;
  }
}

/** Removes the file if it is still as it was written. What the journal names otherwise is not touched. */
export function removeFile(doors: Doors, id: string, file: OwnFile): FileFate {
  if (!file.path.endsWith(`/${nameOf(id)}`)) return 'theirs';
  try {
    removeQuietly(doors.store, temporaryOf(file.path)); // of a confirm that was killed
    const state = fileState(doors, file);
    if (state !== 'ours') return state;
    doors.store.remove(file.path);
    doors.store.sync(file.path.slice(0, file.path.lastIndexOf('/')));
    return 'removed';
  } catch (error) {
    if (error instanceof SysError) return 'stuck';
    throw error;
  }
}
