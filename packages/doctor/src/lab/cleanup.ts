/**
 * Whatever ends this process, its stages go with it: exit, Ctrl-C, SIGTERM, SIGHUP. After SIGKILL the
 * next run's `sweep()` does it.
 * @module
 */
import { restoreMachine } from './machine.ts';
import { groupOf, removeMemoryGroup } from './memory-group.ts';
import { removeNamespace, unregister } from './registry.ts';

const open = new Map<string, readonly string[]>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let armed = false;

/** From now on these namespaces are removed when the process ends. */
export function removeAtEnd(id: string, names: readonly string[]): void {
  open.set(id, names);
  if (armed) return;
  armed = true;
  process.on('exit', removeAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

/** They have been removed already. */
export function removed(id: string): void {
  open.delete(id);
  if (open.size > 0 || !armed) return;
  armed = false;
  process.off('exit', removeAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function removeAll(): void {
  restoreMachine();
  for (const [id, names] of open) {
    for (const name of names) removeNamespace(name);
    removeMemoryGroup(groupOf(id));
    unregister(id);
  }
  open.clear();
}

/** Cleans up, then dies of the same signal unless somebody else listens to it too. */
function onSignal(signal: NodeJS.Signals): void {
  removeAll();
  for (const each of SIGNALS) process.off(each, onSignal);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
