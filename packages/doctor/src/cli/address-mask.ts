/**
 * Replaces addresses: the same address by the same mask, different ones by different masks.
 * @module
 */
import { isIP } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * A function that masks one address and remembers it. IPv4 becomes 10.x.y.z, IPv6 an address of
 * the documentation range 2001:db8::/32, link-local stays link-local, v4-mapped stays v4-mapped.
 * Loopback and wildcard addresses, and what is no address, stay as they are.
 */
export function addressMask(): (address: string) => string {
  const known = new Map<string, string>();
  let count = 0;
  const mask = (address: string): string => {
    const plain = address.split('%')[0] ?? '';
    const [, inner] = MAPPED.exec(plain) ?? [];
    if (inner !== undefined) return `::ffff:${mask(inner)}`;
    if (isIP(plain) === 0 || isKept(plain)) return address;
    const masked = known.get(plain) ?? replacement(plain, ++count);
    known.set(plain, masked);
    return masked;
  };
  return mask;
}

const isKept = (address: string): boolean =>
  address === '0.0.0.0' ||
  address.startsWith('127.') ||
  /^(?:[0:]+|[0:]*:0*1)$/.test(address) ||
  address === '255.255.255.255';

/** The n-th mask: n in the low bits. */
function replacement(address: string, n: number): string {
  if (isIP(address) === 4) return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  const tail =
    n > 0xffff ? `${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}` : n.toString(16);
  return /^fe[89ab]/i.test(address) ? `fe80::${tail}` : `2001:db8::${tail}`;
}
