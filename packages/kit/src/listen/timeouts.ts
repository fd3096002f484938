/**
 * HTTP time limits that agree with the proxy in front.
 *
 * Whoever closes an idle connection first is safe: a proxy that sends a request into a connection
 * which the server is just closing answers 502. So the server must keep idle connections for longer
 * than the proxy does; Node's own 5 seconds are shorter than what most proxies use.
 * @module
 */

/** The time limits of an HTTP server, ms; 0 is none. */
export interface HttpTimeouts {
  keepAliveTimeout: number;
  headersTimeout: number;
  requestTimeout: number;
}

/** How much longer than the proxy the server waits: clocks and packets are late. */
const MARGIN_MS = 5_000;

/** Limits for a proxy that closes after `proxyIdleMs`; longer ones that are set already stay. Pure. */
export function agreeTimeouts(now: Readonly<HttpTimeouts>, proxyIdleMs: number): HttpTimeouts {
  const keepAliveTimeout = atLeast(now.keepAliveTimeout, proxyIdleMs + MARGIN_MS);
  // Both clocks of a request start with its connection on some versions of Node.
  const headersTimeout = atLeast(now.headersTimeout, keepAliveTimeout + MARGIN_MS);
  const requestTimeout = atLeast(now.requestTimeout, headersTimeout);
  return { keepAliveTimeout, headersTimeout, requestTimeout };
}

/** 0 is no limit at all: that is long enough. */
const atLeast = (now: number, wanted: number): number => (now === 0 ? 0 : Math.max(now, wanted));
