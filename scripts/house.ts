/**
 * Where this checkout is, and the tools it pins.
 * @module
 */
import { fileURLToPath } from 'node:url';

/** The root of the checkout, without a slash at its end. */
export const HOUSE: string = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** The path of a tool that `npm ci` has installed. */
export const pinned = (tool: string): string => `${HOUSE}/node_modules/.bin/${tool}`;
