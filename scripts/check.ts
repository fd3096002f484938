/**
 * `npm run check`: format, lint, types, dead code and the fast tests, for the inner loop.
 * @module
 */
import { GATES, runGates } from './gates.ts';
import { conclude } from './outcome.ts';
import { runUnitTests } from './test-files.ts';

conclude([...runGates(GATES), ...(await runUnitTests())], false);
