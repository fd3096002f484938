/**
 * Connections on loopback for tests of the heartbeat, and what hangs on them.
 * @module
 */
import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Both ends of one connection. */
export interface Pair extends AsyncDisposable {
  readonly server: Server;
  readonly accepted: Socket;
  readonly client: Socket;
}

/** Connects over loopback. Errors of both ends are looked at by the test, or expected. */
export async function openPair(host = '127.0.0.1'): Promise<Pair> {
  const server = createServer({ allowHalfOpen: true });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host, allowHalfOpen: true });
  const [accepted] = (await once(server, 'connection')) as [Socket];
  client.on('error', () => {});
  return {
    server,
    accepted,
    client,
    async [Symbol.asyncDispose]() {
      client.destroy();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Listeners on an emitter, of every event, to compare before and after. */
export const listenersOn = (emitter: EventEmitter): Record<string, number> =>
  Object.fromEntries(
    emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]),
  );
