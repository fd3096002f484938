/**
 * Writes the screen of output in README.md: brings the first failure of the lab about and has it examined.
 * Needs Linux and root; packets only inside the two namespaces of the stage.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { openStageFor } from '../packages/doctor/src/lab/run.ts';
import { SCENARIOS } from '../packages/doctor/src/lab/scenarios/catalog.ts';
import { HOUSE } from './house.ts';
import { between } from './marked.ts';

const SHOWN = 'accept-queue-overflow';
const README = `${HOUSE}/README.md`;

const scenario = SCENARIOS.find(({ id }) => id === SHOWN);
if (scenario === undefined) throw new Error(`Cannot find the scenario ${SHOWN}`);
await using stage = await openStageFor(scenario, 'ipv4');
await scenario.play(stage);
const { stdout, stderr } = spawnSync(
  process.execPath,
  [`${HOUSE}/packages/doctor/src/main.ts`, '--netns', stage.server.name, '--lang', 'en'],
  { encoding: 'utf8' },
);
process.stdout.write(stdout + stderr);
// What a distribution appends to the kernel's version says nothing to a reader.
const screen = stdout.replace(release(), release().split('-')[0] ?? '').trim();

writeFileSync(README, between(readFileSync(README, 'utf8'), 'sample', `\`\`\`\n${screen}\n\`\`\``));
