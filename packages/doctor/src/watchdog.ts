/**
 * The watchdog's own program: `node watchdog.js STATE_DIR ID`. Everything it needs is loaded before it
 * says that it lives; from then on nothing but the machine itself can keep it from its work.
 * @module
 */
import { openDoors } from './doors.ts';
import { isEntryId } from './sysctl/apply/journal.ts';
import { startWatch } from './sysctl/apply/watch.ts';

const [stateDir = '', id = ''] = process.argv.slice(2);

// A terminal that closes is no reason to hurry; to be told to end is one to put back what nobody confirmed.
process.on('SIGHUP', () => {});
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

if (stateDir === '' || !isEntryId(id)) {
  process.exitCode = 2;
} else {
  using doors = openDoors(stateDir);
  const watch = await startWatch(doors, id, stop.signal);
  await watch.run();
}
