/**
 * Tells causes and consequences apart: what one finding explains is not said a second time.
 * @module
 */
import type { NamespaceCheckup, RuleVerdict } from '../model/checkup.ts';
import type { NamespaceSurvey, Survey } from '../model/survey.ts';
import type { Finding, Severity, Verdict } from '../model/verdict.ts';
import { matters } from './same-matter.ts';
import type { Placed } from './same-matter.ts';

/** Most severe first. */
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notice', 'harmless'];
const CONFIDENCES: readonly Finding['confidence'][] = ['certain', 'probable', 'suspected'];

/** What the rules said about one namespace, before anything is left out. */
export interface RawVerdicts {
  readonly namespace: NamespaceSurvey;
  readonly verdicts: readonly { readonly rule: string; readonly verdict: Verdict }[];
}

/**
 * Leaves out every finding that another one explains, also in another namespace and over several
 * steps, and shows what concerns the host once. What is left is ordered: severity, then cause before
 * consequence, then confidence, then size of the evidence.
 *
 * A finding that explains others keeps the ids of those that were left out for it, and is at least
 * as severe as they were.
 */
export function settle(_survey: Survey, raw: readonly RawVerdicts[]): readonly NamespaceCheckup[] {
  const placed = raw.flatMap(findingsOf);
  const causes = causesOf(placed, matters(raw.map((r) => r.namespace)));
  return raw.map((one) => {
    const here = placed.filter((p) => p.namespace === one.namespace);
    const kept = here.filter((p) => causes.get(p) === p);
    return {
      namespace: one.namespace,
      findings: ordered(kept.map((cause) => grown(cause, causes))),
      verdicts: one.verdicts.map((verdict) => answered(verdict, here, causes)),
    };
  });
}

const findingsOf = ({ namespace, verdicts }: RawVerdicts): Placed[] =>
  verdicts.flatMap(({ verdict }) =>
    verdict.kind === 'finding' ? verdict.findings.map((finding) => ({ namespace, finding })) : [],
  );

/**
 * For every finding the one that stands for it: itself when it is kept. Where findings explain each
 * other in a circle the weightiest is taken for the cause.
 */
function causesOf(
  placed: readonly Placed[],
  isSameMatter: (cause: Placed, consequence: Placed) => boolean,
): ReadonlyMap<Placed, Placed> {
  const weighty = placed.toSorted((a, b) => compare(weight(a.finding), weight(b.finding)));
  const explains = (a: Placed, b: Placed) =>
    a.finding.explains.includes(b.finding.rule) && isSameMatter(a, b);
  const below = new Map(
    weighty.map((a) => [a, weighty.filter((b) => a !== b && (repeats(a, b) || explains(a, b)))]),
  );
  const explained = new Set([...below.values()].flat());
  const causes = new Map<Placed, Placed>();
  for (const root of [...weighty.filter((p) => !explained.has(p)), ...weighty]) {
    const open = causes.has(root) ? [] : [root];
    for (let p = open.pop(); p !== undefined; p = open.pop()) {
      causes.set(p, root);
      open.push(
        ...(below.get(p) ?? []).filter((next) => !causes.has(next) && !open.includes(next)),
      );
    }
  }
  return causes;
}

/** The same rule on the host as a whole: one namespace, the host's if it is there, says it. */
function repeats(a: Placed, b: Placed): boolean {
  const both = a.finding.subject.kind === 'host' && b.finding.subject.kind === 'host';
  return both && a.finding.rule === b.finding.rule && precedes(a.namespace, b.namespace);
}

const precedes = (a: NamespaceSurvey, b: NamespaceSurvey): boolean =>
  a.isHost === b.isHost ? a.id < b.id : a.isHost;

/** The finding with what it really explains, and as severe as the worst of it. */
function grown(cause: Placed, causes: ReadonlyMap<Placed, Placed>): Finding {
  const gone = [...causes].flatMap(([p, by]) => (by === cause && p !== cause ? [p.finding] : []));
  const others = gone.filter((finding) => finding.rule !== cause.finding.rule);
  const worst = Math.min(
    ...[cause.finding, ...others].map((finding) => SEVERITIES.indexOf(finding.severity)),
  );
  return {
    ...cause.finding,
    severity: SEVERITIES[worst] ?? cause.finding.severity,
    explains: [...new Set(others.map((finding) => finding.rule))],
  };
}

function answered(
  verdict: RuleVerdict,
  here: readonly Placed[],
  causes: ReadonlyMap<Placed, Placed>,
): RuleVerdict {
  const own = here.filter((p) => p.finding.rule === verdict.rule);
  const by = own.map((p) => causes.get(p)).filter((cause) => cause !== undefined);
  const [cause] = by;
  const isGone = cause !== undefined && own.every((p) => causes.get(p) !== p);
  return isGone
    ? { rule: verdict.rule, verdict: verdict.verdict, explainedBy: cause.finding.rule }
    : { rule: verdict.rule, verdict: verdict.verdict };
}

/** Smaller is weightier, compared from the left. */
type Weight = readonly [severity: number, cause: number, confidence: number, evidence: number];

function ordered(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => compare(weight(a), weight(b)));
}

const weight = (finding: Finding): Weight => [
  SEVERITIES.indexOf(finding.severity),
  finding.explains.length > 0 ? 0 : 1,
  CONFIDENCES.indexOf(finding.confidence),
  -finding.evidence[0].value,
];

function compare(a: Weight, b: Weight): number {
  const at = a.findIndex((value, n) => value !== b[n]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
