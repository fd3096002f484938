/**
 * `tcpdoctor lint`: judges sysctl files and prints what it found.
 * @module
 */
import { text } from 'node:stream/consumers';
import { UnsupportedError, UsageError } from '../errors.ts';
import { lintJson } from '../report/lint-json.ts';
import { lintSarif } from '../report/lint-sarif.ts';
import { lintText } from '../report/lint-text.ts';
import { KINDS } from '../sysctl/lint/kinds/catalog.ts';
import type { LintReport } from '../sysctl/lint/lint.ts';
import { isBad } from '../sysctl/lint/lint.ts';
import type { LintOptions } from '../sysctl/lint/read-lint.ts';
import type { Context, Status } from './context.ts';
import type { LintFlags } from './lint.ts';
import { LINT } from './lint-words.ts';
import { styleOf } from './style.ts';
import { VERSION } from './version.ts';

/** @throws {UsageError} When flags contradict each other, or there is nothing to read here. */
export async function runLint(
  context: Context,
  flags: LintFlags,
  ...files: readonly string[]
): Promise<Status> {
  const { json, sarif, root, kernel, netns } = flags;
  if (json === true && sarif === true) throw new UsageError(LINT.jsonOrSarif);
  const sources = [files[0], root, netns].filter((source) => source !== undefined);
  if (sources.length > 1) throw new UsageError(LINT.filesOrRoot);
  const report = await judged(context, {
    files,
    ...(files.includes('-') ? { stdin: await text(process.stdin) } : {}),
    ...(root === undefined ? {} : { root }),
    ...(kernel === undefined ? {} : { kernelVersion: kernel }),
    ...(netns === undefined ? {} : { netns }),
  });
  print(context, flags, report);
  return isBad(report) ? 1 : 0;
}

async function judged({ world }: Context, options: LintOptions): Promise<LintReport> {
  try {
    return await world.lint(options);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    throw new UsageError(LINT.needsLinux, { cause: error });
  }
}

function print(context: Context, flags: LintFlags, report: LintReport): void {
  const { world, lang } = context;
  const tool = `tcpdoctor ${VERSION}`;
  if (flags.json === true) world.out.write(lintJson(report, tool, lang));
  else if (flags.sarif === true) {
    const root = (flags.root ?? '').replace(/\/+$/, '');
    const cwd = process.cwd();
    world.out.write(lintSarif(report, { lang, version: VERSION, kinds: KINDS, root, cwd }));
  } else {
    for (const line of lintText(report, tool, styleOf(context, flags.verbose === true))) {
      world.out.write(`${line}\n`);
    }
  }
}
