/**
 * Every format that a plan can be exported to.
 * @module
 */
import type { Lang } from '../../model/text.ts';
import type { Plan } from '../plan.ts';
import { ansibleTasks } from './ansible.ts';
import { cloudInit } from './cloud-init.ts';
import { kubernetesDaemonset } from './daemonset.ts';
import { dockerRun } from './docker.ts';
import { kubernetesPod } from './kubernetes.ts';
import { sysctlFile } from './sysctl-d.ts';
import { tunedProfile } from './tuned.ts';

/** A plan as a text in another format, comments in one language; ends with a line end. */
export type ExportPlan = (plan: Plan, lang: Lang) => string;

/** By the name of the format. */
export const EXPORTS = {
  'sysctl.d': sysctlFile,
  ansible: ansibleTasks,
  kubernetes: kubernetesPod,
  daemonset: kubernetesDaemonset,
  docker: dockerRun,
  tuned: tunedProfile,
  'cloud-init': cloudInit,
} as const satisfies Readonly<Record<string, ExportPlan>>;
