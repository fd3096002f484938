/**
 * Runs one of the project's TypeScript programs with the pinned Node, or says how to get it:
 * `node scripts/start.js scripts/test.ts`. npm puts node_modules/.bin first on the PATH of its
 * scripts, so that `node` is the pinned one even where an older Node has started npm.
 * @module
 */
import { pathToFileURL } from 'node:url';

const PINNED = 24;
const [, , program] = process.argv;

if (program === undefined) {
  process.stderr.write('Cannot start: name a program, such as scripts/test.ts\n');
  process.exitCode = 2;
} else if (Number.parseInt(process.versions.node, 10) < PINNED) {
  process.stderr.write(
    `Cannot run ${program}: this is Node ${process.version}, it needs Node ${PINNED}; ` +
      'run it by "npm run" after "npm ci", which brings that Node along on Linux\n',
  );
  process.exitCode = 2;
} else {
  process.argv.splice(1, 2, program);
  await import(pathToFileURL(program).href);
}
