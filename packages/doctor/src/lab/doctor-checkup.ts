/**
 * The doctor's own checkup, as the lab calls it.
 * @module
 */
import { diagnose, survey } from '../mod.ts';
import type { Checkup } from './run.ts';

/** Surveys these namespaces, and only these, and answers what the rules found in each. */
export const doctorCheckup: Checkup = async (names, windowMs) => {
  const checkup = diagnose(await survey({ netns: names, windowMs }));
  return new Map(checkup.namespaces.map((one) => [one.namespace.name, one.findings]));
};
