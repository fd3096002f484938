/**
 * Is this process where it may make traffic? Three questions, each enough to refuse.
 * @module
 */
import { statSync } from 'node:fs';

/** Where the process was told it would be. */
export interface Expected {
  /** Name of the namespace, as `ip netns` knows it. */
  readonly name: string;
  readonly inode: number;
  /** Inode of the namespace the lab was started from. */
  readonly home: number;
}

/** Only namespaces of the lab have such names. */
export const STAGE_NAME = /^tcpd-[a-z0-9]+-[csr]$/;

/** `undefined` when it is not there, or (process 1, without CAP_SYS_PTRACE) not ours to see. */
function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}

/** The reason to refuse, or `undefined` when this is a namespace of the lab and the one expected. */
export function whyNotHere(expected: Expected): string | undefined {
  const here = inodeOf('/proc/self/ns/net');
  if (!STAGE_NAME.test(expected.name)) return `${expected.name} is not a name the lab gives`;
  if (here === undefined) return 'cannot tell which network namespace this is';
  if (here === expected.home) return 'this is the namespace the lab was started from';
  if (here === inodeOf('/proc/1/ns/net')) return 'this is the namespace of process 1';
  if (here !== expected.inode) return `this is namespace ${here}, not ${expected.inode}`;
  if (here !== inodeOf(`/run/netns/${expected.name}`)) return `this is not ${expected.name}`;
  return undefined;
}
