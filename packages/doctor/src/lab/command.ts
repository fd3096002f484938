/**
 * Runs `ip`, `nft` and the like, and says what they said when they fail.
 * @module
 */
import { execFile } from 'node:child_process';
import { SysError } from '../errors.ts';

/** Longest any of these programs may take, ms. */
const PATIENCE_MS = 20_000;
const MAX_OUTPUT_BYTES = 64 << 20;

/**
 * Runs a program to its end and answers its standard output.
 *
 * @param input Written to its standard input.
 * @throws {SysError} `code` is the exit status or the errno; what it wrote to stderr is in the target.
 */
export function run(file: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: PATIENCE_MS, maxBuffer: MAX_OUTPUT_BYTES };
    const child = execFile(file, args, limits, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = stderr.trim() === '' ? '' : ` (${stderr.trim()})`;
      const code = error.code ?? error.signal ?? 'EUNKNOWN';
      reject(new SysError('run', `${[file, ...args].join(' ')}${said}`, String(code)));
    });
    // A program may end without reading all of it; its exit status tells, not EPIPE.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
