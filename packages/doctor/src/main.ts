/**
 * tcpdoctor on the command line: words in, exit status out. The only file that turns errors into exit
 * statuses. Loads nothing it does not need: `--version` must answer at once.
 * @module
 */
import { SysError, UsageError } from './errors.ts';
import type { Outcome } from './cli/context.ts';
import { VERSION } from './cli/version.ts';
import type { Lang } from './model/text.ts';

/** 0 nothing found, 1 a finding, 2 the request makes no sense, 3 could not look. */
const USAGE = 2;
const COULD_NOT = 3;

/** Killed by signal n is 128 + n, as shells count. */
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

/** After Ctrl-C, work gets this long to put things back, ms. */
const GRACE_MS = 2_000;

/** Language of problems: that of the environment until the command line has been read. */
let lang: Lang = 'en';

async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const { readGlobals, environmentLang } = await import('./cli/globals.ts');
  const abort = new AbortController();
  const interrupted = onSignals(abort);
  lang = environmentLang(process.env);
  let outcome: Outcome;
  try {
    const globals = readGlobals(argv, process.env);
    lang = globals.lang;
    const [{ runCommandLine }, { realWorld }] = await Promise.all([
      import('./cli/run.ts'),
      import('./cli/real-world.ts'),
    ]);
    outcome = await runCommandLine(realWorld(abort.signal), globals);
  } catch (error) {
    outcome = { kind: 'failed', error };
  }
  const signal = interrupted();
  if (signal !== undefined) return INTERRUPTED[signal];
  if (outcome.kind === 'failed') {
    await tell(outcome.error);
    if (process.env['TCPDOCTOR_DEBUG'] === '1') console.error(outcome.error);
  }
  return statusOf(outcome);
}

async function tell(error: unknown): Promise<void> {
  const { problemText } = await import('./cli/problem.ts');
  process.stderr.write(`tcpdoctor: ${problemText(error)[lang]}\n`);
}

function statusOf(outcome: Outcome): number {
  if (outcome.kind === 'done') return outcome.status;
  if (outcome.kind === 'usage') return USAGE;
  return outcome.error instanceof UsageError ? USAGE : COULD_NOT;
}

/** Ctrl-C asks the work to stop, and ends it when it does not. Returns which signal came, if any. */
function onSignals(abort: AbortController): () => keyof typeof INTERRUPTED | undefined {
  let came: keyof typeof INTERRUPTED | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (came !== undefined) process.exit(INTERRUPTED[signal]);
      came = signal;
      abort.abort();
      setTimeout(() => process.exit(INTERRUPTED[signal]), GRACE_MS).unref();
    });
  }
  return () => came;
}

/** A reader that has seen enough (`| head`) is no error: the rest is not written, the status stays. */
function watchOutput(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = COULD_NOT;
    void tell(new SysError('write', 'standard output', error.code ?? 'EUNKNOWN'));
  });
}

watchOutput();
const status = await main(process.argv.slice(2));
process.exitCode ??= status;
