/**
 * The doctor's own checkup, as the lab calls it.
 * @module
 */
import { diagnose, survey } from '../mod.ts';
import type { Checkup as WholeCheckup } from '../model/checkup.ts';
import type { Checkup } from './run.ts';

/** Surveys these namespaces, and only these, and answers what the rules found in each. */
export const doctorCheckup: Checkup = async (names, windowMs) =>
  byName(await examine(names, windowMs));

/** The whole checkup of these namespaces, and only these, with all that a plan needs. */
export const examine = async (names: readonly string[], windowMs: number): Promise<WholeCheckup> =>
  diagnose(await survey({ netns: names, windowMs, everySysctl: true }));

/** Findings by the name of their namespace. */
export const byName = ({ namespaces }: WholeCheckup): Awaited<ReturnType<Checkup>> =>
  new Map(namespaces.map((one) => [one.namespace.name, one.findings]));
