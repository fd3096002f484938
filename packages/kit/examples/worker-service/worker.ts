/**
 * The heavy work: a password hash that takes its time on purpose.
 * @module
 */
import { scryptSync } from 'node:crypto';

/** Answers the hash in hexadecimal digits. */
export default function hash(password: string): string {
  return scryptSync(password, 'a salt per user, in real life', 32, { N: 2 ** 14 }).toString('hex');
}
