/**
 * From which age on a connection in CLOSE_WAIT is a leak, whatever else goes on.
 * @module
 */
import type { NamespaceSurvey } from '../model/survey.ts';
import { last } from './looks.ts';

/** No program takes a minute to close what it has read to the end, in ms. */
export const LEAK_MS = 60_000;

/**
 * Whether what came in by a port stays in CLOSE_WAIT for a short time only: a program that stands
 * still does not close either.
 */
export const closesShortlyLate = (namespace: NamespaceSurvey, port: number): boolean =>
  last(namespace)
    .groups.closeWait.filter((group) => group.direction === 'inbound' && group.port === port)
    .flatMap((group) => group.examples)
    .every((socket) => (socket.info?.lastAckRecvMs ?? 0) < LEAK_MS);
