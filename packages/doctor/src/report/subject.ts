/**
 * What a finding is about, with its owner, as `tcpdoctor.checkup/1` writes it.
 * @module
 */
import type { NamespaceSurvey, Owner } from '../model/survey.ts';
import type { Finding, Subject } from '../model/verdict.ts';
import { findingOwners } from './owner.ts';

/** A process as JSON shows it. Never its arguments: they may hold secrets. */
export interface JsonOwner {
  readonly pid: number;
  readonly command: string;
  readonly cgroup?: string;
  readonly unit?: string;
  readonly container?: string;
}

/** A subject with the first owner merged in, and every owner when there are several. */
export type JsonSubject = Subject & Partial<JsonOwner> & { readonly owners?: readonly JsonOwner[] };

/** The subject of a finding, owners resolved. */
export function jsonSubject(namespace: NamespaceSurvey, finding: Finding): JsonSubject {
  const owners = findingOwners(namespace, finding).map(jsonOwner);
  const [first] = owners;
  if (first === undefined) return finding.subject;
  return { ...finding.subject, ...first, ...(owners.length > 1 ? { owners } : {}) };
}

const jsonOwner = ({ pid, command, cgroup, unit, container }: Owner): JsonOwner => ({
  pid,
  command,
  ...(cgroup === undefined ? {} : { cgroup }),
  ...(unit === undefined ? {} : { unit }),
  ...(container === undefined ? {} : { container }),
});
