/**
 * The program's side of `heartbeat-program.ts`.
 * @module
 */

/** Says something to the test. */
export function say(name: string, facts: object = {}): void {
  process.stdout.write(`${JSON.stringify({ name, ...facts })}\n`);
}

/** The settings the test has started this program with. */
export const settings = (): unknown => JSON.parse(process.argv[2] ?? '{}');
