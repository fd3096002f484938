/**
 * `tcpdoctor lab NAME --keep`: the stage stands, and a person looks around in it.
 * @module
 */
import { createInterface } from 'node:readline';
import type { Stage } from '../lab/stage.ts';
import { wayIn } from '../lab/user-namespace.ts';
import type { Context } from './context.ts';
import { LAB } from './lab-words.ts';

/** Says how to get in, and waits for Enter, for the end of the input, or for Ctrl-C. */
export async function holdStage({ world, lang }: Context, stage: Stage): Promise<void> {
  for (const line of LAB.standing(stage.server.name, stage.client.name, wayIn())) {
    world.out.write(`   ${line[lang]}\n`);
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const input = createInterface({ input: process.stdin });
  input.once('line', () => resolve());
  input.once('close', () => resolve());
  world.signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  input.close();
  process.stdin.unref();
}
