/**
 * A client that tries to connect 80 times, 20 a second, and others that go on as long as somebody looks.
 * @module
 */
import type { Pair } from '../scenarios/pair.ts';
import type { Round } from '../trial.ts';
import { until } from '../until.ts';
import { CONNECTED } from './measures.ts';

const ATTEMPTS = 80;
const PER_SECOND = 20;
/** Longer than any checkup on a busy machine. */
const OTHERS_MS = 20_000;

/** Begins, and answers how many of the 80 succeed. */
export async function attempts({ client, to }: Pair): Promise<Round> {
  const crowd = { to, port: 80, connectionsPerSec: PER_SECOND };
  const load = await client.load({ ...crowd, count: ATTEMPTS });
  await client.load({ ...crowd, forMs: OTHERS_MS });
  await until('ten attempts', async () => {
    const { counts, errors } = await client.report(load);
    return [...Object.values(errors), counts['ok'] ?? 0].reduce((sum, n) => sum + n) >= 10;
  });
  return {
    async figures() {
      const { counts } = await client.finish(load);
      return { [CONNECTED.id]: counts['ok'] ?? 0 };
    },
  };
}
