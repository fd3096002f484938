/**
 * The journal's format, field by field: it is read with distrust.
 * @module
 */
import * as v from 'valibot';
import type { Entry, Fate, State, Step } from './entry.ts';

const textSchema = v.object({ en: v.string(), ko: v.string() });
const optional = v.exactOptional;

const stepSchema: v.GenericSchema<unknown, Step> = v.object({
  namespace: v.object({ id: v.number(), name: v.string(), cookie: optional(v.string()) }),
  key: v.string(),
  from: v.string(),
  to: v.string(),
  kept: optional(v.string()),
  rule: optional(v.string()),
  why: textSchema,
});

const whySchema = v.picklist([
  'not confirmed',
  'rolled back',
  'interrupted',
  'not kept',
  'moved on',
  'no journal',
  'no watchdog',
  'watchdog ended',
  'host restarted',
]);

const failureSchema = v.object({
  step: v.number(),
  code: optional(v.string()),
  found: optional(v.string()),
});

const fateSchema: v.GenericSchema<unknown, Fate> = v.variant('fate', [
  v.object({ fate: v.literal('back') }),
  v.object({ fate: v.literal('theirs'), found: v.string() }),
  v.object({
    fate: v.literal('stuck'),
    code: optional(v.string()),
    found: optional(v.string()),
  }),
  v.object({ fate: v.literal('gone') }),
]);

const stateSchema: v.GenericSchema<unknown, State> = v.variant('kind', [
  v.object({ kind: v.literal('writing') }),
  v.object({ kind: v.literal('waiting'), untilBootMs: v.number(), until: v.string() }),
  v.object({ kind: v.literal('confirmed'), at: v.string() }),
  v.object({ kind: v.literal('undoing'), why: whySchema, failure: optional(failureSchema) }),
  v.object({
    kind: v.literal('ended'),
    why: whySchema,
    at: v.string(),
    failure: optional(failureSchema),
    fates: v.array(fateSchema),
    file: optional(v.picklist(['removed', 'theirs', 'absent', 'stuck'])),
  }),
]);

/** Accepts what `writeEntry` writes, and nothing else. */
export const entrySchema: v.GenericSchema<unknown, Entry> = v.object({
  schema: v.literal('tcpdoctor.journal/1'),
  id: v.string(),
  tool: v.string(),
  hostname: v.string(),
  at: v.string(),
  bootId: v.string(),
  steps: v.array(stepSchema),
  state: stateSchema,
  file: optional(v.object({ path: v.string(), text: v.string() })),
});
