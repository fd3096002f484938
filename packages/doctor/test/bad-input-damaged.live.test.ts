import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { surveySchema } from '../src/cli/survey-schema.ts';
import { diagnose } from '../src/diagnose.ts';
import type { Survey } from '../src/model/survey.ts';
import { jsonReport } from '../src/report/json.ts';
import { markdownReport } from '../src/report/markdown.ts';
import { textReport } from '../src/report/text.ts';
import { assertPrintable } from './plain-words.ts';
import { troubled } from './troubled.ts';

/** An object or an array of a survey, and a key of it. */
type Spot = readonly [holder: Record<string, unknown>, key: string];

const isHolder = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const spots = (holder: Record<string, unknown>): Spot[] =>
  Object.keys(holder).flatMap((key): Spot[] => {
    const value = holder[key];
    return [[holder, key], ...(isHolder(value) ? spots(value) : [])];
  });

const NUMBERS = [0, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 32, Number.NaN];
const BIGINTS = [0n, -1n, 2n ** 64n, 10n ** 39n];
const TEXTS = [
  '',
  '\u001b[31mred\u0007',
  '\u202e',
  '__proto__',
  '가'.repeat(300),
  '1 2',
  '::1',
  '-5',
];

/** Another value of the same kind, chosen by `n`. */
function damaged(value: unknown, n: number): unknown {
  const from = <T>(values: readonly T[]): T | undefined => values[n % values.length];
  if (typeof value === 'number') return from(NUMBERS);
  if (typeof value === 'bigint') return from(BIGINTS);
  if (typeof value === 'string') return from(TEXTS);
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return n % 3 === 0 ? [] : [...value, ...structuredClone(value)];
  return value;
}

/** The troubled survey with damage at these places, each chosen by two numbers. */
function damagedSurvey(places: readonly (readonly [number, number])[]): unknown {
  const survey = structuredClone(troubled) as unknown as Record<string, unknown>;
  for (const [where, what] of places) {
    const all = spots(survey);
    const [holder, key] = all[where % all.length] ?? assert.fail('an empty survey');
    holder[key] = damaged(holder[key], what);
  }
  return survey;
}

/** Everything that is said about a survey. */
function* said(survey: Survey): Generator<string> {
  const checkup = diagnose(survey);
  const paint = (_: unknown, text: string): string => text;
  for (const lang of ['en', 'ko'] as const) {
    yield [...textReport(checkup, 'tcpdoctor', { lang, verbose: true, cells: 100, paint })].join(
      '\n',
    );
    yield [...markdownReport(checkup, 'tcpdoctor', lang)].join('\n');
  }
  const json = jsonReport(checkup, 'tcpdoctor', 'en');
  JSON.parse(json);
  yield json;
}

const PLACES = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 40 });

test('whatever a capture claims, it is refused or reported, safely', () => {
  let reported = 0;
  fc.assert(
    fc.property(PLACES, (places) => {
      const result = v.safeParse(surveySchema, damagedSurvey(places), { abortEarly: true });
      if (!result.success) return;
      reported += 1;
      for (const text of said(result.output)) {
        assertPrintable(text);
        assert.doesNotMatch(text, /\b(NaN|undefined|Infinity)\b|\[object /);
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(reported > 20, `only ${reported} of 150 were not refused`);
});
