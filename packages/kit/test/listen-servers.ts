/**
 * A server of each kind that `listen()` takes, and how a client asks it once.
 * @module
 */
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type net from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { TLS } from './localhost-tls.ts';

/** What a client was told. */
export interface Answer {
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
  readonly connection: string | undefined;
  readonly body: string;
}

/** One kind of HTTP server. */
export interface Kind {
  readonly name: 'http' | 'https' | 'http2' | 'http2 streams';
  /** Answers every request by what `work` returns. */
  readonly serve: (work: () => Promise<string> | string) => net.Server;
  readonly ask: (port: number, path?: string) => Promise<Answer>;
}

const answering =
  (work: () => Promise<string> | string) =>
  (_: http.IncomingMessage, response: http.ServerResponse): void =>
    void Promise.resolve(work()).then((body) => response.end(body));

async function askHttp(module: typeof http | typeof https, port: number, path: string) {
  const scheme = module === https ? 'https' : 'http';
  const request = module.get(`${scheme}://127.0.0.1:${port}${path}`, {
    agent: false,
    ...(module === https ? { ca: TLS.cert } : {}),
  });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return {
    status: response.statusCode,
    retryAfter: response.headers['retry-after'],
    connection: response.headers.connection,
    body: await text(response),
  };
}

async function askHttp2(port: number, path: string): Promise<Answer> {
  // The stream of a session that fails tells the same error.
  const session = http2.connect(`http://127.0.0.1:${port}`).on('error', () => {});
  const stream = session.request({ ':path': path });
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
  const body = (await buffer(stream)).toString();
  session.close();
  await once(session, 'close');
  const status = Number(headers[':status']);
  return { status, retryAfter: headers['retry-after'], connection: undefined, body };
}

/** Every kind of HTTP server; HTTP/2 with both of its interfaces. */
export const KINDS: readonly Kind[] = [
  {
    name: 'http',
    serve: (work) => http.createServer(answering(work)),
    ask: (port, path = '/') => askHttp(http, port, path),
  },
  {
    name: 'https',
    serve: (work) => https.createServer(TLS, answering(work)),
    ask: (port, path = '/') => askHttp(https, port, path),
  },
  {
    name: 'http2',
    serve: (work) =>
      http2.createServer((_, response) => {
        void Promise.resolve(work()).then((body) => response.end(body));
      }),
    ask: (port, path = '/') => askHttp2(port, path),
  },
  {
    name: 'http2 streams',
    serve: (work) =>
      http2.createServer().on('stream', (stream) => {
        void Promise.resolve(work()).then((body) => stream.end(body));
      }),
    ask: (port, path = '/') => askHttp2(port, path),
  },
];

/** Keeps the thread busy: nothing else of this process runs meanwhile. */
export function stall(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

/** The port of a TCP server's address. */
export function portOf(address: net.AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error(`No port: ${address}`);
  return address.port;
}
