/**
 * Clients that the bench measures: each with the kit, and with the library that it stands on, or by hand.
 * @module
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { Piscina } from 'piscina';
import { Pool } from 'tarn';
import * as undici from 'undici';
import { offload } from '../../src/offload/mod.ts';
import { httpPool, socketPool } from '../../src/pool/mod.ts';

/** Asks once. */
export type Ask = () => Promise<unknown>;

const MAX = 50;

/** HTTP requests on undici, with the same limits on both sides. */
export function askHttp(withKit: boolean, upstream: string): Ask {
  const idle = { keepAliveTimeout: 4_000, keepAliveTimeoutThreshold: 1_000 };
  const dispatcher = withKit
    ? httpPool(undici).agent
    : new undici.Agent({ connections: MAX, pipelining: 1, ...idle });
  return async () => {
    const { body } = await undici.request(upstream, { dispatcher });
    await body.dump();
  };
}

async function exchange(socket: Socket): Promise<void> {
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
}

async function open(upstream: string): Promise<Socket> {
  const { port } = new URL(upstream);
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

/** Exchanges on connections of the kit's pool, or of tarn as it comes. */
export function askTarn(withKit: boolean, upstream: string): Ask {
  if (withKit) return askKit(upstream);
  const pool = new Pool<Socket>({
    create: () => open(upstream),
    destroy: (socket) => socket.destroy(),
    min: 0,
    max: MAX,
  });
  return async () => {
    const socket = await pool.acquire().promise;
    try {
      await exchange(socket);
    } finally {
      pool.release(socket);
    }
  };
}

/** Exchanges on connections of the kit's pool, or of the least that can be called one. */
export function askByHand(withKit: boolean, upstream: string): Ask {
  if (withKit) return askKit(upstream);
  const idle: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  let opened = 0;
  const acquire = async (): Promise<Socket> => {
    const socket = idle.pop();
    if (socket !== undefined && !socket.destroyed) return socket;
    if (opened === MAX) return new Promise((resolve) => waiting.push(resolve));
    opened += 1;
    return open(upstream);
  };
  const release = (socket: Socket): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(socket);
    else next(socket);
  };
  return async () => {
    const socket = await acquire();
    try {
      await exchange(socket);
    } finally {
      release(socket);
    }
  };
}

function askKit(upstream: string): Ask {
  const pool = socketPool(Pool, { connect: () => open(upstream) });
  return () => pool.lend(exchange);
}

/**
 * Tasks of so many rounds of a hash, on one thread, as many at a time as the other clients have requests.
 * On both sides as many may wait.
 */
export function askWorker(withKit: boolean, rounds: number): Ask {
  const filename = new URL('bench-worker.ts', import.meta.url).href;
  const one = { minThreads: 1, maxThreads: 1, maxQueue: MAX };
  const piscina = new Piscina<number, number>({ filename, ...one });
  if (!withKit) return () => piscina.run(rounds);
  const work = offload(piscina, { maxQueued: MAX });
  return () => work.run(rounds);
}
