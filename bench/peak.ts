/**
 * Loaded before a program, tells at its end how much memory it held at most: bytes, on descriptor 3.
 * @module
 */
import { writeSync } from 'node:fs';

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS * 1_024)));
