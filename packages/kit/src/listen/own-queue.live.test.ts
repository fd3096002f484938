import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { nextTick } from 'node:process';
import { test } from 'node:test';
import { portOf } from '../../test/listen-servers.ts';
import { ownQueue } from './own-queue.ts';

test(
  'ownQueue() tells two servers on the same port of two addresses apart',
  { skip: process.platform !== 'linux' && 'no /proc' },
  async (t) => {
    const open = async (host: string, port: number): Promise<net.Server> => {
      const server = net.createServer().listen(port, host);
      t.after(() => server.close());
      await once(server, 'listening');
      return server;
    };
    const one = await open('127.0.0.2', 0);
    const two = await open('127.0.0.3', portOf(one.address()));
    const queues = [one, two].map((server) => ownQueue(server.address()));
    const clients = Array.from({ length: 5 }, () =>
      net.connect(portOf(one.address()), '127.0.0.2'),
    );
    // Connected in the kernel; a server accepts in the next turn of the event loop.
    await new Promise(nextTick);
    assert.deepEqual(
      queues.map((waiting) => waiting?.()),
      [5, 0],
    );
    for (const client of clients) client.destroy();
  },
);
