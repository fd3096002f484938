/**
 * One namespace of a stage, and how to run something inside it and nowhere else.
 * @module
 */
import { run } from './command.ts';

/** Which namespace of a stage. */
export type Side = 'client' | 'server' | 'router';

/** A namespace of a stage. */
export interface Place {
  readonly side: Side;
  /** As `ip netns` knows it: `tcpd-<id>-c`. */
  readonly name: string;
  readonly inode: number;
  /** Address in the stage's family. */
  readonly address: string;
  /** Network device towards the other side. */
  readonly device: string;
}

/** Refuses with status 97 unless it runs in the namespace whose inode is `$1`. */
export const GUARD = '[ "$(readlink /proc/self/ns/net)" = "net:[$1]" ] || exit 97; shift; ';

/**
 * Runs a shell script inside a place. `args` are `$1`, `$2` ... of the script.
 * @throws {SysError} With code 97 when it would have run anywhere else.
 */
export const inside = (
  place: Place,
  script: string,
  args: readonly string[] = [],
  input = '',
): Promise<string> =>
  run(
    'ip',
    ['netns', 'exec', place.name, 'sh', '-c', GUARD + script, 'sh', String(place.inode), ...args],
    input,
  );
