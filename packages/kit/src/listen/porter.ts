/**
 * Stands between a server and its listeners: lets requests in or refuses them in their protocol.
 *
 * It wraps `emit` of this one server, because a listener cannot keep others from being called and
 * the application may add its own at any time.
 * @module
 */
import type { IncomingMessage } from 'node:http';
import { Server as HttpServer, ServerResponse } from 'node:http';
import type { Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Server as HttpsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Door } from './door.ts';
import type { KeepAlive } from './keep-alive.ts';

/** What a server speaks, as far as refusing is concerned. */
export type Protocol = 'http1' | 'http2' | 'stream';

/** What the porter has let in and not seen leave. */
export interface Porter extends Disposable {
  readonly sockets: ReadonlySet<Socket>;
  /** The upper ends of those that have shaken hands, of a server that speaks HTTP over TLS. */
  readonly secured: ReadonlySet<TLSSocket>;
  readonly sessions: ReadonlySet<Http2Session>;
  /** From now on every HTTP/1 answer that begins ends its connection. */
  closing(): void;
}

/** Tells the kinds of server apart. HTTP/2 servers have no class that could be asked for. */
export function protocolOf(server: Server): Protocol {
  if (server instanceof HttpServer || server instanceof HttpsServer) return 'http1';
  return 'updateSettings' in server ? 'http2' : 'stream';
}

