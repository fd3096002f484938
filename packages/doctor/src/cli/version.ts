/**
 * Which tcpdoctor this is.
 * @module
 */

/** Version of the package. A test compares it with `package.json`. */
export const VERSION = '0.1.0';

/** Name and version as reports show it. */
export const TOOL = `tcpdoctor ${VERSION}`;
