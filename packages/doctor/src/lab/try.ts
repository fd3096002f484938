/**
 * For writers of scenarios: plays one, prints what moves on both sides, and what the doctor says.
 * `node packages/doctor/src/lab/try.ts SCENARIO [ipv4|ipv6] [ms]`
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import { SCENARIOS } from './scenarios/catalog.ts';
import { doctorCheckup } from './doctor-checkup.ts';
import { judge, openStageFor } from './run.ts';
import type { StageCounters } from './stage-view.ts';

const [id, family = 'ipv4', ms = '3000'] = process.argv.slice(2);
const scenario = SCENARIOS.find((each) => each.id === id);
if (scenario === undefined)
  throw new Error(`Cannot find ${id}: ${SCENARIOS.map((s) => s.id).join(' ')}`);

const moved = (before: StageCounters, after: StageCounters): string =>
  Object.keys(after)
    .filter((name) => name.startsWith('Tcp') && after[name] !== before[name])
    .map((name) => `${name} +${(after[name] ?? 0n) - (before[name] ?? 0n)}`)
    .join('  ');

await using stage = await openStageFor(scenario, family === 'ipv6' ? 'ipv6' : 'ipv4');
await scenario.play(stage);
for (const side of ['server', 'client'] as const) {
  const before = await stage.counters(side);
  await pause(Number(ms) / 2);
  const states = Object.entries(await stage.states(side)).filter(([, count]) => count > 0);
  process.stdout.write(`${side}: ${states.map(([state, n]) => `${state} ${n}`).join(', ')}\n`);
  process.stdout.write(`  ${moved(before, await stage.counters(side))}\n`);
}

const names = [stage.server.name, stage.client.name];
const byName = await doctorCheckup(names, scenario.windowMs ?? 3_000);
const found = {
  server: byName.get(stage.server.name) ?? [],
  client: byName.get(stage.client.name) ?? [],
};
for (const side of ['server', 'client'] as const) {
  for (const finding of found[side]) {
    const { rule, severity, confidence, title } = finding;
    process.stdout.write(`${side} ${severity} ${rule} (${confidence}): ${title.en}\n`);
  }
}
const { wrong } = judge(scenario, found);
process.stdout.write(wrong.length === 0 ? 'right\n' : `wrong: ${wrong.join('; ')}\n`);
