/**
 * Surveys of three looks in which one socket is followed, for the tests of rules on single sockets.
 * @module
 */
import type { GroupKind, Group, Watch } from '../model/snapshot.ts';
import type { SocketFacts, TcpInfo } from '../model/socket.ts';
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import type { Rule } from './rule.ts';
import { sampleNamespace, sampleService, sampleSocket, sampleSurvey } from './sample.ts';
import type { SampleLook } from './sample.ts';

/** A socket in the n-th look (0 to 2, a second apart); `undefined`: not there. */
export type SocketIn = (n: number) => SocketFacts | undefined;

/** A socket that is there in every look. */
export type SocketAt = (n: number) => SocketFacts;

/** A socket that differs from an idle one by this, and by these `tcp_info` fields. */
export const socketWith = (
  more: Omit<Partial<SocketFacts>, 'info'>,
  info: Partial<TcpInfo> = {},
): SocketFacts => sampleSocket({ ...more, info });

/** A namespace with a service on port 80 in which these sockets are watched in three looks. */
export function watching(
  watches: Partial<Record<Watch, readonly SocketIn[]>>,
  look: (n: number) => SampleLook = () => ({}),
  more: Partial<Omit<NamespaceSurvey, 'looks'>> = {},
): NamespaceSurvey {
  const lookAt = (n: number): SampleLook => ({
    services: [sampleService({ established: 2 })],
    ...look(n),
    kept: Object.fromEntries(
      Object.entries(watches).map(([watch, sockets]) => [
        watch,
        sockets.flatMap((socket) => socket(n) ?? []),
      ]),
    ),
  });
  return sampleNamespace([lookAt(0), lookAt(1), lookAt(2)], more);
}

/** A namespace in which these groups of a kind are seen in three looks. */
export function grouping(
  kind: GroupKind,
  groups: (n: number) => readonly Group[],
  look: (n: number) => SampleLook = () => ({}),
  more: Partial<Omit<NamespaceSurvey, 'looks'>> = {},
): NamespaceSurvey {
  const lookAt = (n: number): SampleLook => ({ ...look(n), groups: { [kind]: groups(n) } });
  return sampleNamespace([lookAt(0), lookAt(1), lookAt(2)], more);
}

/** Sockets on port 80 as a group. */
export const inboundGroup = (
  examples: readonly SocketFacts[],
  more: Partial<Group> = {},
): Group => ({
  family: 'ipv4',
  direction: 'inbound',
  port: 80,
  count: examples.length,
  owned: examples.filter((s) => s.inode !== 0).length,
  examples,
  ...more,
});

/** The same namespace with its first look only. */
export const oneLook = (namespace: NamespaceSurvey): NamespaceSurvey => ({
  ...namespace,
  looks: [namespace.looks[0]],
});

/** The same namespace with a source missing from every look. */
export const without = (namespace: NamespaceSurvey, source: string): NamespaceSurvey => {
  const [head, ...rest] = namespace.looks;
  const cut = (look: typeof head) => ({ ...look, missing: [{ source, code: 'EACCES' }] });
  return { ...namespace, looks: [cut(head), ...rest.map(cut)] };
};

/** What a rule says of a namespace, alone in its survey unless one is given. */
export const judge = (rule: Rule, namespace: NamespaceSurvey, survey?: Survey): Verdict =>
  rule.check(namespace, survey ?? sampleSurvey([namespace]));

/** Its findings; none when it is healthy or unknown. */
export function findingsOf(
  rule: Rule,
  namespace: NamespaceSurvey,
  survey?: Survey,
): readonly Finding[] {
  const verdict = judge(rule, namespace, survey);
  return verdict.kind === 'finding' ? verdict.findings : [];
}
