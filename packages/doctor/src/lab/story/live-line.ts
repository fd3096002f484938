/**
 * A line that shows what happens on a stage while it happens.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Stage } from '../stage.ts';
import { gauges, lookAtStage } from './gauges.ts';
import { liveText } from './live-text.ts';

const EVERY_MS = 500;

/** A line of its own on a terminal, written over each time. */
export interface Live {
  /** Shows a text; an empty one erases the line. */
  readonly show: (text: string) => void;
  /** Width of the line, now: a terminal can be resized. */
  readonly cells: () => number;
}

/** Watches the stage it was told last. Disposing it ends that, and erases the line. */
export interface LiveLine extends Disposable {
  /** @param lead In front of the numbers: `2/5`. */
  readonly watch: (stage: Stage, lead: string) => void;
  /** Erases the line, until the next `watch`. */
  readonly rest: () => void;
}

/** @param live Absent: nobody is looking, nothing is read. */
export function liveLine(live: Live | undefined, lang: Lang): LiveLine {
  let now: { readonly stage: Stage; readonly lead: string } | undefined;
  let reading = false;
  const rest = (): void => {
    now = undefined;
    live?.show('');
  };
  const show = async (): Promise<void> => {
    const asked = now;
    if (live === undefined || asked === undefined || reading) return;
    reading = true;
    // A stage that is taken down under the reader has nothing left to show.
    const look = await lookAtStage(asked.stage).catch(() => undefined);
    reading = false;
    if (look === undefined || now !== asked) return;
    live.show(liveText(asked.lead, gauges(look), live.cells(), lang));
  };
  const timer = live === undefined ? undefined : setInterval(() => void show(), EVERY_MS).unref();
  return {
    watch: (stage, lead) => (now = { stage, lead }),
    rest,
    [Symbol.dispose]: () => {
      clearInterval(timer);
      rest();
    },
  };
}
