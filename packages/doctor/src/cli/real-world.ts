/**
 * The world as it is: this process's streams, this machine. What is heavy is loaded when it is used.
 * @module
 */
import type { Screen, World } from './context.ts';

/** @param signal Aborted by Ctrl-C. */
export const realWorld = (signal: AbortSignal): World => ({
  out: screen(process.stdout),
  err: screen(process.stderr),
  env: process.env,
  signal,
  survey: async (options) => (await import('../mod.ts')).survey(options),
  diagnose: async (survey) => (await import('../diagnose.ts')).diagnose(survey),
  rules: async () => (await import('../rules/catalog.ts')).RULES,
});

const screen = (stream: NodeJS.WriteStream): Screen => ({
  write: (text) => void stream.write(text),
  isTerminal: stream.isTTY,
  columns: stream.columns,
});
