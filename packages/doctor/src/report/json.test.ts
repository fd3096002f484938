import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { STATES } from '../model/socket.ts';
import type { MissingPower } from '../model/survey.ts';
import type { Subject } from '../model/verdict.ts';
import { jsonCheckup, jsonReport } from './json.ts';
import { checkupOf, healthyCheckup, hostileFinding, troubledCheckup } from './sample.ts';
import { overflowFinding } from './sample-findings.ts';
import { POWER } from './words.ts';

const file = new URL('../../schema/checkup-1.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strictSchema: true, formats: { 'date-time': ISO() } });
const validate = ajv.compile(schema);

function ISO(): RegExp {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
}

function assertValid(json: string): void {
  assert.ok(validate(JSON.parse(json)), JSON.stringify(validate.errors, undefined, 2));
}

const TOOL = 'tcpdoctor 0.1.0';

for (const lang of ['en', 'ko'] as const) {
  test(`jsonReport() fits its schema in ${lang}`, () => {
    assertValid(jsonReport(troubledCheckup, TOOL, lang));
    assertValid(jsonReport(healthyCheckup, TOOL, lang));
  });
}

const at = { address: '10.0.0.1', port: 80 };
const SUBJECTS: readonly Subject[] = [
  { kind: 'listener', family: 'ipv4', ...at },
  { kind: 'destination', family: 'ipv4', source: '10.0.0.2', ...at },
  { kind: 'socket', family: 'ipv6', local: at, remote: at },
  { kind: 'sockets', family: 'ipv4', count: 3, localPort: 80 },
  { kind: 'sockets', family: 'ipv4', count: 3, remote: at },
  { kind: 'process', pid: 1, command: 'init' },
  { kind: 'namespace' },
  { kind: 'host' },
];

for (const subject of SUBJECTS) {
  test(`jsonReport() fits its schema with a ${subject.kind}`, () => {
    assertValid(jsonReport(checkupOf({ ...overflowFinding, subject }), TOOL, 'en'));
    assertValid(jsonReport(checkupOf({ ...overflowFinding, subject, inodes: [] }), TOOL, 'en'));
  });
}

test('jsonReport() fits its schema whatever power was missing', () => {
  const missingPower = Object.keys(POWER).map((what) => ({ what: what as MissingPower['what'] }));
  const survey = { ...troubledCheckup.survey, missingPower };
  assertValid(jsonReport({ ...troubledCheckup, survey }, TOOL, 'en'));
});

test('the schema refuses what is not a checkup', () => {
  const report = jsonCheckup(troubledCheckup, TOOL, 'en');
  assert.equal(validate({ ...report, schema: 'tcpdoctor.checkup/2' }), false);
  assert.equal(validate({ ...report, windowMs: '3000' }), false);
  assert.equal(validate({ ...report, namespaces: [{}] }), false);
  assert.equal(validate({ ...report, host: undefined }), false);
});

test('jsonReport() fits its schema and holds no control character whatever a process is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (word) => {
      const json = jsonReport(checkupOf(hostileFinding(word), word), TOOL, 'en');
      assert.doesNotMatch(json.replaceAll('\n', ''), /[\p{Cc}\u2028-\u202e]/u);
      assertValid(json);
    }),
  );
});

test('jsonCheckup() merges the owner into the subject, and lists all when there are several', () => {
  const { namespaces } = jsonCheckup(troubledCheckup, TOOL, 'en');
  const subject = namespaces[0]?.findings[0]?.subject;
  assert.partialDeepStrictEqual(subject, {
    kind: 'listener',
    port: 80,
    pid: 812,
    command: 'nginx',
    cgroup: '/system.slice/nginx.service',
  });
  assert.equal(subject?.owners?.length, 9);
  assert.equal(namespaces[1]?.findings[0]?.subject.owners, undefined);
});

test('jsonCheckup() holds no arguments of processes', () => {
  assert.doesNotMatch(jsonReport(troubledCheckup, TOOL, 'en'), /include_path/);
});

test('jsonCheckup() has a verdict of every rule in every namespace, explained ones named', () => {
  const { namespaces } = jsonCheckup(troubledCheckup, TOOL, 'en');
  assert.deepEqual(
    namespaces.map(({ verdicts }) => verdicts.length),
    [6, 6],
  );
  assert.deepEqual(namespaces[0]?.verdicts[1], {
    rule: 'syn-backlog-small',
    kind: 'finding',
    explainedBy: 'accept-queue-overflow',
  });
  assert.equal(namespaces[0]?.verdicts[5]?.kind, 'unknown');
});

test('jsonCheckup() counts every state', () => {
  const [host] = jsonCheckup(troubledCheckup, TOOL, 'en').namespaces;
  assert.ok(host);
  assert.deepEqual(
    Object.keys(host.sockets).toSorted(),
    STATES.filter((state) => state !== 'newSynRecv').toSorted(),
  );
});
