/**
 * Processes that were stopped: by SIGSTOP, a debugger, a frozen container.
 * @module
 */
import type { Owner } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import type { Remedy } from '../model/verdict.ts';
import { lab } from '../proofs/proof.ts';

/** Those of these that were stopped. */
export const stopped = (owners: readonly Owner[]): Owner[] =>
  owners.filter(({ state }) => state === 'T' || state === 't');

/** Nobody of these can run. Not `t`: a traced process is in it for moments only. */
export const areStopped = (owners: readonly Owner[]): boolean =>
  owners.length > 0 && owners.every(({ state }) => state === 'T');

/** Who was stopped; `undefined` when nobody was. */
export function stoppedSentence(owners: readonly Owner[]): Text | undefined {
  const there = stopped(owners);
  if (there.length === 0) return undefined;
  const who = there.map((owner) => `${owner.command} (pid ${owner.pid})`).join(', ');
  return {
    en: `Stopped by a signal (state T): ${who}.`,
    ko: `시그널로 정지된 프로세스(상태 T): ${who}.`,
  };
}

/** Lets the stopped ones go on; nothing when nobody was stopped. */
export function resumeRemedies(owners: readonly Owner[]): Remedy[] {
  const pids = stopped(owners).map(({ pid }) => pid);
  if (pids.length === 0) return [];
  return [
    {
      at: 'process',
      do: {
        en: 'Find out who stopped it, then let it go on',
        ko: '누가 정지시켰는지 확인한 뒤 다시 실행합니다',
      },
      command: `kill -CONT ${pids.join(' ')}`,
      risk: {
        en: 'A debugger or a container runtime may have stopped it on purpose',
        ko: '디버거나 컨테이너 런타임이 의도적으로 정지시킨 것일 수 있습니다',
      },
      proof: lab('accept-queue-overflow-frozen', 'resume'),
    },
  ];
}
