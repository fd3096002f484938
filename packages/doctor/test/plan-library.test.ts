import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, plan, planProfile } from '../src/mod.ts';
import { sampleNamespace, sampleSurvey } from '../src/rules/sample.ts';
import { PLAN_CASES } from './plan-cases.ts';

test('plan() turns a checkup into a plan that apply can read', async () => {
  const survey = PLAN_CASES.find(({ rule }) => rule === 'time-wait-overflow')?.survey;
  assert.ok(survey !== undefined);
  const made = await plan(diagnose(survey), { tool: 'mine 1.0' });
  assert.partialDeepStrictEqual(made, {
    schema: 'tcpdoctor.plan/1',
    tool: 'mine 1.0',
    namespaces: [
      { name: 'host', changes: [{ key: 'net.ipv4.tcp_max_tw_buckets', from: '10', to: '131072' }] },
    ],
  });
  assert.match(made.namespaces[0]?.changes[0]?.effect.en ?? '', /measured|lab/i);
});

test('plan() of a healthy host, and planProfile() of one with everything set, have nothing to change', async () => {
  const survey = sampleSurvey([sampleNamespace([{}, {}, {}])]);
  assert.deepEqual((await plan(diagnose(survey))).namespaces, []);
  const fitted = await planProfile(survey, 'web');
  assert.equal(fitted.profile, 'web');
  assert.equal(fitted.tool, 'tcpdoctor');
});
