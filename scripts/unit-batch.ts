/**
 * Runs the unit tests named on the command line in this process, and tells them to the process that forked it.
 * @module
 */
import { runHere } from './run-tests.ts';

process.send?.(await runHere(process.argv.slice(2)));
