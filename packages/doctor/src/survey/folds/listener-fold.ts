/**
 * Every listening socket, and which local ports are listened on.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { SocketView } from '../../wire/socket-view.ts';
import type { Fold } from './fold.ts';

/** Listeners kept; a host with more has other problems, and the rest still count as ports. */
const MOST_LISTENERS = 4_096;

/** Collects listeners. `limits` is false where the source does not tell them (/proc/net/tcp). */
export function listenerFold(limits: boolean): Fold & {
  readonly listeners: Listener[];
  readonly ports: ReadonlySet<number>;
} {
  const listeners: Listener[] = [];
  const ports = new Set<number>();
  return {
    listeners,
    ports,
    add(view) {
      ports.add(view.localPort);
      if (listeners.length < MOST_LISTENERS) listeners.push(listenerOf(view, limits));
    },
  };
}

function listenerOf(view: SocketView, limits: boolean): Listener {
  const { drops, cgroupId } = view;
  return {
    cookie: view.cookie,
    family: view.family,
    local: { address: view.localAddress, port: view.localPort },
    waiting: view.recvQueue,
    ...(limits ? { limit: view.sendQueue } : {}),
    ...(drops === undefined ? {} : { drops }),
    uid: view.uid,
    inode: view.inode,
    ...(cgroupId === undefined ? {} : { cgroupId }),
  };
}
