/**
 * A plan as the `securityContext` of a pod, which tells safe sysctls from unsafe ones.
 * @module
 */
import type { Lang, Text } from '../../model/text.ts';
import type { Change, Plan } from '../plan.ts';
import { applicationLines, headerLines, reasonLines, say } from './comments.ts';
import { SAFE_SYSCTLS } from './safe-sysctls.ts';
import type { ContainerSpace } from './spaces.ts';
import { containerSpaces } from './spaces.ts';
import { SAY } from './words.ts';
import { quoted } from './yaml.ts';

/** One document for each namespace that is to change. */
export function kubernetesPod(plan: Plan, lang: Lang): string {
  const spaces = containerSpaces(plan);
  const lines = [
    ...headerLines(plan, lang),
    ...say([spaces.length === 0 ? SAY.nothing : SAY.podFragment], lang),
    ...spaces.flatMap((space) => documentLines(space, lang)),
    ...applicationLines(plan.namespaces, lang),
  ];
  return `${lines.join('\n')}\n`;
}

function documentLines({ space, own, ofHost, isTemplate }: ContainerSpace, lang: Lang): string[] {
  const unsafe = own.filter(({ key }) => SAFE_SYSCTLS[key] === undefined);
  return [
    '---',
    ...say([isTemplate ? SAY.template : SAY.namespace(space.name)], lang),
    ...say(
      ofHost.map(({ key, to }) => SAY.ofHost(key, to)),
      lang,
    ),
    ...(unsafe.length === 0
      ? []
      : say([SAY.allowUnsafe(unsafe.map(({ key }) => key).join(','))], lang)),
    'securityContext:',
    own.length === 0 ? '  sysctls: []' : '  sysctls:',
    ...own.flatMap((change) => sysctlLines(change, lang)),
  ];
}

const sysctlLines = (change: Change, lang: Lang): string[] => [
  ...reasonLines(change, lang, '    '),
  ...say([safety(change.key)], lang, '    '),
  `    - name: ${quoted(change.key)}`,
  `      value: ${quoted(change.to)}`,
];

function safety(key: string): Text {
  const since = SAFE_SYSCTLS[key];
  if (since === undefined) return SAY.unsafe;
  return SAY.safe(since === 'always' ? undefined : since);
}
