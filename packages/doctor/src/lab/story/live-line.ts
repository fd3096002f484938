/**
 * A line that shows what happens on a stage while it happens.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Stage } from '../stage.ts';
import { gauges } from './gauges.ts';

const EVERY_MS = 500;

/** Shows a text on a line of its own that is written over; an empty one erases it. */
export type Live = (text: string) => void;

/** Watches the stage it was told last. Disposing it ends that, and erases the line. */
export interface LiveLine extends Disposable {
  /** @param lead In front of the numbers: `round 2 of 5`. */
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
    live?.('');
  };
  const show = async (): Promise<void> => {
    const asked = now;
    if (asked === undefined || reading) return;
    reading = true;
    // A stage that is taken down under the reader has nothing left to show.
    const text = await gauges(asked.stage, lang).catch(() => undefined);
    reading = false;
    if (text !== undefined && now === asked) live?.(`${asked.lead}  ${text}`);
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
