/**
 * Commands as they must be typed to reach the right network namespace.
 * @module
 */
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Remedy, SysctlWish } from '../model/verdict.ts';

/** The command, run inside the namespace. The host's needs nothing around it. */
export function inside(namespace: NamespaceSurvey, command: string): string {
  if (namespace.isHost) return command;
  if (namespace.pid !== undefined) return `nsenter -t ${namespace.pid} -n ${command}`;
  return `ip netns exec ${namespace.name} ${command}`;
}

/** `sysctl -w` inside the namespace. Values of several words are quoted. */
export const setSysctl = (namespace: NamespaceSurvey, key: string, value: string): string =>
  inside(namespace, written(key, value));

const written = (key: string, value: string): string =>
  `sysctl -w ${key}=${/[\s,]/.test(value) ? `"${value}"` : value}`;

/** A sysctl of the namespace as a remedy carries it: for the plan, and as the command that sets it. */
export const setting = (
  namespace: NamespaceSurvey,
  sysctl: SysctlWish,
): Pick<Remedy, 'command' | 'sysctl'> => ({
  command: setSysctl(namespace, sysctl.key, sysctl.value),
  sysctl,
});

/** The same for a sysctl that the machine has once: it is set on the host, whoever suffers. */
export const hostSetting = (sysctl: SysctlWish): Pick<Remedy, 'command' | 'sysctl'> => ({
  command: written(sysctl.key, sysctl.value),
  sysctl,
});
