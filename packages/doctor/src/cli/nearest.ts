/**
 * What somebody may have meant.
 * @module
 */

/** Longest input worth comparing; longer ones are no typing mistakes. */
const MAX_LENGTH = 64;

/**
 * The candidate with the fewest edits, when they are few; one that contains the input comes first. An
 * input that is shorter is compared with the beginning too: people leave the end of long names off.
 */
export function nearest(input: string, candidates: readonly string[]): string | undefined {
  if (input === '' || input.length > MAX_LENGTH) return undefined;
  const containing = candidates.find((candidate) => candidate.includes(input));
  if (containing !== undefined) return containing;
  const allowed = Math.max(1, Math.floor(input.length / 3));
  return candidates
    .map((candidate) => ({ candidate, edits: editsTo(input, candidate) }))
    .filter(({ edits }) => edits <= allowed)
    .toSorted((a, b) => a.edits - b.edits)[0]?.candidate;
}

/** Shorter beginnings fit too many names. */
const MIN_BEGINNING = 5;

function editsTo(input: string, candidate: string): number {
  const whole = editDistance(input, candidate);
  if (input.length < MIN_BEGINNING) return whole;
  const beginnings = [0, 1].map((more) => candidate.slice(0, input.length + more));
  return Math.min(whole, ...beginnings.map((beginning) => editDistance(input, beginning)));
}

/** Insertions, deletions and replacements from one word to the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [i, a] of from.split('').entries()) {
    const next = [i + 1];
    for (const [j, b] of to.split('').entries()) {
      const replaced = (row[j] ?? 0) + (a === b ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
