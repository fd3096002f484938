/**
 * Work that takes CPU time, always the same.
 * @module
 */
import { pbkdf2Sync } from 'node:crypto';

/** Hashes a password in so many rounds; of none, it does nothing. */
export default function work(rounds: number): number {
  return rounds === 0 ? 0 : pbkdf2Sync('password', 'salt', rounds, 32, 'sha256').length;
}
