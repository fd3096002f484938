/**
 * A namespace's TCP sockets, one by one, with just the fields asked for.
 * @module
 */
import { SysError } from '../errors.ts';
import type { Kernel, NamespaceRef } from '../kernel/kernel.ts';
import { STATES } from '../model/socket.ts';
import type { Family, SocketFacts, State } from '../model/socket.ts';
import { filterBytecode } from '../wire/filter.ts';
import type { SocketFilter } from '../wire/filter.ts';
import { dumpRequest } from '../wire/inet-diag-request.ts';
import type { Attribute } from '../wire/inet-diag-request.ts';
import { SocketView } from '../wire/socket-view.ts';
import { infoOf, memoryOf } from '../wire/socket-facts.ts';

/** A field of a socket, by its name in `SocketFacts`. */
export type SocketField = keyof SocketFacts;

/** How each field is read from the view, and the netlink attribute it needs. */
const READERS: { readonly [F in SocketField]-?: (view: SocketView) => SocketFacts[F] | undefined } =
  {
    cookie: (view) => view.cookie,
    family: (view) => view.family,
    state: (view) => view.state,
    local: (view) => ({ address: view.localAddress, port: view.localPort }),
    remote: (view) => ({ address: view.remoteAddress, port: view.remotePort }),
    recvQueue: (view) => view.recvQueue,
    sendQueue: (view) => view.sendQueue,
    timer: (view) => view.timer,
    timerRetries: (view) => view.timerRetries,
    timerMs: (view) => view.timerMs,
    uid: (view) => view.uid,
    inode: (view) => view.inode,
    memory: memoryOf,
    congestion: (view) => view.congestion,
    shutdown: (view) => view.shutdown,
    cgroupId: (view) => view.cgroupId,
    info: infoOf,
  };

const ATTRIBUTES: Partial<Record<SocketField, Attribute>> = {
  memory: 'memory',
  congestion: 'congestion',
  info: 'info',
};

/** Which sockets `sockets()` walks. What can be filtered in the kernel is. */
export interface SocketQuery<F extends SocketField> {
  /** @default every field */
  readonly fields?: readonly F[];
  /** @default every state */
  readonly states?: readonly State[];
  /** @default both */
  readonly families?: readonly Family[];
  /** Ports and addresses, compared in the kernel. */
  readonly filter?: SocketFilter;
}

/**
 * Walks the TCP sockets of a namespace.
 *
 * @throws {SysError} When the kernel refuses the dump, also halfway: what was yielded stays good, but is not all.
 */
export function* walkSockets<F extends SocketField = SocketField>(
  kernel: Kernel,
  namespace: NamespaceRef,
  query: SocketQuery<F> = {},
): Generator<Pick<SocketFacts, F>> {
  const fields = query.fields ?? (Object.keys(READERS) as F[]);
  const attributes = fields.flatMap((field) => ATTRIBUTES[field] ?? []);
  const filter = query.filter === undefined ? undefined : filterBytecode(query.filter);
  const view = new SocketView();
  for (const family of query.families ?? (['ipv4', 'ipv6'] as const)) {
    const request = dumpRequest({
      family,
      states: query.states ?? STATES,
      attributes,
      ...(filter === undefined ? {} : { filter }),
    });
    for (const buffer of kernel.sockDiag(namespace, request)) {
      view.attach(buffer);
      let step = view.next();
      for (; step === 'socket'; step = view.next()) yield pick(view, fields);
      if (step === 'interrupted') throw new SysError('dump', 'netlink:sock_diag', 'EINTR');
      if (step === 'error') throw new SysError('dump', 'netlink:sock_diag', `errno ${view.errno}`);
    }
  }
}

function pick<F extends SocketField>(view: SocketView, fields: readonly F[]): Pick<SocketFacts, F> {
  const socket: Partial<Record<SocketField, unknown>> = {};
  for (const field of fields) {
    const value = READERS[field](view);
    if (value !== undefined) socket[field] = value;
  }
  return socket as Pick<SocketFacts, F>;
}
