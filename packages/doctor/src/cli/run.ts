/**
 * A command line from its words to its outcome. Prints reports, help and refusals; leaves errors and
 * exit codes to `main.ts`.
 * @module
 */
import { run as runApp } from '@stricli/core';
import { buildApp, DEFAULT_COMMAND } from './app.ts';
import { COMPLETE, complete } from './complete.ts';
import type { Context, Outcome, World } from './context.ts';
import type { Globals } from './globals.ts';
import { colorFor } from './style.ts';
import { isCommand } from './help.ts';
import { USAGE } from './usage-words.ts';

/** Flags that belong to tcpdoctor itself, not to the default command. */
const OWN_FLAGS = new Set(['--help', '-h', '--version', '-v']);

/** Runs a command line. Never throws. */
export async function runCommandLine(world: World, globals: Globals): Promise<Outcome> {
  const { lang } = globals;
  let outcome: Outcome | undefined;
  const process = {
    stdout: { write: world.out.write },
    stderr: { write: world.err.write },
    env: world.env,
    exitCode: null as number | string | null,
  };
  const context: Context = {
    process,
    world,
    typed: globals.typed,
    lang,
    color: colorFor(world, globals.colorWanted),
    end: (how) => void (outcome = how),
  };
  const app = buildApp(lang);
  const argv = withCommand(globals.argv);
  if (argv[0] === COMPLETE) return complete(app, argv.slice(argv[1] === '--' ? 2 : 1), context);
  await runApp(app, argv, context);
  if (outcome !== undefined) return outcome;
  if (process.exitCode === 0) return { kind: 'done', status: 0 };
  const [first = ''] = argv;
  const about = isCommand(app, first) ? ` ${first}` : '';
  world.err.write(`${USAGE.seeHelp(`tcpdoctor${about}`)[lang]}\n`);
  return { kind: 'usage' };
}

/** `tcpdoctor --json` is `tcpdoctor check --json`; `tcpdoctor help X` is `tcpdoctor X --help`. */
function withCommand(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first === 'help') return [...rest.slice(0, 1), '--help'];
  const named = first !== undefined && (OWN_FLAGS.has(first) || !first.startsWith('-'));
  return named ? argv : [DEFAULT_COMMAND, ...argv];
}
