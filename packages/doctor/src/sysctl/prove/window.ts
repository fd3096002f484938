/**
 * What a survey of one namespace says about its window: its length, its traffic, how counters grew.
 * @module
 */
import type { Snapshot } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';

/** The last look. */
const last = ({ looks }: NamespaceSurvey): Snapshot => looks.at(-1) ?? looks[0];

/** Time between the first look and the last, s. 0 with a single look. */
export const seconds = (namespace: NamespaceSurvey): number =>
  (last(namespace).atMs - namespace.looks[0].atMs) / 1_000;

/** How much a counter grew; `undefined` with a single look, without the counter, or when it went back. */
export function growth(namespace: NamespaceSurvey, name: string): number | undefined {
  const was = namespace.looks[0].counters[name];
  const is = last(namespace).counters[name];
  if (namespace.looks.length < 2 || was === undefined || is === undefined) return undefined;
  return is < was ? undefined : Number(is - was);
}

/** Sum of the growth of several counters; `undefined` when one cannot be told. */
export function growthOf(namespace: NamespaceSurvey, ...names: string[]): number | undefined {
  let sum = 0;
  for (const name of names) {
    const grown = growth(namespace, name);
    if (grown === undefined) return undefined;
    sum += grown;
  }
  return sum;
}

/** A sysctl of one number at the end of the window. `undefined`: absent, or no number. */
export function setting(namespace: NamespaceSurvey, key: string): number | undefined {
  const text = last(namespace).sysctls[key];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** TCP segments that came and went in the window. `undefined`: not known. */
export const segments = (namespace: NamespaceSurvey): number | undefined =>
  growthOf(namespace, 'Tcp.InSegs', 'Tcp.OutSegs');

/** Segments in a window below which a namespace is at rest: what is missing then may just not have come. */
export const ENOUGH_SEGMENTS = 30;
