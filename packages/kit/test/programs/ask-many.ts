/**
 * Asks a server many times: `pool URL COUNT AT_ONCE` on one pool of the kit, `alone URL COUNT AT_ONCE`
 * with a connection for each request, as a program without a pool does. Says after each thousand, or
 * after the first error, how it stands.
 * @module
 */
import * as undici from 'undici';
import { httpPool } from '../../src/pool/mod.ts';
import { say } from './say.ts';

const [, , how, url = '', count = '1', atOnce = '1'] = process.argv;
const pool = httpPool(undici);
const told = { ok: 0, errors: {} as Record<string, number>, okBeforeError: -1 };

async function ask(dispatcher: undici.Dispatcher): Promise<void> {
  const { statusCode, body } = await undici.request(url, { dispatcher });
  await body.dump();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
}

async function askAlone(): Promise<void> {
  const client = new undici.Client(url);
  try {
    await ask(client);
  } finally {
    await client.close();
  }
}

async function askOnce(): Promise<void> {
  try {
    await (how === 'pool' ? ask(pool.agent) : askAlone());
    told.ok += 1;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    told.errors[code] = (told.errors[code] ?? 0) + 1;
    if (told.okBeforeError === -1) told.okBeforeError = told.ok;
  }
}

let asked = 0;
async function worker(): Promise<void> {
  while (asked < Number(count)) {
    asked += 1;
    if (asked % 1_000 === 0) say({ ...told, done: false });
    await askOnce();
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, worker));
say({ ...told, done: true, counters: pool.counters(), limits: pool.limits });
await pool.close();
