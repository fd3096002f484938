/**
 * A network namespace's own addresses.
 *
 * Source: net/ipv4/fib_trie.c (`/32 host LOCAL` below an address), net/ipv6/addrconf.c (if_inet6).
 * @module
 */
import { DecodeError, SysError } from '../../errors.ts';
import { addressText, parseAddress } from '../../wire/address.ts';
import { LITTLE } from '../../wire/netlink.ts';
import type { Kernel } from '../kernel.ts';

/** A router with the whole Internet's routes would make a fib_trie of a hundred megabytes. */
const MOST_ROUTES = 100_000;

/**
 * Addresses of the namespace this is called in, IPv4 first, loopback included.
 * @throws {SysError} `EFBIG`: more than 100,000 routes, too many to read through.
 */
export function readLocalAddresses(kernel: Kernel): string[] {
  const routes = countRoutes(textIfThere(kernel, '/proc/net/fib_triestat'));
  if (routes > MOST_ROUTES) throw new SysError('read', '/proc/net/fib_trie', 'EFBIG');
  return [
    ...parseFibTrie(textIfThere(kernel, '/proc/net/fib_trie')),
    ...parseIfInet6(textIfThere(kernel, '/proc/net/if_inet6')),
  ];
}

/** Own IPv4 addresses in the trie's order, each once: the tables `main` and `local` may be one. */
export function parseFibTrie(text: string): string[] {
  const found = text.matchAll(/\|-- ([\d.]+)\n(?: +\/\d+ .*\n)*? +\/32 host LOCAL$/gm);
  return [...new Set([...found].map(([, address = '']) => address))];
}

/** IPv6 addresses of every interface. @throws {DecodeError} The offset is the line. */
export function parseIfInet6(text: string): string[] {
  return text.split('\n').flatMap((line, n) => {
    if (line === '') return [];
    const [, hex] = /^([0-9a-f]{32}) /.exec(line) ?? [];
    if (hex === undefined) throw new DecodeError('if_inet6', n);
    const view = new DataView(parseAddress(hex.match(/.{4}/g)?.join(':') ?? '').buffer);
    const word = (at: number) => view.getUint32(at, LITTLE);
    return [addressText('ipv6', [word(0), word(4), word(8), word(12)])];
  });
}

/** Routes in all tables together; 0 where the kernel keeps no such statistics. */
const countRoutes = (stat: string): number =>
  [...stat.matchAll(/^\s*Prefixes:\s+(\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);

/** Empty without this family. */
function textIfThere(kernel: Kernel, path: string): string {
  try {
    return kernel.readText(path);
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOENT') return '';
    throw error;
  }
}
