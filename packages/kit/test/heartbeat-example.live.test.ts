import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { until } from '../../doctor/src/lab/until.ts';
import { startExample } from './heartbeat-example.ts';

test('the WebSocket server keeps who answers and lets go of who hangs', async () => {
  await using example = await startExample('websocket-server/server.ts', { PING_EVERY_MS: '100' });
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${example.port}`);
    await once(socket, 'open');
    return socket.on('error', () => {});
  };
  const [quick, hung] = [await open(), await open()];
  const message = once(quick, 'message');
  hung.send('hello');
  assert.equal(String((await message)[0]), 'hello');
  (hung as unknown as { readonly _socket: Socket })._socket.pause();
  const dead = (): boolean =>
    example.lines.some((line) => line.startsWith('dead: silent, application-hung'));
  await until('the hung client to be let go of', dead);
  assert.equal(quick.readyState, WebSocket.OPEN);
  const closed = once(quick, 'close');
  const status = example.terminate();
  assert.equal((await closed)[0], 1001);
  assert.equal(await status, 0);
});
