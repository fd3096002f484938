/**
 * Clients that arrive while the program that should accept them stands still: a long garbage
 * collection, a slow disk, a debugger.
 * @module
 */
import type { Text } from '../../model/text.ts';
import type { SocketId } from '../actor/ops.ts';
import type { Pair } from '../scenarios/pair.ts';
import type { Round } from '../trial.ts';
import { CONNECT_P50, CONNECTED } from './measures.ts';

const CLIENTS = 100;
const CLIENTS_PER_SEC = 250;
/** Past the first repetition of every SYN, at 1 s, and before the second, at 2 s. */
const PAUSE_MS = 1_500;
/** Longer than any of them waits. */
const PATIENCE_MS = 10_000;

/** The crowd of `arrive`, for a proof. */
export const PAUSE_CROWD: Text = {
  en: '100 clients while accepting pauses for 1.5 s',
  ko: 'accept가 1.5초 멈춘 사이 클라이언트 100개',
};

/** 100 clients come within 0.4 s to a server that pauses first, or does not. */
export async function arrive(
  { server, client, to }: Pair,
  listener: SocketId,
  isPaused = true,
): Promise<Round> {
  await server.serve({ listener });
  if (isPaused) {
    server.freeze();
    setTimeout(server.resume, PAUSE_MS);
  }
  const { activity } = await client.load({
    to,
    port: 80,
    count: CLIENTS,
    connectionsPerSec: CLIENTS_PER_SEC,
    timeoutMs: PATIENCE_MS,
  });
  return {
    async figures() {
      const { counts, spreads } = await client.finish({ activity });
      return {
        [CONNECT_P50.id]: spreads['connectMs']?.p50 ?? PATIENCE_MS,
        [CONNECTED.id]: counts['ok'] ?? 0,
      };
    },
  };
}
