/**
 * Builds packages/doctor/dist: the command line and the library as JavaScript in lazy chunks, and the
 * declarations of the library. And packages/kit/dist: a file for each part, and its declarations.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { HOUSE, pinned } from './house.ts';
import { keepPublicTypes } from './public-types.ts';

/** What becomes of one package. */
interface Recipe {
  readonly folder: string;
  readonly input: Readonly<Record<string, string>>;
  /** What does not go into the bundle. */
  readonly external: readonly RegExp[];
  /** For `tsc -p`: writes the declarations. */
  readonly declarations: string;
  /** The only declarations to keep are those that this one leads to. @default all */
  readonly publicTypes?: string;
  /** As small as can be: a program that is run, not read. @default false */
  readonly compact?: true;
  /** What is one chunk. @default what the same entries load */
  readonly chunks?: readonly Chunk[];
}

/** Modules that are loaded together. */
interface Chunk {
  readonly name: string;
  readonly test: RegExp;
  /** The highest takes a module. */
  readonly priority: number;
}

/**
 * Of all that `check` loads, few files: for each one, Node takes half a millisecond. `start` is all that
 * `--version` needs, `look` all that a thread needs that helps.
 */
const CHUNKS: readonly Chunk[] = [
  { name: 'start', test: /src\/(errors|cli\/version|cli\/globals|model\/text)\.ts$/, priority: 3 },
  {
    name: 'look',
    test: /src\/(kernel(?!\/linux-(detached|store))|wire|survey|model)\//,
    priority: 2,
  },
  { name: 'judge', test: /src\/(rules\/|diagnose\.ts$)/, priority: 2 },
  { name: 'report', test: /src\/(report|proofs)\//, priority: 1 },
  { name: 'words', test: /src\/cli\/([a-z-]+-)?words\.ts$/, priority: 1 },
];

const KIT_PARTS = ['listen', 'pool', 'heartbeat', 'offload', 'vitals'];

const RECIPES: readonly Recipe[] = [
  {
    folder: `${HOUSE}/packages/doctor`,
    input: {
      main: 'src/main.ts',
      mod: 'src/mod.ts',
      'look-thread': 'src/look-thread.ts',
      watchdog: 'src/watchdog.ts',
      'lab-actor': 'src/lab/actor/actor.ts',
      'lab-emulator': 'src/lab/link/emulator.ts',
    },
    // Everything but the native library goes into the bundle: it is the only run-time dependency.
    external: [/^node:/, /^koffi/, /^@koromix\//],
    declarations: 'tsconfig.build.json',
    publicTypes: 'mod.d.ts',
    compact: true,
    chunks: CHUNKS,
  },
  {
    folder: `${HOUSE}/packages/kit`,
    input: {
      mod: 'src/mod.ts',
      ...Object.fromEntries(KIT_PARTS.map((part) => [part, `src/${part}/mod.ts`])),
    },
    external: [/^node:/],
    declarations: 'packages/kit/tsconfig.build.json',
  },
];

/** Doc comments are in the declarations; names stay, for whoever reports a stack trace. */
const COMPACT = {
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  comments: { legal: true, annotation: true, jsdoc: false },
} as const;

async function build(recipe: Recipe): Promise<void> {
  const { folder, input, external, declarations, publicTypes, compact, chunks } = recipe;
  rmSync(`${folder}/dist`, { recursive: true, force: true });
  const bundle = await rolldown({
    cwd: folder,
    input,
    platform: 'node',
    external: [...external],
    // `using` is lowered: Node 22 does not have it.
    transform: { target: 'node22' },
  });
  await bundle.write({
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    ...(chunks === undefined ? {} : { codeSplitting: { groups: [...chunks] } }),
    ...(compact === true ? COMPACT : {}),
  });
  await bundle.close();
  const { status } = spawnSync(pinned('tsc'), ['-p', declarations], {
    cwd: HOUSE,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
  else if (publicTypes !== undefined) keepPublicTypes(`${folder}/dist/types`, publicTypes);
}

for (const recipe of RECIPES) await build(recipe);
