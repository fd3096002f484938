/**
 * A plan as cloud-init user data: the file for /etc/sysctl.d, and the command that reads it at the first
 * start. Source: cloudinit.readthedocs.io, modules write_files and runcmd.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Plan } from '../plan.ts';
import { hostChanges } from './spaces.ts';
import { sysctlFile } from './sysctl-d.ts';

/** The user data; its first line names the format. */
export function cloudInit(plan: Plan, lang: Lang): string {
  const file = sysctlFile(plan, lang).trimEnd().split('\n');
  // Nothing but comments would be no mapping, which cloud-init refuses.
  const body =
    hostChanges(plan).length === 0
      ? [...file, '{}']
      : [
          'write_files:',
          '  - path: "/etc/sysctl.d/60-tcpdoctor.conf"',
          '    owner: "root:root"',
          '    permissions: "0644"',
          '    content: |',
          ...file.map((line) => (line === '' ? '' : `      ${line}`)),
          'runcmd:',
          '  - ["sysctl", "--system"]',
        ];
  return `${['#cloud-config', ...body].join('\n')}\n`;
}
