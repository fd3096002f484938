/**
 * A plan as flags of `docker run`. Source: docs.docker.com, "docker container run", --sysctl: only keys of
 * the container's own network namespace, and none with --network host.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Plan } from '../plan.ts';
import { applicationLines, headerLines, reasonLines, say } from './comments.ts';
import type { ContainerSpace } from './spaces.ts';
import { containerSpaces } from './spaces.ts';
import { SAY } from './words.ts';

/** A command for each namespace that is to change. */
export function dockerRun(plan: Plan, lang: Lang): string {
  const spaces = containerSpaces(plan);
  const lines = [
    ...headerLines(plan, lang),
    ...say([spaces.length === 0 ? SAY.nothing : SAY.docker], lang),
    ...spaces.flatMap((space) => ['', ...commandLines(space, lang)]),
    ...applicationLines(plan.namespaces, lang),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ space, own, ofHost, isTemplate }: ContainerSpace, lang: Lang): string[] {
  const flags = own.map(({ key, to }) => `  --sysctl ${inShell(`${key}=${to}`)} \\`);
  return [
    ...say([isTemplate ? SAY.template : SAY.namespace(space.name)], lang),
    ...say(
      ofHost.map(({ key, to }) => SAY.ofHost(key, to)),
      lang,
    ),
    ...own.flatMap((change) => [`# ${change.key} = ${change.to}`, ...reasonLines(change, lang)]),
    ...(own.length === 0 ? [] : ['docker run \\', ...flags, '  IMAGE']),
  ];
}

/** A word for a shell: quoted where it needs to be. */
const inShell = (word: string): string =>
  /^[\w.,=:/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
