import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import type { Scenario } from '../src/lab/scenario.ts';
import { SCENARIOS } from '../src/lab/scenarios/catalog.ts';
import { playAs } from './play-as.ts';
import type { Cast } from './play-as.ts';
import { nobody } from './power-level.ts';

/** Of the faults of one's own processes, so many must still be named first, as with all power. */
const ENOUGH = 0.7;

/** Stages at once: more would cost the faults the CPU they need. */
const AT_ONCE = 4;

const WINDOW_MS = 3_000;

const FAULTS = SCENARIOS.filter(
  ({ kind, families }) => kind === 'fault' && families.includes('ipv4'),
);

/** The tool and the programs it looks at are the same ordinary user's. */
const OWN: Cast = { doctor: nobody, actors: nobody, windowMs: WINDOW_MS };

/** Faults made of hand-made packets need raw sockets: their actors are root's, somebody else's. */
const FOREIGN: Cast = { ...OWN, actors: [] };

/** What came out: nothing when the right thing was found first on every side. */
async function complaint(scenario: Scenario): Promise<string | undefined> {
  try {
    const { firstRight, wrong } = await playWith(scenario);
    return firstRight ? undefined : `${scenario.id}: ${wrong.join('; ')}`;
  } catch (error) {
    return `${scenario.id}: did not run: ${String(error)}`;
  }
}

async function playWith(scenario: Scenario): ReturnType<typeof playAs> {
  try {
    return await playAs(scenario, OWN);
  } catch (error) {
    if (!(error instanceof Error && /\bEPERM\b/.test(error.message))) throw error;
    return playAs(scenario, FOREIGN);
  }
}

test(
  'an ordinary user is told the cause of most faults of his own programs',
  needs('root', 'ip', 'nft'),
  async (t) => {
    const queue = [...FAULTS];
    const complaints: string[] = [];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        complaints.push((await complaint(next)) ?? '');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const wrong = complaints.filter((text) => text !== '');
    const right = FAULTS.length - wrong.length;
    t.diagnostic(`${right} of ${FAULTS.length} named first`);
    for (const text of wrong) t.diagnostic(text);
    assert.equal(complaints.length, FAULTS.length);
    assert.ok(FAULTS.length >= 20, 'the lab has lost its faults');
    assert.ok(
      right / FAULTS.length >= ENOUGH,
      [`${right} of ${FAULTS.length}`, ...wrong].join('\n'),
    );
  },
);
