/**
 * Priority of the lab's own processes: what is measured is the kernel's doing and the crowd's, not who
 * else wants the CPU. Nothing but the calling process is changed.
 * @module
 */
import { setPriority } from 'node:os';

/** Nice values: above ordinary programs; who directs and looks is not behind the actors, the link is above all. */
export const NICE = { director: -5, actor: -5, link: -10 } as const;

/** Raises the calling process; without the right to do so it stays as it is. */
export function goFirst(nice: number): void {
  try {
    setPriority(nice);
  } catch (error) {
    const { code } = (error as { readonly info?: { readonly code?: string } }).info ?? {};
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
  }
}
