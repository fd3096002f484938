/**
 * A client on a stage that reads everything and answers each PING by a byte.
 * @module
 */
import { connect } from 'node:net';
import { say, settings } from './heartbeat-said.ts';

const { address, port } = settings() as { readonly address: string; readonly port: number };
const socket = connect(port, address);
let answered = 0;
socket.on('connect', () => say('connected'));
socket.on('error', (error) => say('error', { message: error.message }));
socket.on('data', (chunk: Buffer) => {
  if (!chunk.includes('PING\n')) return;
  socket.write('!');
  answered += 1;
  if (answered === 3) say('answered');
});
