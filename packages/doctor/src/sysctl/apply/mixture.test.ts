/**
 * Random plans, random kernels, random deaths: afterwards there is never a mixture that nobody knows of.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Died } from '../../kernel/fake-process.ts';
import type { Accept, SysctlTexts } from '../../kernel/fake-sysctls.ts';
import { recover } from './recover.ts';
import type { Bench } from './sample.ts';
import { bench } from './sample.ts';

const KEYS = [
  'net.core.somaxconn',
  'net.ipv4.tcp_max_syn_backlog',
  'net.ipv4.tcp_syn_retries',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_notsent_lowat',
] as const;

const values = fc.record(
  Object.fromEntries(KEYS.map((key) => [key, fc.integer({ min: 1, max: 100 })])),
);

/** Values by namespace, before and after; some are equal. */
const texts = fc
  .record({ host: values, blue: values, red: values })
  .map((all): SysctlTexts =>
    Object.fromEntries(
      Object.entries(all).map(([name, each]) => [
        name,
        Object.fromEntries(Object.entries(each).map(([key, value]) => [key, `${value}\n`])),
      ]),
    ),
  );

const scenario = fc.record({
  from: texts,
  to: texts,
  /** One write that goes wrong: clamped, refused, or refused after half of it. */
  trouble: fc.option(
    fc.record({ at: fc.nat(14), how: fc.constantFrom('clamp', 'refuse', 'half') }),
    { nil: undefined, freq: 1 },
  ),
  applyDiesAt: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined, freq: 1 }),
  confirmDiesAt: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 1 }),
  watchdogDiesAt: fc.option(fc.integer({ min: 20, max: 120 }), { nil: undefined, freq: 1 }),
  after: fc.boolean(),
  confirms: fc.boolean(),
});

/** Goes wrong at the n-th write. */
function troubled(trouble: { at: number; how: string } | undefined): Accept {
  let writes = 0;
  return (_key, text, before) => {
    if (trouble === undefined || writes++ !== trouble.at) return text;
    if (trouble.how === 'clamp') return '555\n';
    return trouble.how === 'refuse' ? [before, 'EINVAL'] : ['555\n', 'EINVAL'];
  };
}

/** Only death is expected. */
async function quietly(work: Promise<unknown> | undefined): Promise<void> {
  await work?.catch((error: unknown) => {
    if (!(error instanceof Died)) throw error;
  });
}

/** What is in force, against what was there and what was wanted. */
function judge(b: Bench, from: SysctlTexts, to: SysctlTexts): 'old' | 'new' | 'told' {
  const now = b.machine.sysctls.texts();
  const [entry] = b.journal();
  const state = entry?.state;
  const told = new Set<string>();
  if (state?.kind === 'ended') {
    state.fates.forEach((fate, n) => {
      const step = entry?.steps[n];
      if (fate.fate !== 'back' && step !== undefined)
        told.add(`${step.namespace.name} ${step.key}`);
    });
  }
  const wanted = state?.kind === 'confirmed' ? to : from;
  for (const [name, all] of Object.entries(wanted)) {
    for (const [key, text] of Object.entries(all)) {
      if (!told.has(`${name} ${key}`)) assert.equal(now[name]?.[key], text, `${name} ${key}`);
    }
  }
  if (told.size > 0) return 'told';
  return state?.kind === 'confirmed' ? 'new' : 'old';
}

test('all old, or all new and confirmed, or the journal names what is not', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(scenario, async ({ from, to, trouble, after, confirms, ...deaths }) => {
      const { applyDiesAt, confirmDiesAt, watchdogDiesAt } = deaths;
      const fate = (diesAt: number | undefined) => (diesAt === undefined ? {} : { diesAt, after });
      const b = bench({ from, to, accept: troubled(trouble) }, fate(watchdogDiesAt));
      const applier = b.doors(fate(applyDiesAt));
      await quietly(b.apply(applier));
      applier.kill();
      if (confirms) {
        const confirmer = b.doors(fate(confirmDiesAt));
        await quietly(b.confirm(confirmer, true));
        confirmer.kill();
      }
      await quietly(b.watchdogs[0]?.watch.run());
      b.watchdogs[0]?.process.kill();
      b.machine.clock.bootMs += 61_000;
      recover(b.doors());
      const verdict = judge(b, from, to);
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    }),
    { numRuns: 200 },
  );
  assert.ok((seen.get('old') ?? 0) > 20 && (seen.get('new') ?? 0) > 5, JSON.stringify([...seen]));
});
