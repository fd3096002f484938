/**
 * A plan as a DaemonSet that sets it on every node: what a pod may not set for itself.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Change, Plan } from '../plan.ts';
import { applicationLines, headerLines, reasonLines, say } from './comments.ts';
import { hostChanges, unreachedLines } from './spaces.ts';
import { SAY } from './words.ts';
import { quoted } from './yaml.ts';

/** With a container that sets and one that waits; it runs in the network namespace of the node. */
export function kubernetesDaemonset(plan: Plan, lang: Lang): string {
  const changes = hostChanges(plan);
  const lines = [
    ...headerLines(plan, lang),
    ...say([changes.length === 0 ? SAY.nothing : SAY.daemonset], lang),
    ...unreachedLines(plan, lang),
    ...changes.flatMap((change) => [
      `# ${change.key} = ${change.to}`,
      ...reasonLines(change, lang),
    ]),
    ...(changes.length === 0 ? [] : daemonset(changes)),
    ...applicationLines(plan.namespaces, lang),
  ];
  return `${lines.join('\n')}\n`;
}

const daemonset = (changes: readonly Change[]): string[] => [
  'apiVersion: apps/v1',
  'kind: DaemonSet',
  'metadata:',
  '  name: tcpdoctor-sysctl',
  '  namespace: kube-system',
  'spec:',
  '  selector:',
  '    matchLabels: { app: tcpdoctor-sysctl }',
  '  template:',
  '    metadata:',
  '      labels: { app: tcpdoctor-sysctl }',
  '    spec:',
  '      hostNetwork: true',
  '      initContainers:',
  '        - name: sysctl',
  '          image: busybox:1.37',
  '          securityContext: { privileged: true }',
  '          command: ["sysctl", "-w"]',
  '          args:',
  ...changes.map(({ key, to }) => `            - ${quoted(`${key}=${to}`)}`),
  '      containers:',
  '        - name: wait',
  '          image: busybox:1.37',
  '          command: ["sleep", "infinity"]',
  '          resources: { requests: { cpu: 1m, memory: 4Mi }, limits: { memory: 16Mi } }',
];
