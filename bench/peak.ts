/**
 * Loaded before a program, tells at its end how much memory it held at most: bytes, on descriptor 3.
 * @module
 */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Threads load it too; the memory is that of the whole process.
if (isMainThread)
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS * 1_024)));
