/**
 * Measurements as tables, and the budgets they are held against. Pure.
 * @module
 */
import type { Case } from './cases.ts';
import type { ColumnId, Sample } from './columns.ts';
import { COLUMNS } from './columns.ts';
import { median, ratio, shown, times } from './figures.ts';
import type { Measured } from './measure.ts';

/** One case and what was measured. */
export interface Result {
  readonly of: Case;
  readonly measured: Measured;
}

const msOf = (result: Result | undefined, id: ColumnId): number[] =>
  (result?.measured.samples[id] ?? []).map(({ ms }) => ms);

const warmOf = (result: Result | undefined): number[] =>
  (result?.measured.samples.scan ?? []).flatMap(({ warmMs }) => warmMs ?? []);

/** Whether the crowd had not shrunk below this many sockets by the last round. */
const stillThere = (result: Result | undefined, sockets: number): boolean =>
  (result?.measured.samples.floor ?? []).every((sample) => (sample.sockets ?? 0) >= sockets);

/** The table of one case: median, the middle of the ratios to its first column, memory. */
export function caseTable({ of, measured }: Result): string {
  const [base] = of.columns;
  const rows = of.columns.map((id) => {
    const samples: readonly Sample[] = measured.samples[id] ?? [];
    const ms = samples.map((one) => one.ms);
    const against = msOf({ of, measured }, base ?? id);
    const memory = measured.peakBytes[id];
    return [
      COLUMNS[id].title,
      shown(median(ms)),
      shown(median(samples.flatMap(({ warmMs }) => warmMs ?? []))),
      times(ratio(ms, against)),
      shown(memory === undefined ? undefined : memory / 1e6),
      shown(median(samples.flatMap(({ sockets }) => sockets ?? []))),
    ];
  });
  const head = ['', 'ms', 'ms, warm', `to ${COLUMNS[base ?? 'floor'].title}`, 'peak MB', 'sockets'];
  return [`### ${of.title} (${of.rounds} rounds)`, '', ...table([head, ...rows])].join('\n');
}

/** A promise of the design, and what was measured for it. */
interface Budget {
  readonly promise: string;
  readonly unit: '×' | 'ms' | 'MB';
  readonly most: number;
  readonly measured: (of: (id: string) => Result | undefined) => number;
}

const BUDGETS: readonly Budget[] = [
  {
    promise: '100,000 sockets: first scan of a process against the C loop',
    unit: '×',
    most: 1.25,
    measured: (of) => {
      const big = of('100k-established');
      return ratio(msOf(big, 'scan'), msOf(big, 'floor'));
    },
  },
  {
    promise: '100,000 sockets: later scans against the C loop',
    unit: '×',
    most: 1.25,
    measured: (of) => {
      const big = of('100k-established');
      return ratio(warmOf(big), msOf(big, 'floor'));
    },
  },
  {
    promise: '100,000 sockets: `check --window 0` against `ss -tani`',
    unit: '×',
    most: 0.45,
    measured: (of) => {
      const big = of('100k-established');
      return ratio(msOf(big, 'check'), msOf(big, 'ssInfo'));
    },
  },
  {
    promise: '100,000 sockets: `check --window 0` against `ss -tanp`',
    unit: '×',
    most: 0.1,
    measured: (of) => {
      const big = of('100k-established');
      return ratio(msOf(big, 'check'), msOf(big, 'ssOwners'));
    },
  },
  {
    promise: '100,000 sockets: memory of `check --window 0`',
    unit: 'MB',
    most: 150,
    measured: (of) => (of('100k-established')?.measured.peakBytes.check ?? Number.NaN) / 1e6,
  },
  {
    promise: '1,000,000 sockets: `check --window 0`',
    unit: 'ms',
    most: 2_000,
    measured: (of) => {
      const million = of('1m-time-wait');
      return stillThere(million, 0.9e6) ? median(msOf(million, 'check')) : Number.NaN;
    },
  },
  {
    promise: '300 namespaces of 100 sockets: `check --window 0`',
    unit: 'ms',
    most: 2_000,
    measured: (of) => median(msOf(of('300-namespaces'), 'checkAll')),
  },
  {
    promise: '`tcpdoctor --version` over `node -e 0`',
    unit: 'ms',
    most: 50,
    measured: (of) => median(msOf(of('start'), 'version')) - median(msOf(of('start'), 'bareNode')),
  },
];

/** Every budget that was measured, and whether it holds. */
export function budgetTable(results: readonly Result[]): string {
  const of = (id: string): Result | undefined => results.find((result) => result.of.id === id);
  const rows = BUDGETS.map(({ promise, unit, most, measured }) => {
    const value = measured(of);
    const [bound, figure] =
      unit === '×'
        ? [`${most} ×`, times(value)]
        : [`${shown(most)} ${unit}`, `${shown(value)} ${unit}`];
    const holds = Number.isNaN(value) ? 'not measured' : value <= most ? 'yes' : '**no**';
    return [promise, bound, figure, holds];
  });
  return table([['budget', 'at most', 'measured', 'holds'], ...rows]).join('\n');
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, n) => (n === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)];
}
