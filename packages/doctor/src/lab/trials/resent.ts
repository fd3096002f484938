/**
 * How fast an upload is, and how much of it is sent again.
 * @module
 */
import type { Measure } from '../../model/trial.ts';
import type { Upload } from '../scenarios/bulk-upload.ts';
import { counted } from '../scenarios/open-flow.ts';
import type { Stage } from '../stage.ts';
import type { Round } from '../trial.ts';
import { mbitPerSec, SPEED } from './throughput.ts';

/** Share of the segments of the client that are repetitions. */
export const RESENT: Measure = {
  id: 'resent',
  name: { en: 'segments sent again', ko: '재전송된 세그먼트' },
  unit: '%',
  better: 'lower',
};

/** Long enough for connections that wait 200 ms and more for a repetition. */
const MEASURED_MS = 3_000;

/** Segments that the client has sent, repetitions included, and the repetitions. */
async function sent(stage: Stage): Promise<{ readonly all: number; readonly again: number }> {
  const [once, again] = await Promise.all(
    ['Tcp.OutSegs', 'Tcp.RetransSegs'].map((name) => counted(stage, 'client', name)),
  );
  return { all: (once ?? 0) + (again ?? 0), again: again ?? 0 };
}

/** The rest of a round whose uploads are under way. */
export const speedAndResent = (stage: Stage, upload: Upload): Round => ({
  async figures() {
    const before = await sent(stage);
    const speed = await mbitPerSec(upload, MEASURED_MS);
    const after = await sent(stage);
    const again = (after.again - before.again) / Math.max(1, after.all - before.all);
    return { [SPEED.id]: speed, [RESENT.id]: 100 * again };
  },
});
