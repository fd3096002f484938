/**
 * An application behind a proxy, on a stage: quick, or so slow that it never answers.
 * @module
 */
import { createServer } from 'node:http';
import { say } from './heartbeat-said.ts';

let connections = 0;
let requests = 0;
const server = createServer((request, response) => {
  if (request.url === '/slow') return;
  if (request.url !== '/health') requests += 1;
  response.end('ok');
});
server.on('connection', () => (connections += 1));
server.listen(3_000, '127.0.0.1', () => say('listening'));
process.stdin.on('data', () => say('stands', { connections, requests }));
