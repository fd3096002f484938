/**
 * Measures columns side by side, inside the namespace it is started in:
 * `measure.ts TOOLS ROUNDS COLUMN...`. Each round runs every column once, so that whatever slows the
 * machine for a while slows all of them. Prints one line of JSON.
 * @module
 */
import type { ColumnId, Sample } from './columns.ts';
import { COLUMNS, peakBytes, sample } from './columns.ts';

/** Samples per column, in the order of the rounds. */
export interface Measured {
  readonly samples: Readonly<Partial<Record<ColumnId, readonly Sample[]>>>;
  /** Most memory held, bytes, of the columns that run our program. */
  readonly peakBytes: Readonly<Partial<Record<ColumnId, number>>>;
}

const WATCHED_FOR_MEMORY: readonly ColumnId[] = ['check', 'checkAll'];

const isColumn = (id: string): id is ColumnId => id in COLUMNS;

function measure(tools: string, rounds: number, columns: readonly ColumnId[]): Measured {
  const samples: Partial<Record<ColumnId, Sample[]>> = {};
  for (let round = 0; round < rounds; round++) {
    const turned = [
      ...columns.slice(round % columns.length),
      ...columns.slice(0, round % columns.length),
    ];
    for (const id of turned) (samples[id] ??= []).push(sample(id, tools));
  }
  const heavy = columns.filter((id) => WATCHED_FOR_MEMORY.includes(id));
  return {
    samples,
    peakBytes: Object.fromEntries(heavy.map((id) => [id, peakBytes(id, tools)])),
  };
}

const [, , tools = '', rounds = '1', ...columns] = process.argv;
console.log(JSON.stringify(measure(tools, Number(rounds), columns.filter(isColumn))));
