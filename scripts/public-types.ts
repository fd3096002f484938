/**
 * The declarations that a user of the library needs: those that its entry leads to. The compiler writes one
 * for every module it reads.
 * @module
 */
import { globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a declaration imports from beside it. */
const IMPORTED = /(?:from|import\()\s*['"](\.[^'"]+)\.ts['"]/g;

/** Removes every declaration in a folder but those that the entry leads to. */
export function keepPublicTypes(folder: string, entry: string): void {
  const wanted = new Set<string>();
  const open = [join(folder, entry)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (wanted.has(file)) continue;
    wanted.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(IMPORTED))
      open.push(join(dirname(file), `${path}.d.ts`));
  }
  for (const path of globSync('**/*.d.ts', { cwd: folder }))
    if (!wanted.has(join(folder, path))) rmSync(join(folder, path));
}
