/**
 * Where a helper's thread begins. A file of its own, so that a thread can be started with it.
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { linuxKernel } from './kernel/linux.ts';
import { help } from './survey/help.ts';

if (parentPort !== null) help(linuxKernel(), parentPort, workerData);
