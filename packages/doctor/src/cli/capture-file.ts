/**
 * Capture files: a survey, written whole or not at all, and read with distrust.
 *
 * Format: gzip of the JSON `{schema, tool, masked, survey}`, `bigint` as in `capture-json.ts`.
 * @module
 */
import { constants, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { SysError, UsageError } from '../errors.ts';
import type { Survey } from '../model/survey.ts';
import { bytes } from '../model/text.ts';
import { printable } from '../report/printable.ts';
import { decodeBigintJson, encodeBigintJson, withinBounds } from './capture-json.ts';
import { CAPTURE } from './capture-words.ts';
import { codeOf, reasonFor } from './reasons.ts';
import { surveySchema } from './survey-schema.ts';
import { TOOL } from './version.ts';

/** Name of the format without its version. */
const FORMAT = 'tcpdoctor.capture';

/** Name and version of the format. */
export const CAPTURE_SCHEMA = `${FORMAT}/1`;

/** Bounds of a capture. A survey of 300 namespaces is some ten megabytes, unpacked. */
export const LIMITS = {
  packedBytes: 64 * 1024 * 1024,
  inflatedBytes: 128 * 1024 * 1024,
  /** A survey is 9 deep. */
  depth: 32,
  parts: 30_000_000,
} as const;

/**
 * Where a capture named `file` goes. Called before the looking, so that a wrong name costs no time.
 *
 * @returns The real path, symbolic links followed.
 * @throws {SysError} When its folder is missing. @throws {UsageError} When it is no plain file.
 */
export async function prepareCapture(file: string): Promise<string> {
  if (file === '') throw new UsageError(CAPTURE.noName);
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new UsageError(CAPTURE.notFile(printable(file)));
    return await realpath(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (codeOf(error) !== 'ENOENT')
      throw new SysError('write', file, codeOf(error), { cause: error });
  }
  try {
    return join(await realpath(dirname(file)), basename(file));
  } catch (cause) {
    throw new SysError('write', file, codeOf(cause), { cause });
  }
}

/**
 * Writes a survey, readable by its owner alone. First to a name of its own in the same folder, then
 * renamed: whatever happens, the file is whole or as it was.
 *
 * @param target As `prepareCapture` returned it.
 * @returns Size of the file, bytes.
 * @throws {SysError} When it cannot be written; nothing is left behind.
 */
export async function writeCapture(
  target: string,
  survey: Survey,
  { masked, signal }: { readonly masked: boolean; readonly signal?: AbortSignal },
): Promise<number> {
  const content = { schema: CAPTURE_SCHEMA, tool: TOOL, masked, survey };
  const packed = gzipSync(encodeBigintJson(content));
  const temporary = join(dirname(target), `.${basename(target).slice(0, 200)}.${process.pid}.tmp`);
  try {
    await writeNew(temporary, packed);
    signal?.throwIfAborted();
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (cause === signal?.reason) throw cause;
    throw new SysError('write', target, codeOf(cause), { cause });
  }
  return packed.length;
}

async function writeNew(path: string, content: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(content);
  await file.sync();
}

/**
 * Reads a capture file and checks every field of it.
 *
 * @throws {UsageError} When it cannot be read or is no capture.
 */
export async function readCapture(file: string): Promise<Survey> {
  const name = printable(file);
  const content = parse(inflate(await readBounded(file), name), name);
  checkSchema(content, name);
  const result = v.safeParse(surveySchema, content.survey, { abortEarly: true });
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? 'survey';
  throw new UsageError(CAPTURE.shape(name, printable(path).slice(0, 80)));
}

/** Plain files only, opened without waiting: a pipe that nobody writes to would hold the process. */
async function readBounded(file: string): Promise<Uint8Array> {
  const name = printable(file);
  try {
    await using handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await handle.stat();
    if (found.isDirectory()) throw new SysError('read', file, 'EISDIR');
    if (!found.isFile()) throw new UsageError(CAPTURE.notPlain(name));
    if (found.size > LIMITS.packedBytes) {
      throw new UsageError(CAPTURE.tooLarge(name, bytes(LIMITS.packedBytes)));
    }
    return await handle.readFile();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(CAPTURE.unreadable(name, reasonFor(codeOf(cause))), { cause });
  }
}

function inflate(packed: Uint8Array, name: string): Uint8Array {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) throw new UsageError(CAPTURE.notGzip(name));
  try {
    return gunzipSync(packed, { maxOutputLength: LIMITS.inflatedBytes });
  } catch (cause) {
    const tooLarge = codeOf(cause) === 'ERR_BUFFER_TOO_LARGE';
    const text = tooLarge
      ? CAPTURE.inflated(name, bytes(LIMITS.inflatedBytes))
      : CAPTURE.damaged(name);
    throw new UsageError(text, { cause });
  }
}

function parse(json: Uint8Array, name: string): unknown {
  if (!withinBounds(json, LIMITS)) throw new UsageError(CAPTURE.foreign(name));
  try {
    return decodeBigintJson(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw new UsageError(CAPTURE.foreign(name), { cause });
  }
}

function checkSchema(content: unknown, name: string): asserts content is { survey: unknown } {
  const schema =
    typeof content === 'object' && content !== null && 'schema' in content && 'survey' in content
      ? content.schema
      : undefined;
  if (schema === CAPTURE_SCHEMA) return;
  if (typeof schema !== 'string' || !schema.startsWith(`${FORMAT}/`)) {
    throw new UsageError(CAPTURE.foreign(name));
  }
  throw new UsageError(CAPTURE.version(name, printable(schema).slice(0, 40), CAPTURE_SCHEMA));
}
