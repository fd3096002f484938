/**
 * Conversations with the kernel's sock_diag over netlink.
 *
 * A netlink socket belongs for life to the namespace it was made in. It is made inside once, kept, and
 * used from outside afterwards. A conversation that did not reach its end takes its socket along:
 * late replies die with it.
 *
 * Source: man 7 netlink, man 7 sock_diag.
 * @module
 */
import { SysError } from '../errors.ts';
import { align4, FLAG, HEADER_BYTES, LITTLE, MESSAGE } from '../wire/netlink.ts';
import type { Libc } from './ffi.ts';
import type { Kernel, NamespaceRef } from './kernel.ts';
import type { NamespaceDoor } from './linux-within.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2_000_000;
const NETLINK_SOCK_DIAG = 4;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const MSG_TRUNC = 0x20;

/** A reply that takes longer never comes: a dump is made while we read it. */
const PATIENCE_S = 5;

/** The kernel packs at most 32 KB into one reply (netlink_dump); 64 KB leaves room. */
const BUFFER_BYTES = 64 * 1024;

/** `Kernel.sockDiag` and the end of the sockets it keeps. */
export interface SockDiag {
  readonly dump: Kernel['sockDiag'];
  close(): void;
}

/**
 * @param libc Called at the first dump.
 * @param within Runs work inside a namespace.
 */
export function sockDiagSockets(libc: () => Libc, within: NamespaceDoor['within']): SockDiag {
  /** Sockets at rest, by namespace id. One in use is not here, so that nobody else takes it. */
  const resting = new Map<number, number>();
  const spareBuffers: Uint8Array[] = [];

  function closeResting(): void {
    for (const fd of resting.values()) libc().close(fd);
    resting.clear();
  }

  function take(system: Libc, namespace: NamespaceRef): number {
    const kept = resting.get(namespace.id);
    if (kept !== undefined) {
      resting.delete(namespace.id);
      return kept;
    }
    try {
      return within(namespace, () => openSocket(system));
    } catch (error) {
      const full = error instanceof SysError && error.code === 'EMFILE';
      if (!full || resting.size === 0) throw error;
      closeResting();
      return within(namespace, () => openSocket(system));
    }
  }

  function putBack(system: Libc, namespace: NamespaceRef, fd: number): void {
    if (resting.has(namespace.id)) system.close(fd);
    else resting.set(namespace.id, fd);
  }

  function* dump(namespace: NamespaceRef, request: Uint8Array): Generator<Uint8Array> {
    const system = libc();
    const fd = take(system, namespace);
    const buffer = spareBuffers.pop() ?? new Uint8Array(BUFFER_BYTES);
    let ended = false;
    try {
      system.send(fd, request);
      for (;;) {
        const reply = receive(system, fd, buffer);
        ended = endsConversation(reply);
        yield reply;
        if (ended) return;
      }
    } finally {
      spareBuffers.push(buffer);
      if (ended) putBack(system, namespace, fd);
      else system.close(fd);
    }
  }

  return { dump, close: closeResting };
}

function openSocket(libc: Libc): number {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  const timeval = BigInt64Array.of(BigInt(PATIENCE_S), 0n);
  try {
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeval.buffer));
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  return fd;
}

const refused = (code: string, cause?: unknown) =>
  new SysError('recv', 'netlink:sock_diag', code, { cause });

function receive(libc: Libc, fd: number, buffer: Uint8Array): Uint8Array {
  let length: number;
  try {
    length = libc.recv(fd, buffer, MSG_TRUNC);
  } catch (error) {
    if (error instanceof SysError && error.code === 'EAGAIN') throw refused('ETIMEDOUT', error);
    throw error;
  }
  if (length > buffer.length) throw refused('EMSGSIZE');
  if (length < HEADER_BYTES) throw refused('EBADMSG');
  return buffer.subarray(0, length);
}

/**
 * Whether nothing will follow these messages: one of them says so, or is not part of a series. A
 * length that leads nowhere is not an end; the decoder downstream complains and the socket is dropped.
 */
function endsConversation(reply: Uint8Array): boolean {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
  for (let at = 0; at + HEADER_BYTES <= reply.length;) {
    const length = view.getUint32(at, LITTLE);
    const type = view.getUint16(at + 4, LITTLE);
    if (type === MESSAGE.done || type === MESSAGE.error) return true;
    if ((view.getUint16(at + 6, LITTLE) & FLAG.multi) === 0) return true;
    if (length < HEADER_BYTES) return false;
    at += align4(length);
  }
  return false;
}
