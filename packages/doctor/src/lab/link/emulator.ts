/**
 * The link emulator: a process between two TUN devices, one in each namespace of a stage. It reads
 * packets from one, keeps them for their time, and writes them to the other.
 *
 * A plain loop around ppoll(): nothing else happens in this process, so a packet waits for nobody.
 * A JSON line on standard input changes the link; each is answered with what was done so far. The end
 * of standard input ends it.
 *
 * Source: Documentation/networking/tuntap.rst.
 * @module
 */
import { readSync, writeSync } from 'node:fs';
import { C, errnoName, ioctl, open, ppoll, setns, setTimerSlackNs } from '../actor/libc.ts';
import { whyNotHere } from '../actor/whereabouts.ts';
import { goFirst, NICE } from '../go-first.ts';
import type { FullLink, LinkStats } from './link-wish.ts';
import { direction } from './direction.ts';
import type { Direction } from './direction.ts';
import type { EmulatorWish, TunEnd } from './emulated.ts';

const TUNSETIFF = 0x400454ca;
const IFF_TUN = 0x0001;
const IFF_NO_PI = 0x1000;
const O_RDWR_NONBLOCK = 0o4002;
const POLLIN = 1;
/** Nothing to do: look again after this long, ms. */
const IDLE_MS = 1_000;

const wish = JSON.parse(process.argv[2] ?? '{}') as EmulatorWish;
// The process was started inside the client's namespace; the server's is entered and not left.
const clientTun = openTun(wish.client);
enter(wish.server);
const serverTun = openTun(wish.server);
setTimerSlackNs(1);
goFirst(NICE.link);
carry(
  direction(clientTun, serverTun, wish.link, wish.link.seed),
  direction(serverTun, clientTun, wish.link, wish.link.seed + 1),
);

function refuseUnlessIn(end: TunEnd): void {
  const objection = whyNotHere({ name: end.name, inode: end.inode, home: wish.home });
  if (objection === undefined) return;
  process.stderr.write(`Cannot emulate a link: ${objection}\n`);
  process.exit(97);
}

function must(what: string, result: number): number {
  if (result >= 0) return result;
  process.stderr.write(`Cannot ${what}: ${errnoName(result)}\n`);
  return process.exit(1);
}

function enter(end: TunEnd): void {
  const file = must(`open ${end.name}`, open(`/run/netns/${end.name}`, 0));
  must(`enter ${end.name}`, setns(file, C.CLONE_NEWNET));
}

function openTun(end: TunEnd): number {
  refuseUnlessIn(end);
  const fd = must('open /dev/net/tun', open('/dev/net/tun', O_RDWR_NONBLOCK));
  const request = Buffer.alloc(40);
  request.write(end.device, 0);
  request.writeUInt16LE(IFF_TUN | IFF_NO_PI, 16);
  must('make a TUN device', ioctl(fd, TUNSETIFF, request));
  return fd;
}

function carry(fromClient: Direction, fromServer: Direction): never {
  const polled = Buffer.alloc(24);
  [clientTun, serverTun, 0].forEach((fd, n) => {
    polled.writeInt32LE(fd, n * 8);
    polled.writeInt16LE(POLLIN, n * 8 + 4);
  });
  const timeout = Buffer.alloc(16);
  const both = [fromClient, fromServer];
  report(fromClient, fromServer);
  for (;;) {
    const now = performance.now();
    const waitMs = Math.max(
      0,
      Math.min(...both.map((one) => one.deliver(now)), now + IDLE_MS) - now,
    );
    timeout.writeBigInt64LE(BigInt(Math.floor(waitMs / 1_000)), 0);
    timeout.writeBigInt64LE(BigInt(Math.floor((waitMs % 1_000) * 1e6)), 8);
    if (ppoll(polled, 3, timeout, null) <= 0) continue;
    if (polled.readInt16LE(6) !== 0) fromClient.take();
    if (polled.readInt16LE(14) !== 0) fromServer.take();
    if (polled.readInt16LE(22) !== 0) obey(fromClient, fromServer);
  }
}

/** Reads one line; lines are shorter than a pipe's atomic write, so it comes whole. */
function obey(fromClient: Direction, fromServer: Direction): void {
  const buffer = Buffer.alloc(4_096);
  const length = readSync(0, buffer);
  if (length === 0) process.exit(0);
  const link = JSON.parse(buffer.toString('utf8', 0, length)) as FullLink;
  fromClient.change(link);
  fromServer.change(link);
  report(fromClient, fromServer);
}

function report(fromClient: Direction, fromServer: Direction): void {
  const stats: LinkStats = { fromClient: fromClient.stats(), fromServer: fromServer.stats() };
  writeSync(1, `${JSON.stringify(stats)}\n`);
}
