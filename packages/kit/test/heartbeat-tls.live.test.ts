import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { TLS } from './localhost-tls.ts';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { watchServer } from '../src/heartbeat/mod.ts';

test('watchServer() watches TLS: keeps who answers, closes who hangs', async () => {
  const server = createServer(TLS, (socket) => {
    socket.on('error', () => {}).resume();
  });
  const deaths: Death[] = [];
  using group = watchServer(server, {
    everyMs: 50,
    deadAfterMs: 200,
    ping: () => 'PING\n',
    onDead: (death) => deaths.push(death),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = async (): Promise<TLSSocket> => {
    const socket = connect({ port, host: '127.0.0.1', ca: TLS.cert, servername: 'localhost' });
    await once(socket, 'secureConnect');
    return socket.on('error', () => {});
  };
  const [answers, hangs] = [await open(), await open()];
  answers.on('data', () => answers.write('!'));
  hangs.pause();
  await until('a death', () => deaths.length === 1 && group.counters().watched === 1);
  assert.partialDeepStrictEqual(deaths, [{ reason: 'silent', cause: 'application-hung' }]);
  const { pings } = group.counters();
  await until('more pings', () => group.counters().pings >= pings + 8);
  assert.deepEqual([deaths.length, answers.destroyed], [1, false]);
  answers.destroy();
  hangs.destroy();
  server.close();
  await once(server, 'close');
});
