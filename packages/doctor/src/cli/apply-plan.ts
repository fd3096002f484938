/**
 * Reading a plan from a file, with distrust: its values are going to be written.
 * @module
 */
import { constants, open } from 'node:fs/promises';
import * as v from 'valibot';
import { UsageError } from '../errors.ts';
import { printable } from '../report/printable.ts';
import type { Change, NamespacePlan, Plan } from '../sysctl/plan.ts';
import { PLAN } from './apply-words.ts';
import { codeOf, reasonFor } from './reasons.ts';

/** A plan for a thousand namespaces is some megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;

const textSchema = v.object({ en: v.string(), ko: v.string() });

const changeSchema: v.GenericSchema<unknown, Change> = v.object({
  key: v.string(),
  from: v.string(),
  to: v.string(),
  rule: v.exactOptional(v.string()),
  why: textSchema,
  arithmetic: textSchema,
  effect: textSchema,
  risk: textSchema,
  provenBy: v.exactOptional(v.string()),
  doesNotCure: v.exactOptional(textSchema),
  better: v.exactOptional(textSchema),
});

/** What an application should do is not applied by anybody: it is not read. */
const namespaceSchema: v.GenericSchema<unknown, NamespacePlan> = v.object({
  id: v.pipe(v.number(), v.integer()),
  name: v.pipe(v.string(), v.minLength(1)),
  changes: v.array(changeSchema),
  application: v.pipe(
    v.array(v.unknown()),
    v.transform((): NamespacePlan['application'] => []),
  ),
});

const planSchema: v.GenericSchema<unknown, Plan> = v.object({
  schema: v.literal('tcpdoctor.plan/1'),
  tool: v.string(),
  host: v.object({ name: v.string(), kernel: v.string() }),
  at: v.string(),
  profile: v.exactOptional(v.string()),
  namespaces: v.array(namespaceSchema),
});

/** Reads a plan; what it says about applications is left out. @throws {UsageError} When it is none. */
export async function readPlan(file: string): Promise<Plan> {
  const name = printable(file);
  const result = v.safeParse(planSchema, parse(await readText(file, name), name), {
    abortEarly: true,
  });
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? 'schema';
  throw new UsageError(PLAN.shape(name, printable(path).slice(0, 80)));
}

async function readText(file: string, name: string): Promise<string> {
  try {
    await using handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await handle.stat();
    if (!found.isFile() || found.size > MAX_BYTES) throw new UsageError(PLAN.notPlain(name));
    return await handle.readFile('utf8');
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(PLAN.unreadable(name, reasonFor(codeOf(cause))), { cause });
  }
}

function parse(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UsageError(PLAN.notJson(name), { cause });
  }
}
