/**
 * Runs a program that may not make netlink sockets, as some container runtimes and sandboxes have it.
 *
 * Arguments: the errno that `socket()` shall fail with, then program and arguments.
 * Source: man 2 seccomp; struct seccomp_data: the number of the call at 0, its first argument at 16.
 * @module
 */
import { createRequire } from 'node:module';

const PR_SET_NO_NEW_PRIVS = 38;
const PR_SET_SECCOMP = 22;
const SECCOMP_MODE_FILTER = 2;
const RET_ERRNO = 0x5_0000;
const RET_ALLOW = 0x7fff_0000;
const AF_NETLINK = 16;
const SYS_SOCKET: Readonly<Record<string, number>> = { x64: 41, arm64: 198 };

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** Instructions as code, jump if true, jump if false, constant. */
const filter = (errno: number, socket: number) =>
  [
    [LOAD, 0, 0, 0],
    [JUMP_IF_EQUAL, 0, 3, socket],
    [LOAD, 0, 0, 16],
    [JUMP_IF_EQUAL, 0, 1, AF_NETLINK],
    [RETURN, 0, 0, RET_ERRNO | errno],
    [RETURN, 0, 0, RET_ALLOW],
  ] as const;

function assembled(program: ReturnType<typeof filter>): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [at, [code, ifTrue, ifFalse, constant]] of program.entries()) {
    bytes.writeUInt16LE(code, at * 8);
    bytes.writeUInt8(ifTrue, at * 8 + 2);
    bytes.writeUInt8(ifFalse, at * 8 + 3);
    bytes.writeUInt32LE(constant, at * 8 + 4);
  }
  return bytes;
}

interface Koffi {
  load(path: null): { func(prototype: string): (...args: unknown[]) => number };
  address(buffer: Buffer): bigint;
}

const [errno, file = '', ...args] = process.argv.slice(2);
const socket = SYS_SOCKET[process.arch];
if (socket === undefined || process.execve === undefined) {
  throw new Error(`Cannot forbid netlink on ${process.arch} with Node ${process.version}`);
}
const koffi = createRequire(import.meta.url)('koffi') as Koffi;
const prctl = koffi.load(null).func('int prctl(int, size_t, size_t, size_t, size_t)');
const program = filter(Number(errno), socket);
const instructions = assembled(program);
const header = Buffer.alloc(16);
header.writeUInt16LE(program.length, 0);
header.writeBigUInt64LE(koffi.address(instructions), 8);
if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) !== 0) throw new Error('Cannot set no_new_privs');
if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, koffi.address(header), 0, 0) !== 0) {
  throw new Error('Cannot set a seccomp filter');
}
process.execve(file, [file, ...args], process.env);
