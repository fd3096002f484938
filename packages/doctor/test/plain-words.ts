/**
 * What every answer of the tool to bad input must be: short, in the language asked for, safe to print.
 * @module
 */
import assert from 'node:assert/strict';
import type { Ended } from './run-doctor.ts';

/** A sentence, and at most a line that says where help is. */
const MAX_LINES = 2;

/** Anything that would move the cursor, change colours or turn the direction of writing. */
const CONTROL = /[^\P{Cc}\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const STACK = /\n\s+at (?:async |new )?\S* ?\(?(?:file|node):|node:internal/;

/** Fails unless the text can be printed on any terminal and shows nothing of the program's inside. */
export function assertPrintable(text: string): void {
  assert.doesNotMatch(text, CONTROL);
  assert.doesNotMatch(text, STACK);
}

/** Fails unless it ended with `status` and one sentence on standard error, and nothing else. */
export function assertSentence(
  { status, stdout, stderr }: Ended,
  expected: { readonly status: number; readonly says: RegExp },
): void {
  assert.match(stderr, expected.says);
  assert.deepEqual([status, stdout], [expected.status, '']);
  assertPrintable(stderr);
  const lines = stderr.trimEnd().split('\n');
  assert.ok(lines.length <= MAX_LINES, stderr);
}
