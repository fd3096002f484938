/**
 * All TCP sockets of one namespace through a fold: whole, or with the reason why not.
 * @module
 */
import { DecodeError, SysError, UnsupportedError } from '../errors.ts';
import type { Kernel, NamespaceRef } from '../kernel/kernel.ts';
import type { Family, State } from '../model/socket.ts';
import { dumpRequest } from '../wire/inet-diag-request.ts';
import type { Attribute } from '../wire/inet-diag-request.ts';
import { SocketView } from '../wire/socket-view.ts';

/** Which sockets, and what of them. */
export interface Wanted {
  readonly family: Family | 'both';
  readonly states: readonly State[];
  readonly attributes: readonly Attribute[];
  /** Kernel-side filter, see `wire/filter.ts`. */
  readonly filter?: Uint8Array;
}

/** How a dump ended: all of it, all but something changed meanwhile, or the errno it was refused with. */
export type DumpEnd = 'whole' | 'interrupted' | { readonly refused: string };

/** One view for all dumps: they never overlap. */
const VIEW = new SocketView();

/** Runs one netlink dump and shows every socket to `visit`. */
export function dump(
  kernel: Kernel,
  namespace: NamespaceRef,
  wanted: Wanted,
  visit: (view: SocketView) => void,
): DumpEnd {
  try {
    for (const buffer of kernel.sockDiag(namespace, dumpRequest(wanted))) {
      const end = walk(buffer, visit);
      if (end !== 'more') return end;
    }
    return { refused: 'cut short' };
  } catch (error) {
    if (error instanceof SysError) return { refused: error.code };
    if (error instanceof UnsupportedError) return { refused: 'no netlink' };
    if (error instanceof DecodeError) return { refused: 'not understood' };
    throw error;
  }
}

/** Shows every socket in `buffer`, which must hold a whole dump, to `visit`. */
export function walkMessages(buffer: Uint8Array, visit: (view: SocketView) => void): DumpEnd {
  const end = walk(buffer, visit);
  return end === 'more' ? { refused: 'cut short' } : end;
}

function walk(buffer: Uint8Array, visit: (view: SocketView) => void): DumpEnd | 'more' {
  VIEW.attach(buffer);
  for (;;) {
    const step = VIEW.next();
    if (step === 'socket') visit(VIEW);
    else if (step === 'end') return 'more';
    else if (step === 'done') return 'whole';
    else if (step === 'interrupted') return 'interrupted';
    else return { refused: `errno ${VIEW.errno}` };
  }
}
