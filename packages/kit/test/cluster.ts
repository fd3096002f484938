/**
 * Two workers of node:cluster that listen on the same port, for a test. The primary prints the port
 * and what each worker says of its backlog, then waits for its standard input to end.
 * @module
 */
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import { listen } from '../src/listen/mod.ts';

if (cluster.isPrimary) {
  const workers = [cluster.fork(), cluster.fork()];
  const told = await Promise.all(workers.map((worker) => once(worker, 'message')));
  process.stdout.write(`${JSON.stringify(told.map(([message]) => message as unknown))}\n`);
  await once(process.stdin.resume(), 'end');
  const ends = workers.map((worker) => once(worker, 'exit'));
  for (const worker of workers) worker.send('end');
  process.stdout.write(
    `${JSON.stringify((await Promise.all(ends)).map(([code]) => code as unknown))}\n`,
  );
} else {
  const server = http.createServer((_, response) => response.end(String(process.pid)));
  const listening = await listen(server, { host: '127.0.0.1', port: 0, backlog: 77 });
  process.send?.({ pid: process.pid, address: listening.address, backlog: listening.backlog });
  await once(process, 'message');
  const { cut } = await listening.close();
  process.exitCode = cut;
  cluster.worker?.disconnect();
}
