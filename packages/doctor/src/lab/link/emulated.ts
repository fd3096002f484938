/**
 * The link by our own emulator, as the parent sees it.
 * @module
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createInterface } from 'node:readline';
import { SysError } from '../../errors.ts';
import { entry } from '../entry.ts';
import { HOME_INODE } from '../home.ts';
import type { FullLink, Link, LinkStats, OpenLink } from './link-wish.ts';
import { fullLink } from './link-wish.ts';
import type { Place } from '../place.ts';
import { inside } from '../place.ts';

const TUN = '/dev/net/tun';
/** Packets the kernel keeps for the emulator while that is busy: 60 ms of 100 Mbit/s. */
const TX_QUEUE = 2_000;

/** Why TUN cannot be used here, or `undefined` when it can. */
export function tunReason(): string | undefined {
  try {
    accessSync(TUN, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return `${TUN}: ${(error as NodeJS.ErrnoException).code}`;
  }
}

/** What the emulator needs to know of a namespace. */
export interface TunEnd {
  readonly name: string;
  readonly inode: number;
  readonly device: string;
}

/** The emulator's only argument, as JSON. */
export interface EmulatorWish {
  readonly home: number;
  readonly client: TunEnd;
  readonly server: TunEnd;
  readonly link: FullLink;
}

/** Starts the emulator inside the client's namespace; the TUN devices live as long as it does. */
export async function openEmulator(link: Link, client: Place, server: Place): Promise<OpenLink> {
  const wish: EmulatorWish = {
    home: HOME_INODE,
    client: { name: client.name, inode: client.inode, device: client.device },
    server: { name: server.name, inode: server.inode, device: server.device },
    link: fullLink(link),
  };
  const args = ['netns', 'exec', client.name, process.execPath, entry('emulator')];
  const child = spawn('ip', [...args, JSON.stringify(wish)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { promise: gone, resolve: isGone } = Promise.withResolvers<void>();
  let waiting: PromiseWithResolvers<LinkStats> | undefined;
  child.on('error', () => isGone());
  child.stdin.on('error', () => {}); // the end of the process is reported below
  child.on('close', (status, signal) => {
    waiting?.reject(new SysError('emulate', 'link', String(signal ?? status)));
    isGone();
  });
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting?.resolve(JSON.parse(line) as LinkStats),
  );
  const next = (): Promise<LinkStats> => (waiting = Promise.withResolvers<LinkStats>()).promise;
  await next();
  return {
    kind: 'emulator',
    shape: async () => {
      const queue = (place: Place) =>
        inside(place, `ip link set ${place.device} txqueuelen ${TX_QUEUE}`);
      await Promise.all([queue(client), queue(server)]);
    },
    change: (changed) => {
      child.stdin.write(`${JSON.stringify(fullLink(changed))}\n`);
      return next();
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
