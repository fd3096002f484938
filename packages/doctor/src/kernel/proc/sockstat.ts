/**
 * /proc/net/sockstat and sockstat6: how many sockets there are.
 *
 * `inuse` and `tw` belong to the namespace; `orphan`, `alloc` and `mem` to the whole kernel (measured
 * on Linux 6.18). `tw` counts orphaned FIN_WAIT2 too.
 * Source: net/ipv4/proc.c, net/ipv6/proc.c.
 * @module
 */
import { DecodeError, SysError } from '../../errors.ts';
import type { Sockstat } from '../../model/snapshot.ts';
import type { Kernel } from '../kernel.ts';

/** Reads both files; without IPv6 there is only the first. @throws {SysError} */
export function readSockstat(kernel: Kernel): Sockstat {
  const v4 = kernel.readText('/proc/net/sockstat');
  try {
    return parseSockstat(v4, kernel.readText('/proc/net/sockstat6'));
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOENT') return parseSockstat(v4, '');
    throw error;
  }
}

/**
 * @param v6 Empty without IPv6.
 * @throws {DecodeError} When a number for TCP is missing.
 */
export function parseSockstat(v4: string, v6: string): Sockstat {
  const tcp = fieldsOf(v4, 'TCP');
  return {
    inUse: needed(tcp, 'inuse') + (v6 === '' ? 0 : needed(fieldsOf(v6, 'TCP6'), 'inuse')),
    timeWait: needed(tcp, 'tw'),
    hostOrphans: needed(tcp, 'orphan'),
    hostAllocated: needed(tcp, 'alloc'),
    hostMemPages: needed(tcp, 'mem'),
  };
}

/** `TCP: inuse 1 orphan 0` as name and value. */
function fieldsOf(text: string, protocol: string): ReadonlyMap<string, string> {
  const line = text.split('\n').find((l) => l.startsWith(`${protocol}: `)) ?? '';
  const words = line.split(' ').slice(1);
  return new Map(
    words.flatMap((word, n): [string, string][] =>
      n % 2 === 0 ? [[word, words[n + 1] ?? '']] : [],
    ),
  );
}

function needed(fields: ReadonlyMap<string, string>, name: string): number {
  const text = fields.get(name) ?? '';
  if (!/^\d+$/.test(text)) throw new DecodeError(`sockstat ${name}`, 0);
  return Number(text);
}
