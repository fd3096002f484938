/**
 * Clients have given up before anybody accepted them: CLOSE_WAIT without an owner.
 * @module
 */
import type { Service } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { inEveryLook, listenerOn, subjectAndInodes } from '../half-open.ts';
import { inodesOf, queueBar, queueEvidence } from '../listener.ts';
import { ENOUGH_LOOKS, HEALTHY, lacks, last, needsLooks, verdictOf } from '../looks.ts';
import type { Rule } from '../rule.ts';
import { page, words } from './words.ts';

const ID = 'unaccepted-close-wait';

/** A connection that was closed again within this time, as health checks do, is nobody's trouble. */
const LONG_WAIT_MS = 1_000;

/** Connections that ended in the accept queue. */
export const unacceptedCloseWait: Rule = {
  id: ID,
  page,

  wants: (namespace) =>
    abandoned(namespace).flatMap(({ port }) => {
      const listener = listenerOn(namespace, port);
      return listener === undefined ? [] : inodesOf(listener);
    }),

  check(namespace) {
    const blind = lacks(namespace, 'sockets');
    if (blind !== undefined) return blind;
    if (last(namespace).services.every((s) => s.unacceptedCloseWait === 0)) return HEALTHY;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    return verdictOf(abandoned(namespace).map((service) => findingFor(namespace, service)));
  },
};

/** Ports where given-up connections wait in every look behind a queue that is not emptied. */
const abandoned = (namespace: NamespaceSurvey): Service[] =>
  inEveryLook(
    namespace,
    ({ unacceptedCloseWait: given, oldestUnacceptedMs }) =>
      given > 0 && (oldestUnacceptedMs ?? Infinity) > LONG_WAIT_MS,
  ).filter(({ port }) =>
    namespace.looks.every((look) =>
      look.listeners.some((l) => l.local.port === port && l.waiting > 0),
    ),
  );

function findingFor(namespace: NamespaceSurvey, service: Service): Finding {
  const listener = listenerOn(namespace, service.port);
  const bar = listener === undefined ? undefined : queueBar(listener);
  return {
    rule: ID,
    severity: 'warning',
    confidence: 'certain',
    ...subjectAndInodes(listener),
    ...words(namespace, service, listener),
    ...(bar === undefined ? {} : { bar }),
    evidence: [
      {
        what: { en: 'given up before accept()', ko: 'accept() 전에 포기된 연결' },
        value: service.unacceptedCloseWait,
        unit: 'connections',
        source: 'sock_diag CLOSE-WAIT, inode 0',
      },
      ...(listener === undefined ? [] : queueEvidence(listener)),
    ],
    explains: [],
  };
}
