/**
 * A queue that nobody accepts from: what it brings about, what is said of it, and what to do.
 * @module
 */
import type { Listener } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import type { Remedy } from '../model/verdict.ts';
import { isOutOfDescriptors } from './descriptors.ts';
import { closesShortlyLate } from './leak-age.ts';
import { UNBLOCK, sentences, stopsAtLimit, workerRemedies } from './listener-words.ts';
import { holdersOf } from './listener.ts';
import { held, last, latest, serviceOn } from './looks.ts';
import { areStopped, resumeRemedies, stoppedSentence } from './stopped.ts';

/**
 * Ids of rules whose findings on the port follow from nobody accepting there: a program that stands still
 * does not close either. Not where its descriptors are used up: there what it does not close is why it
 * cannot accept.
 */
export function unclosed(namespace: NamespaceSurvey, listeners: readonly Listener[]): string[] {
  const holders = listeners.flatMap((listener) => holdersOf(namespace, listener));
  if (holders.some(isOutOfDescriptors)) return [];
  const follows =
    areStopped(holders) ||
    listeners.every((listener) => closesShortlyLate(namespace, listener.local.port));
  return follows ? ['close-wait-leak'] : [];
}

/** That nobody accepts, and who was stopped. */
export function standstillSentence(namespace: NamespaceSurvey, listener: Listener): Text {
  const holders = holdersOf(namespace, listener);
  if (areStopped(holders)) return sentences(ALL_STOPPED, stoppedSentence(holders));
  const because = worksAtLimit(namespace, listener) ? AT_A_LIMIT : STANDS_STILL;
  return sentences(because, stoppedSentence(holders));
}

/** Holds whenever the process was stopped, within the window too. */
const ALL_STOPPED: Text = {
  en: 'Nobody accepts from this queue now: whoever holds it is stopped.',
  ko: '이 큐를 가진 프로세스가 모두 정지되어 있어 지금은 아무도 accept하지 않습니다.',
};

const STANDS_STILL: Text = {
  en: 'Nothing was accepted from this queue while we looked: the accept loop stands still.',
  ko: '관찰하는 동안 이 큐에서 accept된 연결이 없습니다. accept 루프가 멈춰 있습니다.',
};

const AT_A_LIMIT: Text = {
  en: 'Nothing was accepted from this queue while we looked: the program is at a limit of its own, or its accept loop stands still.',
  ko: '관찰하는 동안 이 큐에서 accept된 연결이 없습니다. 프로그램이 자체 연결 한도에 이르렀거나 accept 루프가 멈춰 있습니다.',
};

/**
 * How accepting goes on: first whoever was stopped, then a limit of the program's own where it still
 * works for those it has, then a look at what it waits for.
 */
export function standstillRemedies(namespace: NamespaceSurvey, listener: Listener): Remedy[] {
  const holders = holdersOf(namespace, listener);
  const resume = resumeRemedies(holders);
  if (areStopped(holders)) return resume;
  const workers = workerRemedies(namespace, listener);
  return worksAtLimit(namespace, listener)
    ? [...resume, ...workers, UNBLOCK]
    : [...resume, UNBLOCK, ...workers];
}

/**
 * The program is one that stops accepting at a limit of its own, and serves those it has: it has accepted
 * connections, and none of them lies unread in every look.
 */
export const worksAtLimit = (namespace: NamespaceSurvey, listener: Listener): boolean =>
  stopsAtLimit(namespace, listener) &&
  hasAccepted(namespace, listener) &&
  !held(namespace, 'unread').some(
    (trail) => latest(trail).inode > 0 && latest(trail).local.port === listener.local.port,
  );

function hasAccepted(namespace: NamespaceSurvey, { local }: Listener): boolean {
  const service = serviceOn(last(namespace), local.port);
  if (service === undefined) return false;
  return service.established > service.unaccepted - service.unacceptedCloseWait;
}
