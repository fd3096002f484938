/**
 * The world as it is: this process's streams, this machine. What is heavy is loaded when it is used.
 * @module
 */
import { readdirSync } from 'node:fs';
import { DecodeError, SysError } from '../errors.ts';
import { STATE_DIR } from '../sysctl/apply/doors.ts';
import type { Screen, World } from './context.ts';

/** @param signal Aborted by Ctrl-C. */
export const realWorld = (signal: AbortSignal): World => ({
  out: screen(process.stdout),
  err: screen(process.stderr),
  env: process.env,
  signal,
  survey: async (options) => (await import('../mod.ts')).survey(options),
  diagnose: async (survey) => (await import('../diagnose.ts')).diagnose(survey),
  doors: async (stateDir) => (await import('../doors.ts')).openDoors(stateDir),
  overdue,
  ask:
    process.stdin.isTTY && process.stderr.isTTY ? (question) => ask(question, signal) : undefined,
  lint: async (options) => (await import('../mod.ts')).lint(options),
  rules: async () => (await import('../rules/catalog.ts')).RULES,
});

const screen = (stream: NodeJS.WriteStream): Screen => ({
  write: (text) => void stream.write(text),
  isTerminal: stream.isTTY,
  get columns() {
    return stream.columns; // a terminal can be resized
  },
});

/** Anything but `y` or `yes` is a no. */
async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  // Not as a terminal: Ctrl-C must reach the process as the signal it is.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(question, { signal }), closed]);
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}

/** Whether anything was ever changed on this machine, as far as this user may know. */
function hasJournal(): boolean {
  try {
    return readdirSync(STATE_DIR).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}

async function overdue(): Promise<string[]> {
  if (!hasJournal()) return [];
  const [{ openDoors }, { readJournal }, { leftAlone }] = await Promise.all([
    import('../doors.ts'),
    import('../sysctl/apply/journal.ts'),
    import('../sysctl/apply/recover.ts'),
  ]);
  using doors = openDoors(STATE_DIR);
  try {
    return leftAlone(doors, readJournal(doors).entries).map(({ id }) => id);
  } catch (error) {
    if (error instanceof SysError || error instanceof DecodeError) return [];
    throw error;
  }
}