/** Posts a porter. Disposing of it gives the server its own `emit` back. */
export function postPorter(server: Server, door: Door, keepAlive: KeepAlive): Porter {
  const state = newState(door, keepAlive, protocolOf(server));
  const emitter: { emit: Emit } = server;
  const original = emitter.emit;
  const own = Object.getOwnPropertyDescriptor(server, 'emit');
  const giveBack = (): void => {
    if (own === undefined) Reflect.deleteProperty(server, 'emit');
    else Object.defineProperty(server, 'emit', own);
  };
  const watched: Emit = function (this: unknown, event, ...args) {
    if (!state.dismissed) {
      if (event === 'connection') {
        if (!arrive(state, args[0] as Socket)) return true;
      } else if (refuse(state, event, args)) return true;
    }
    return original.call(this, event, ...args);
  };
  emitter.emit = watched;
  return {
    sockets: state.sockets,
    secured: state.secured,
    sessions: state.sessions,
    closing() {
      state.closing = true;
      const sockets = [...state.sockets, ...state.secured];
      const answers = sockets.map(answerOn).filter((answer) => answer !== undefined);
      // Others wait behind one of them in a pipeline: they would be lost with its connection.
      if (answers.length === door.counters().inFlight) answers.forEach(sayClose);
    },
    [Symbol.dispose]() {
      // Whoever has wrapped it in the meantime still calls ours.
      state.dismissed = true;
      if (emitter.emit === watched) giveBack();
    },
  };
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

interface State {
  readonly door: Door;
  readonly keepAlive: KeepAlive;
  readonly sockets: Set<Socket>;
  readonly secured: Set<TLSSocket>;
  readonly sessions: Set<Http2Session>;
  /** Let in when asked whether to go on; most servers never are. */
  asked: WeakSet<ServerResponse> | undefined;
  /** A connection has closed. */
  readonly gone: (this: Socket) => void;
  /** The same, where a connection is a request; `undefined` for HTTP. */
  readonly left: ((this: Socket) => void) | undefined;
  closing: boolean;
  dismissed: boolean;
}

function newState(door: Door, keepAlive: KeepAlive, protocol: Protocol): State {
  const sockets = new Set<Socket>();
  const gone = function (this: Socket): void {
    door.closed();
    sockets.delete(this);
    keepAlive.closed(this);
  };
  const left = function (this: Socket): void {
    gone.call(this);
    door.leave();
  };
  return {
    door,
    keepAlive,
    sockets,
    secured: new Set(),
    sessions: new Set(),
    asked: undefined,
    gone,
    left: protocol === 'stream' ? left : undefined,
    closing: false,
    dismissed: false,
  };
}

/** A connection has been accepted. `false`: it has been closed again. */
function arrive({ door, sockets, keepAlive, gone, left }: State, socket: Socket): boolean {
  door.opened();
  sockets.add(socket);
  if (left === undefined || door.enter()) {
    keepAlive.opened(socket);
    // It comes once, and one function for all costs less than one for each.
    socket.on('close', left ?? gone);
    return true;
  }
  socket.on('close', gone).destroy();
  return false;
}

/** Something else has happened. `true`: it was a request and has been refused. */
function refuse(state: State, event: string | symbol, args: readonly unknown[]): boolean {
  switch (event) {
    case 'request':
      return refuseHttp1(state, args[0] as IncomingMessage, args[1] as ServerResponse);
    case 'checkContinue':
    case 'checkExpectation':
      return refuseAsking(state, args[0] as IncomingMessage, args[1] as ServerResponse);
    case 'stream':
      return refuseHttp2(state.door, args[0] as ServerHttp2Stream, args[1] as IncomingHttpHeaders);
    case 'upgrade':
    case 'connect':
      return refuseUpgrade(state.door, args[0] as IncomingMessage, args[1] as Duplex);
    case 'session':
      remember(state.sessions, args[0] as Http2Session);
      return false;
    case 'secureConnection':
      if (state.left === undefined) remember(state.secured, args[0] as TLSSocket);
      return false;
    default:
      return false;
  }
}

function refuseHttp1(
  { door, closing, asked }: State,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  // HTTP/2 in the clothes of HTTP/1: it has come in as a stream already.
  if (request.httpVersionMajor > 1 || asked?.has(response) === true) return false;
  if (closing) sayClose(response);
  if (door.enter(request.url)) {
    // It comes once; a listener that takes itself away costs more.
    response.on('close', door.leave);
    return false;
  }
  response.writeHead(503, { 'Retry-After': door.retryAfterS, 'Content-Length': 0 }).end();
  return true;
}

/** Whoever answers this goes on by emitting the request himself: it is the same one, and counted. */
function refuseAsking(state: State, request: IncomingMessage, response: ServerResponse): boolean {
  if (refuseHttp1(state, request, response)) return true;
  state.asked ??= new WeakSet();
  state.asked.add(response);
  return false;
}

function sayClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

/** The answer whose turn it is on an HTTP/1 connection, where Node leaves it to be seen. */
function answerOn(socket: Socket): ServerResponse | undefined {
  const answer = '_httpMessage' in socket ? socket._httpMessage : undefined;
  return answer instanceof ServerResponse ? answer : undefined;
}

/** RST_STREAM with NO_ERROR after a complete answer: stop sending the request (RFC 9113, 8.1). */
function refuseHttp2(door: Door, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
  if (door.enter(headers[':path'])) {
    stream.on('close', door.leave);
    return false;
  }
  if (stream.destroyed) return true;
  const answer = { ':status': 503, 'retry-after': String(door.retryAfterS) };
  stream.respond(answer, { endStream: true });
  stream.close();
  return true;
}

/** A WebSocket, a tunnel or the like. Once let in it is no request any more, so it is not counted as one. */
function refuseUpgrade(door: Door, request: IncomingMessage, socket: Duplex): boolean {
  if (request.httpVersionMajor > 1) return false;
  if (door.enter(request.url)) {
    door.leave();
    return false;
  }
  const answer =
    `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${door.retryAfterS}\r\n` +
    'Content-Length: 0\r\nConnection: close\r\n\r\n';
  // Node has let go of it. Nobody else closes it when the client does not; and the error of a client
  // that resets it would end the process.
  socket.on('error', () => socket.destroy()).end(answer, () => socket.destroy());
  return true;
}

function remember<T extends Http2Session | TLSSocket>(those: Set<T>, one: T): void {
  those.add(one);
  one.once('close', () => those.delete(one));
}
