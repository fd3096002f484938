/**
 * Medians, ratios, and numbers as the tables show them. Pure.
 * @module
 */

/** The middle value; the mean of the two middle ones when there is no single one. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * Median of the ratios of pairs that were measured side by side: noise that lasts longer than a pair
 * falls on both of its halves.
 */
export const ratio = (values: readonly number[], against: readonly number[]): number =>
  median(values.map((value, n) => value / (against[n] ?? Number.NaN)));

/** `1234.5` as `1,235`, `12.34` as `12.3`; `–` for what was not measured. */
export function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return new Intl.NumberFormat('en', { maximumFractionDigits: value < 100 ? 1 : 0 }).format(value);
}

/** `1.234` as `1.23 ×`. */
export const times = (value: number): string =>
  Number.isNaN(value) ? '–' : `${value.toFixed(2)} ×`;
