/**
 * As much of tarn as the application must bring along; the types do not need tarn itself.
 * @module
 */

/** The class `Pool` of tarn: `import { Pool } from 'tarn'`. */
export type TarnPoolClass = new (options: never) => {
  acquire(): { readonly promise: Promise<unknown> };
  release(resource: never): boolean;
  numPendingAcquires(): number;
  check(): void;
  destroy(): Promise<unknown>;
};
