/**
 * How long connects take on one side of a stage, asked of all actors there. One that is frozen or busy
 * is not waited for.
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pulse } from './actor/ops.ts';
import type { Actor } from './spawn-actor.ts';

/** Longest to wait for answers, ms. */
const PATIENCE_MS = 200;

/** Questions that have not been answered yet: an actor is asked one at a time. */
const asked = new WeakMap<Actor, Promise<Pulse | undefined>>();

/** The handshakes of all of them together. */
export async function pulseOf(actors: readonly Actor[]): Promise<Pulse> {
  const late = new AbortController();
  const patience = pause(PATIENCE_MS, undefined, { signal: late.signal }).catch(() => undefined);
  const answers = await Promise.all(actors.map((actor) => Promise.race([ask(actor), patience])));
  late.abort();
  return {
    connectMs: answers.flatMap((answer) => answer?.connectMs ?? []),
    waitingMs: Math.max(0, ...answers.map((answer) => answer?.waitingMs ?? 0)),
  };
}

function ask(actor: Actor): Promise<Pulse | undefined> {
  const open = asked.get(actor);
  if (open !== undefined) return open;
  // An actor that has ended has no handshakes.
  const answer = actor.pulse({}).catch(() => undefined);
  asked.set(actor, answer);
  void answer.then(() => asked.delete(actor));
  return answer;
}
