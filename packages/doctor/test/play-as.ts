/**
 * A scenario of the lab, examined by a tool that runs with less power than the lab has.
 * @module
 */
import { judge, openStageFor } from '../src/lab/run.ts';
import type { Outcome } from '../src/lab/run.ts';
import type { Scenario } from '../src/lab/scenario.ts';
import type { Actor } from '../src/lab/spawn-actor.ts';
import { startActor } from '../src/lab/spawn-actor.ts';
import type { Side } from '../src/lab/place.ts';
import type { Stage } from '../src/lab/stage.ts';
import type { MissingPower } from '../src/model/survey.ts';
import type { Finding } from '../src/model/verdict.ts';
import type { Prefix } from './power-level.ts';
import { doctor } from './run-doctor.ts';

/** Who does what. */
export interface Cast {
  /** Runs the tool, inside the namespaces of the stage. */
  readonly doctor: Prefix;
  /** Runs the actors. */
  readonly actors: Prefix;
  readonly windowMs: number;
}

/** A checkup as `--json` prints it, as far as it is used here. */
export interface JsonCheckup {
  readonly power: {
    readonly missing: readonly (MissingPower & { readonly hides: string })[];
  };
  readonly namespaces: readonly {
    readonly name: string;
    readonly findings: readonly Pick<Finding, 'rule' | 'severity'>[];
    readonly verdicts: readonly {
      readonly rule: string;
      readonly kind: 'healthy' | 'unknown' | 'finding';
      readonly because?: string;
    }[];
  }[];
}

/** How a scenario came out. */
export type Played = Pick<Outcome, 'firstRight' | 'wrong'> & {
  readonly scenario: Scenario;
  readonly server: JsonCheckup;
  readonly client: JsonCheckup;
};

/** Plays a scenario over IPv4 and has both sides examined at once. */
export async function playAs(scenario: Scenario, cast: Cast): Promise<Played> {
  await using stage = await openStageFor(scenario, 'ipv4');
  await using people = company(stage, cast.actors);
  for (const side of ['server', 'client'] as const) {
    await stage.sysctl(side, { 'net.ipv4.ip_unprivileged_port_start': 0 });
  }
  await scenario.play({ ...stage, actor: people.actor });
  const [server, client] = await Promise.all([
    checkupOf(stage.server.name, cast),
    checkupOf(stage.client.name, cast),
  ]);
  const found = { server: findingsOf(server), client: findingsOf(client) };
  return { scenario, server, client, ...judge(scenario, found) };
}

/** Actors that are somebody else; they end with the play. */
function company(stage: Stage, prefix: Prefix): Pick<Stage, 'actor'> & AsyncDisposable {
  const actors: Actor[] = [];
  return {
    async actor(side: Side, title = `lab-${side}`) {
      const place = stage[side];
      if (place === undefined) throw new Error(`Cannot use the ${side}: this stage has none`);
      const actor = await startActor(place, title, prefix);
      actors.push(actor);
      return actor;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(actors.map((actor) => actor.kill()));
    },
  };
}

async function checkupOf(name: string, cast: Cast): Promise<JsonCheckup> {
  const argv = ['check', '--json', '--netns', 'current', '--window', `${cast.windowMs}ms`];
  const prefix = ['ip', 'netns', 'exec', name, ...cast.doctor];
  const { status, stdout, stderr } = await doctor(argv, { prefix });
  if (status !== 0 && status !== 1) throw new Error(`Ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as JsonCheckup;
}

const findingsOf = ({ namespaces }: JsonCheckup): readonly Finding[] =>
  (namespaces[0]?.findings ?? []) as readonly Finding[];
