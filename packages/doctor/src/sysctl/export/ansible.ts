/**
 * A plan as Ansible tasks. Source: documentation of the module ansible.posix.sysctl.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Plan } from '../plan.ts';
import { applicationLines, headerLines, reasonLines, say } from './comments.ts';
import { hostChanges, unreachedLines } from './spaces.ts';
import { SAY } from './words.ts';
import { quoted } from './yaml.ts';

/** The tasks, one for each key of the host's own namespace. */
export function ansibleTasks(plan: Plan, lang: Lang): string {
  const changes = hostChanges(plan);
  const lines = [
    ...headerLines(plan, lang),
    ...say([changes.length === 0 ? SAY.nothing : SAY.ansible], lang),
    ...unreachedLines(plan, lang),
    ...changes.flatMap((change) => [
      ...reasonLines(change, lang),
      `- name: ${quoted(`Set ${change.key}`)}`,
      '  ansible.posix.sysctl:',
      `    name: ${quoted(change.key)}`,
      `    value: ${quoted(change.to)}`,
      '    sysctl_file: "/etc/sysctl.d/60-tcpdoctor.conf"',
      '    sysctl_set: true',
      '    state: present',
      '    reload: true',
    ]),
    ...(changes.length === 0 ? ['[]'] : []),
    ...applicationLines(plan.namespaces, lang),
  ];
  return `${lines.join('\n')}\n`;
}
