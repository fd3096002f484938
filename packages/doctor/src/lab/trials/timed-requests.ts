/**
 * Short requests of somebody else beside uploads: how long they take on a line that is full.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { Upload } from '../scenarios/bulk-upload.ts';
import type { Stage } from '../stage.ts';
import type { Round } from '../trial.ts';
import { mbitPerSec, SPEED } from './throughput.ts';

const PORT = 81;
/** Requests that are timed, one after the other. */
const REQUESTS = 20;
/** A queue of 400 KB at 8 Mbit/s takes 0.4 s to pass. */
const PATIENCE_MS = 20_000;

/** How long half of the short requests take, ms. */
export const REQUEST_P50: Measure = {
  id: 'requestP50',
  name: {
    en: 'median time of other requests on the line',
    ko: '같은 회선의 다른 요청 시간 중앙값',
  },
  unit: 'ms',
  better: 'lower',
};

/** The rest of a round whose uploads are under way: requests one after the other, and the speed meanwhile. */
export async function timedRequests(stage: Stage, upload: Upload): Promise<Round> {
  const { server, client } = upload;
  const { listener } = await server.listen({ port: PORT, backlog: 16 });
  await server.serve({ listener, requestBytes: 100, reply: { bytes: 100 } });
  return {
    async figures() {
      const ask = { to: stage.server.address, port: PORT, concurrency: 1, count: 1 };
      const sizes = { requestBytes: 100, responseBytes: 100, requests: REQUESTS };
      const asked = await client.load({ ...ask, ...sizes, timeoutMs: PATIENCE_MS });
      const speed = mbitPerSec(upload);
      const { spreads } = await client.finish({ ...asked, timeoutMs: PATIENCE_MS });
      return { [REQUEST_P50.id]: spreads['requestMs']?.p50 ?? 0, [SPEED.id]: await speed };
    },
  };
}
