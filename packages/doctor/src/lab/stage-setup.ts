/**
 * Makes the namespaces of a stage and joins them.
 * @module
 */
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './command.ts';
import { until } from './until.ts';

/** Addresses are the same on every stage: nothing outside can reach them. */
export const ADDRESSES = {
  ipv4: { client: '10.9.1.2', server: '10.9.1.1' },
  ipv6: { client: 'fd09:1::2', server: 'fd09:1::1' },
} as const;

/** Name of the device in each namespace. */
export const DEVICE = 'eth0';

/** `ip -n NAME ARGS`. */
const ip = (name: string, args: string): Promise<string> =>
  run('ip', ['-n', name, ...args.split(' ')]);

/** Runs many `ip` lines inside a namespace. */
export const ipBatch = (name: string, lines: readonly string[]): Promise<string> =>
  run('ip', ['-n', name, '-batch', '-'], `${lines.join('\n')}\n`);

/** Creates a named namespace with its loopback up; answers its inode. */
export async function addNamespace(name: string): Promise<number> {
  await run('ip', ['netns', 'add', name]).catch(async (cause: unknown) => {
    // The very first `ip netns add` of a machine may race with another one.
    await pause(50);
    await run('ip', ['netns', 'add', name]).catch(() => {
      throw cause;
    });
  });
  await ip(name, 'link set lo up');
  // Duplicate address detection would keep IPv6 waiting for a second.
  const noDad =
    'cd /proc/sys/net/ipv6/conf/default && echo 0 > accept_dad && echo 0 > dad_transmits';
  await run('ip', ['netns', 'exec', name, 'sh', '-c', noDad]);
  return statSync(`/run/netns/${name}`).ino;
}

/** A veth pair between two namespaces, still without addresses. */
export const addVeth = (a: string, deviceA: string, b: string, deviceB: string): Promise<string> =>
  ip(a, `link add ${deviceA} type veth peer name ${deviceB} netns ${b}`);

/** Gives client and server their addresses on `DEVICE`, and routes for addresses nobody has. */
export async function addressBoth(client: string, server: string): Promise<void> {
  const both = (side: 'client' | 'server'): string[] => [
    `link set ${DEVICE} up`,
    `addr add ${ADDRESSES.ipv4[side]}/24 dev ${DEVICE}`,
    `addr add ${ADDRESSES.ipv6[side]}/64 dev ${DEVICE} nodad`,
  ];
  await Promise.all([ipBatch(client, both('client')), ipBatch(server, both('server'))]);
  await ready(client, server);
  await routeNobody(server, ADDRESSES.ipv4.client, ADDRESSES.ipv6.client);
}

/** The server answers spoofed SYNs towards the client, which silently drops what is not for it. */
export const routeNobody = (server: string, via4: string, via6: string): Promise<string> =>
  ipBatch(server, [`route add 10.77.0.0/16 via ${via4}`, `route add fd09:77::/64 via ${via6}`]);

/** Waits until the devices are up and no address is tentative. */
export async function ready(...names: readonly string[]): Promise<void> {
  await until('the link to come up', async () => {
    const texts = await Promise.all(names.map((name) => ip(name, '-o link show')));
    return texts.every((text) =>
      text
        .split('\n')
        .filter((line) => line !== '' && !/: lo:/.test(line))
        .every((line) => /[<,]LOWER_UP/.test(line) && !/state DOWN/.test(line)),
    );
  });
  await until('the addresses to be usable', async () => {
    const texts = await Promise.all(names.map((name) => ip(name, '-6 addr show tentative')));
    return texts.every((text) => text.trim() === '');
  });
}
