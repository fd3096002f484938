/**
 * Checkups made of plain data, for the tests of reports and of the command line.
 * @module
 */
import type { Checkup, NamespaceCheckup } from '../model/checkup.ts';
import type { NamespaceSurvey, Owner, Survey } from '../model/survey.ts';
import { same } from '../model/text.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { sampleNamespace, sampleOwner, sampleSurvey } from '../rules/sample.ts';
import { LOOKS } from '../proofs/proof.ts';
import { descriptorFinding, harmlessFinding, overflowFinding } from './sample-findings.ts';

const nginx: readonly Owner[] = [
  sampleOwner(),
  ...Array.from({ length: 8 }, (_, n) => sampleOwner({ pid: 813 + n })),
];

const php: Owner = {
  pid: 2_001,
  command: 'php-fpm',
  commandLine: `php-fpm: pool www ${'-d include_path=/srv/www/releases/current/vendor '.repeat(7)}`,
  cgroup: '/docker/1f2e3d4c5b6a',
  container: '1f2e3d4c5b6a',
};

const busyLook = (established: number) => ({ states: { established, timeWait: 201, listen: 5 } });

/** The host, with nine nginx workers behind one listener. */
export const hostNamespace: NamespaceSurvey = sampleNamespace(
  [busyLook(41_000), busyLook(41_001), busyLook(41_002)],
  { owners: { 8_080: nginx, 9_000: [php] } },
);

/** A container's namespace. */
export const containerNamespace: NamespaceSurvey = sampleNamespace([{ states: { listen: 2 } }], {
  id: 4_026_532_201,
  name: 'php-fpm (2001)',
  pid: 2_001,
  isHost: false,
  owners: { 9_000: [php] },
});

const healthy: Verdict = { kind: 'healthy' };
const finding = (found: Finding): Verdict => ({ kind: 'finding', findings: [found] });
const needsRoot: Verdict = {
  kind: 'unknown',
  because: {
    en: "no permission to read the table's statistics",
    ko: '테이블 통계를 읽을 권한이 없습니다',
  },
};

const host: NamespaceCheckup = {
  namespace: hostNamespace,
  findings: [overflowFinding, harmlessFinding],
  verdicts: [
    { rule: 'accept-queue-overflow', verdict: finding(overflowFinding) },
    {
      rule: 'syn-backlog-small',
      verdict: finding(overflowFinding),
      explainedBy: overflowFinding.rule,
    },
    { rule: 'fd-exhaustion', verdict: healthy },
    { rule: 'time-wait-harmless', verdict: finding(harmlessFinding) },
    { rule: 'path-loss', verdict: healthy },
    { rule: 'conntrack-full', verdict: needsRoot },
  ],
};

const container: NamespaceCheckup = {
  namespace: containerNamespace,
  findings: [descriptorFinding],
  verdicts: [
    { rule: 'accept-queue-overflow', verdict: healthy },
    { rule: 'syn-backlog-small', verdict: healthy },
    { rule: 'fd-exhaustion', verdict: finding(descriptorFinding) },
    { rule: 'time-wait-harmless', verdict: healthy },
    { rule: 'path-loss', verdict: healthy },
    { rule: 'conntrack-full', verdict: needsRoot },
  ],
};

/** A troubled survey of two namespaces, without CAP_SYS_PTRACE. */
export const troubledSurvey: Survey = sampleSurvey([hostNamespace, containerNamespace], {
  root: false,
  missingPower: [{ what: 'CAP_SYS_PTRACE' }, { what: 'namespace', which: 'blue', code: 'EACCES' }],
});

/** Three findings in two namespaces, two unknown, one healthy everywhere, one explained. */
export const troubledCheckup: Checkup = { survey: troubledSurvey, namespaces: [host, container] };

/** Nothing wrong anywhere. */
export const healthyCheckup: Checkup = {
  survey: sampleSurvey([containerNamespace]),
  namespaces: [
    {
      namespace: containerNamespace,
      findings: [],
      verdicts: [{ rule: 'path-loss', verdict: healthy }],
    },
  ],
};

/** A finding whose every word from outside is hostile. */
export const hostileFinding = (word: string): Finding => ({
  ...overflowFinding,
  subject: { kind: 'process', pid: 1, command: word },
  title: same(word),
  happens: same(word),
  why: same(word),
  bar: { label: same('queue'), value: 5, max: 9, note: same(word) },
  evidence: [{ what: same(word), value: 1, unit: 'setting', source: word }],
  not: [{ rule: 'x', because: same(word) }],
  remedies: [{ at: 'process', do: same(word), command: word, risk: same(word), proof: LOOKS }],
  doesNotHelp: [{ what: word, because: same(word) }],
});

/** A checkup with one finding. */
export const checkupOf = (found: Finding, name = 'host'): Checkup => ({
  survey: sampleSurvey([hostNamespace]),
  namespaces: [
    {
      namespace: { ...hostNamespace, name },
      findings: [found],
      verdicts: [{ rule: found.rule, verdict: finding(found) }],
    },
  ],
});
