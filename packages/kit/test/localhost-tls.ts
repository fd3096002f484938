/**
 * What the TLS servers of tests identify themselves with.
 * @module
 */
import { readFileSync } from 'node:fs';

const pem = (name: string): Buffer =>
  readFileSync(new URL(`testdata/localhost-${name}.pem`, import.meta.url));

/** Of `localhost`, signed by itself: a client trusts it with `ca: TLS.cert`. */
export const TLS = { key: pem('key'), cert: pem('cert') };
