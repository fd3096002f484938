/**
 * Who is behind a finding, in few words.
 * @module
 */
import type { Lang } from '../model/text.ts';
import type { NamespaceSurvey, Owner } from '../model/survey.ts';
import type { Finding } from '../model/verdict.ts';
import { ownersOf } from '../rules/owner.ts';
import { printable } from './printable.ts';
import { OWNER } from './words.ts';

const MAX_PIDS = 3;
const MAX_COMMANDS = 3;

/** The processes of a finding, each once, lowest pid first. Empty: nobody, or not visible. */
export function findingOwners(namespace: NamespaceSurvey, finding: Finding): Owner[] {
  const owners = ownersOf(namespace, finding.inodes);
  const { subject } = finding;
  if (subject.kind !== 'process') return owners;
  const known =
    owners.find((owner) => owner.pid === subject.pid) ?? anyOwner(namespace, subject.pid);
  return [known ?? { pid: subject.pid, command: subject.command, commandLine: '' }];
}

const anyOwner = (namespace: NamespaceSurvey, pid: number): Owner | undefined =>
  Object.values(namespace.owners)
    .flat()
    .find((owner) => owner.pid === pid);

/** Parts of the line below a title: `nginx (pid 812, 813 and 6 more)`, `nginx.service`, `container 1f2e…`. */
export function ownerParts(namespace: NamespaceSurvey, finding: Finding, lang: Lang): string[] {
  const owners = findingOwners(namespace, finding);
  if (owners.length === 0) return finding.inodes.length === 0 ? [] : [OWNER.unknown[lang]];
  const places = owners.flatMap(({ unit, container }) => [
    ...(unit === undefined ? [] : [printable(unit)]),
    ...(container === undefined ? [] : [OWNER.container(printable(container))[lang]]),
  ]);
  return [commands(owners, lang), ...firstFew([...new Set(places)], MAX_COMMANDS, lang)];
}

function commands(owners: readonly Owner[], lang: Lang): string {
  const byCommand = Map.groupBy(owners, (owner) => owner.command);
  const named = Array.from(byCommand, ([command, those]) => {
    const pids = firstFew(
      those.map((owner) => String(owner.pid)),
      MAX_PIDS,
      lang,
    );
    return `${printable(command)} (${OWNER.pids(joined(pids))[lang]})`;
  });
  return joined(firstFew(named, MAX_COMMANDS, lang));
}

/** The first `max`, and how many more as the last. */
function firstFew(all: readonly string[], max: number, lang: Lang): string[] {
  const hidden = all.length - max;
  return hidden <= 0 ? [...all] : [...all.slice(0, max), OWNER.more(hidden)[lang]];
}

const joined = (parts: readonly string[]): string =>
  parts.join(', ').replace(/, (and \d+ more|외 \d+개)$/, ' $1');
