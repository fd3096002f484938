/**
 * An HTTP server on port 80 that works for so many ms on each request: `kit OPTIONS WORK_MS`, or
 * `node OPTIONS WORK_MS` with the options of Node's own listen(). The word `stall N` keeps it busy for
 * N ms, `counters` asks for what the kit has counted.
 * @module
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Listening } from '../../src/listen/mod.ts';
import { listen } from '../../src/listen/mod.ts';
import { onWord, say, work } from './say.ts';

const [, , by = 'node', text = '{}', workMs = '0'] = process.argv;
const options = { port: 80, ...(JSON.parse(text) as object) };

const server = createServer((_, response) => {
  work(Number(workMs));
  response.end('ok');
});

let listening: Listening | undefined;
if (by === 'kit') {
  listening = await listen(server, options);
} else {
  server.listen(options);
  await once(server, 'listening');
}
onWord((word) => {
  const [verb, ms] = word.split(' ');
  if (verb === 'stall') {
    say({ stalls: true });
    work(Number(ms));
  } else {
    say(listening?.counters() ?? {});
  }
});
say({ ready: true, backlog: listening?.backlog });
