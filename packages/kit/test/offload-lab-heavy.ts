/**
 * Heavy requests: one at a time per connection, or a flood at a pace that the server cannot keep.
 * @module
 */
import { connect } from 'node:net';
import { say, settings } from './heartbeat-said.ts';

/** What to ask whom. */
export interface HeavySettings {
  readonly address: string;
  readonly port: number;
  readonly connections: number;
  /** Length of a request. */
  readonly bytes: number;
  /** Requests a second on all connections, waiting for no answer. @default one at a time */
  readonly perSec?: number;
}

const { address, port, connections, bytes, perSec } = settings() as HeavySettings;
const request = Buffer.alloc(bytes, 120);
request[bytes - 1] = 10;
/** Between two requests of one connection, ms. */
const paceMs = perSec === undefined ? undefined : (1_000 * connections) / perSec;

let offered = 0;
let sent = 0;
let answered = 0;

for (let n = 0; n < connections; n++) {
  const socket = connect(port, address);
  const ask = (): void => {
    sent += 1;
    socket.write(request);
  };
  socket.on('connect', () => {
    if (paceMs === undefined) return ask();
    const startMs = performance.now();
    let mine = 0;
    setInterval(() => {
      // What the peer does not take is not written: this client holds no queue of its own.
      for (; mine < (performance.now() - startMs) / paceMs; mine++) {
        offered += 1;
        if (!socket.writableNeedDrain) ask();
      }
    }, 10);
  });
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) {
      if (byte !== 10) continue;
      answered += 1;
      if (paceMs === undefined) ask();
    }
  });
}
setInterval(() => say('load', { offered, sent, answered }), 200);
