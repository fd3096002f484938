/**
 * What a process of the lab has left behind.
 * @module
 */
import { existsSync, readdirSync } from 'node:fs';
import { ownerPid, REGISTRY } from '../src/lab/registry.ts';

/** Namespaces and records of the lab whose owner is this process. */
export const leftBy = (pid: number | undefined): string[] => [
  ...list('/run/netns').filter((name) => ownerPid(name) === pid),
  ...list(REGISTRY).filter((file) => file.startsWith(`${pid}x`)),
];

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
