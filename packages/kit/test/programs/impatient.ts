/**
 * Clients that ask once each, on a connection of their own, and leave when they have no answer after
 * `PATIENCE_MS`: `URL PER_SEC FOR_MS PATIENCE_MS`. Says at the end what became of them.
 * @module
 */
import http from 'node:http';
import { say } from './say.ts';

const [, , url = '', perSec = '1', forMs = '0', patienceMs = '0'] = process.argv;
const count = { offered: 0, ok: 0, refused: 0, gaveUp: 0, failed: 0 };

function ask(): Promise<keyof typeof count> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(Number(patienceMs));
    const request = http.get(url, { agent: false, signal }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200 ? 'ok' : 'refused'));
      response.once('error', () => resolve('failed'));
    });
    request.once('error', (error) => resolve(error.name === 'AbortError' ? 'gaveUp' : 'failed'));
  });
}

const startMs = performance.now();
const clients: Promise<void>[] = [];
const timer = setInterval(() => {
  const passedMs = performance.now() - startMs;
  const due = Math.min(passedMs, Number(forMs)) * (Number(perSec) / 1_000);
  while (count.offered < due) {
    count.offered += 1;
    clients.push(ask().then((outcome) => void (count[outcome] += 1)));
  }
  if (passedMs < Number(forMs)) return;
  clearInterval(timer);
  void Promise.all(clients).then(() => say(count));
}, 5);
