/**
 * Why a pool could not lend a connection.
 * @module
 */

/** A pool is full, or closed. */
export class PoolError extends Error {
  override readonly name = 'PoolError';
  /** Switch on this, never on `message`. */
  readonly code: 'TCPDOCTOR_POOL_FULL' | 'TCPDOCTOR_POOL_CLOSED';

  constructor(code: PoolError['code'], reason: string, options?: ErrorOptions) {
    super(`Cannot lend a connection: ${reason}`, options);
    this.code = code;
  }
}
