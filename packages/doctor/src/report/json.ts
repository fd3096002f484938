/**
 * A checkup as JSON, schema `tcpdoctor.checkup/1`: `schema/checkup-1.json`, told in `docs/json.md`.
 * Its fields are API.
 * @module
 */
import type { Checkup, NamespaceCheckup, RuleVerdict } from '../model/checkup.ts';
import { STATES } from '../model/socket.ts';
import type { State } from '../model/socket.ts';
import type { MissingPower, NamespaceSurvey, Survey } from '../model/survey.ts';
import type { Lang } from '../model/text.ts';
import type { Finding, Folklore, Remedy } from '../model/verdict.ts';
import { effectInShort, effectOf } from '../proofs/effect.ts';
import { lookCount } from './header.ts';
import { powerText } from './powers.ts';
import { printableJson } from './printable.ts';
import { jsonSubject } from './subject.ts';

/** Name and version of the format. */
export const CHECKUP_SCHEMA = 'tcpdoctor.checkup/1';

/**
 * The whole report as one JSON object, two blanks deep, without a line end. Control characters are
 * escaped, also those that JSON would allow.
 *
 * @param tool Name and version, such as `tcpdoctor 0.1.0`.
 */
export const jsonReport = (checkup: Checkup, tool: string, lang: Lang): string =>
  printableJson(JSON.stringify(jsonCheckup(checkup, tool, lang), undefined, 2));

/** The report as a plain value: numbers, strings, arrays, objects; no `undefined`, no `bigint`. */
export function jsonCheckup(checkup: Checkup, tool: string, lang: Lang) {
  const { survey } = checkup;
  return {
    schema: CHECKUP_SCHEMA,
    tool,
    lang,
    host: jsonHost(survey),
    at: new Date(survey.atEpochMs).toISOString(),
    windowMs: Math.round(survey.windowMs),
    looks: lookCount(survey),
    tookMs: Math.round(survey.tookMs),
    power: {
      root: survey.root,
      missing: survey.missingPower.map((power) => jsonPower(power, lang)),
    },
    namespaces: checkup.namespaces.map((namespace) => jsonNamespace(namespace, lang)),
  };
}

const jsonHost = ({ host }: Survey) => ({
  name: host.name,
  kernel: host.kernel,
  arch: host.arch,
  cpus: host.cpus,
  memoryBytes: host.memoryBytes,
  uptimeSeconds: Math.round(host.uptimeSeconds),
});

const jsonPower = (power: MissingPower, lang: Lang) => ({
  what: power.what,
  ...(power.which === undefined ? {} : { which: power.which }),
  ...(power.code === undefined ? {} : { code: power.code }),
  hides: powerText(power)[lang],
});

function jsonNamespace({ namespace, findings, verdicts }: NamespaceCheckup, lang: Lang) {
  const last = namespace.looks.at(-1) ?? namespace.looks[0];
  return {
    id: namespace.id,
    name: namespace.name,
    ...(namespace.pid === undefined ? {} : { pid: namespace.pid }),
    sockets: jsonStates(last.states),
    findings: findings.map((finding) => jsonFinding(namespace, finding, lang)),
    verdicts: verdicts.map((verdict) => jsonVerdict(verdict, lang)),
  };
}

/** Every state a tool knows; the kernel's two kinds of SYN_RECV are one. */
const jsonStates = (states: Readonly<Record<State, number>>) => ({
  ...Object.fromEntries(STATES.filter((s) => s !== 'newSynRecv').map((s) => [s, states[s]])),
  synRecv: states.synRecv + states.newSynRecv,
});

const jsonFinding = (namespace: NamespaceSurvey, finding: Finding, lang: Lang) => ({
  rule: finding.rule,
  severity: finding.severity,
  confidence: finding.confidence,
  subject: jsonSubject(namespace, finding),
  title: finding.title[lang],
  happens: finding.happens[lang],
  why: finding.why[lang],
  evidence: finding.evidence.map((e) => ({
    what: e.what[lang],
    value: e.value,
    unit: e.unit,
    source: e.source,
  })),
  not: finding.not.map((n) => ({ rule: n.rule, because: n.because[lang] })),
  remedies: finding.remedies.map((remedy) => ({
    at: remedy.at,
    do: remedy.do[lang],
    ...(remedy.command === undefined ? {} : { command: remedy.command }),
    risk: remedy.risk[lang],
    ...jsonProof(remedy, lang),
  })),
  doesNotHelp: finding.doesNotHelp.map((f) => jsonFolklore(f, lang)),
  explains: finding.explains,
});

/** The trial of the lab that shows it, and what the last full run measured. */
function jsonProof({ proof }: Remedy, lang: Lang) {
  if (proof.kind !== 'lab') return {};
  const effect = effectOf(proof);
  return { provenBy: proof.trial, ...(effect === undefined ? {} : { effect: effect[lang] }) };
}

function jsonFolklore({ what, because, proof }: Folklore, lang: Lang) {
  const effect = proof === undefined ? undefined : effectInShort(proof);
  return {
    what,
    because: because[lang],
    ...(effect === undefined ? {} : { effect: effect[lang] }),
  };
}

const jsonVerdict = ({ rule, verdict, explainedBy }: RuleVerdict, lang: Lang) => ({
  rule,
  kind: verdict.kind,
  ...(verdict.kind === 'unknown' ? { because: verdict.because[lang] } : {}),
  ...(explainedBy === undefined ? {} : { explainedBy }),
});
