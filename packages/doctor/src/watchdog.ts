/**
 * The watchdog's own program: `node watchdog.js STATE_DIR ID`. Everything it needs is loaded before it
 * says that it lives; from then on nothing but the machine itself can keep it from its work.
 * @module
 */
import { openDoors } from './doors.ts';
import { isEntryId } from './sysctl/apply/journal.ts';
import { startWatch } from './sysctl/apply/watch.ts';

const [stateDir = '', id = ''] = process.argv.slice(2);

// A terminal that closes is no reason to leave the machine as it is.
process.on('SIGHUP', () => {});

if (stateDir === '' || !isEntryId(id)) {
  process.exitCode = 2;
} else {
  using doors = openDoors(stateDir);
  const watch = await startWatch(doors, id);
  await watch.run();
}
