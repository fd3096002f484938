/**
 * Commands as they must be typed to reach the right network namespace.
 * @module
 */
import type { NamespaceSurvey } from '../model/survey.ts';

/** The command, run inside the namespace. The host's needs nothing around it. */
export function inside(namespace: NamespaceSurvey, command: string): string {
  if (namespace.isHost) return command;
  if (namespace.pid !== undefined) return `nsenter -t ${namespace.pid} -n ${command}`;
  return `ip netns exec ${namespace.name} ${command}`;
}

/** `sysctl -w` inside the namespace. Values of several words are quoted. */
export const setSysctl = (namespace: NamespaceSurvey, key: string, value: string): string =>
  inside(namespace, `sysctl -w ${key}=${/[\s,]/.test(value) ? `"${value}"` : value}`);
