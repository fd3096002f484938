/**
 * Keeps the few highest of many without keeping the many.
 * @module
 */

/** The `most` highest offers. */
export interface Best<T> {
  readonly total: number;
  /** @param make Called only when the offer is kept. */
  offer(score: number, make: () => T): void;
  /** Highest first; equals in the order they came. */
  readonly items: () => T[];
}

/** An empty selection. Among equals the first to come stays, so that two looks keep the same. */
export function best<T>(most: number): Best<T> {
  const kept: { readonly score: number; readonly item: T }[] = [];
  let total = 0;
  return {
    get total() {
      return total;
    },
    offer(score, make) {
      total += 1;
      if (kept.length === most && score <= kept[most - 1]!.score) return;
      if (kept.length === most) kept.pop();
      let at = kept.length;
      while (at > 0 && kept[at - 1]!.score < score) at -= 1;
      kept.splice(at, 0, { score, item: make() });
    },
    items: () => kept.map(({ item }) => item),
  };
}
