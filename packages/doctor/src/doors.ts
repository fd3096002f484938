/**
 * The doors to this machine for what changes it, and the watchdog that comes with a change.
 * @module
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SysError } from './errors.ts';
import { startAlone, startDetached } from './kernel/linux-detached.ts';
import { linuxStore } from './kernel/linux-store.ts';
import { linuxKernel } from './kernel/linux.ts';
import type { WatchdogWay } from './sysctl/apply/apply.ts';
import type { Doors } from './sysctl/apply/doors.ts';
import { settingOf } from './sysctl/catalogue/catalogue.ts';

/** Doors that hold descriptors: declare them with `using`. */
export interface OpenDoors extends Doors, Disposable {
  /** Starts the watchdog of an apply as a process of its own. @throws {SysError} */
  readonly startWatchdog: (id: string, way: WatchdogWay) => Promise<void>;
}

/** Opens this machine for changes. Nothing is changed by it. @param stateDir Directory of the journal. */
export function openDoors(stateDir: string): OpenDoors {
  const kernel = linuxKernel();
  const directory = resolve(stateDir);
  return {
    kernel,
    store: linuxStore(),
    stateDir: directory,
    settingOf,
    startWatchdog(id, way) {
      const argv = [process.execPath, watchdogFile(), directory, id];
      const description = `tcpdoctor: puts the settings of ${id} back unless they are confirmed`;
      return way === 'alone'
        ? startAlone(argv)
        : startDetached(argv, { name: `tcpdoctor-${id}`, description });
    },
    [Symbol.dispose]: () => kernel.close(),
  };
}

/** From source it lies beside this file; in the bundle beside `main.js`, and this one may be in a chunk. */
function watchdogFile(): string {
  const names = import.meta.url.endsWith('.ts')
    ? ['./watchdog.ts']
    : ['./watchdog.js', '../watchdog.js'];
  const paths = names.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const path = paths.find((each) => existsSync(each));
  if (path === undefined) throw new SysError('start', paths[0] ?? '', 'ENOENT');
  return path;
}
