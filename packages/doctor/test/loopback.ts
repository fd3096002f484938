/**
 * A server and its clients on loopback, in this process.
 * @module
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Loopback addresses of both families. */
export type Loopback = '127.0.0.1' | '::1';

/** A listening server that keeps every connection and reads none; all end when it is disposed of. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  /** Connections as the server has them. */
  readonly accepted: readonly Socket[];
  /** Opens a connection, and waits until the server has it. */
  open(): Promise<Socket>;
}

/** Listens on a port the kernel chooses. A backlog of 37 is easy to tell from others. */
export async function listenOn(host: Loopback): Promise<Server> {
  const accepted: Socket[] = [];
  const clients: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {}); // a client that resets it is part of the game
    accepted.push(socket);
  });
  server.listen({ port: 0, host, backlog: 37 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    accepted,
    async open() {
      const came = once(server, 'connection');
      const client = connect({ port, host, allowHalfOpen: true });
      clients.push(client);
      await Promise.all([came, once(client, 'connect')]);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of [...clients, ...accepted]) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
