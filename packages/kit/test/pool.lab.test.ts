import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doctorCheckup } from '../../doctor/src/lab/doctor-checkup.ts';
import { needs } from '../../doctor/src/lab/needs.ts';
import type { Stage } from '../../doctor/src/lab/stage.ts';
import { openStage } from '../../doctor/src/lab/stage.ts';
import { startInside } from './program.ts';

interface Told {
  readonly ok: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly okBeforeError: number;
  readonly done: boolean;
}

/** A server, and a client with 64 local ports. */
async function openPorts(): Promise<Stage> {
  const stage = await openStage({ family: 'ipv4' });
  await stage.sysctl('client', { 'net.ipv4.ip_local_port_range': '40000 40063' });
  return stage;
}

const findings = async ({ client }: Stage): Promise<string[]> =>
  ((await doctorCheckup([client.name], 3_000)).get(client.name) ?? []).map(({ rule }) => rule);

/** Starts the client and waits for its first thousand requests. */
async function asking(stage: Stage, ...args: readonly string[]) {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(startInside(stage.server, 'http-server', 'node'));
  await server.said();
  const client = stack.use(
    startInside(stage.client, 'ask-many', args[0] ?? '', url(stage), ...args.slice(1)),
  );
  const first = await client.said<Told>();
  const rest = stack.move();
  return { client, first, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

const url = (stage: Stage): string => `http://${stage.server.address}/`;

test('64 local ports: errors after 64 requests without a pool', needs('root', 'ip'), async () => {
  await using stage = await openPorts();
  await using run = await asking(stage, 'alone', '1000000', '1');
  assert.equal(run.first.okBeforeError, 64);
  assert.deepEqual(Object.keys(run.first.errors), ['EADDRNOTAVAIL']);
  assert.deepEqual(await findings(stage), ['port-exhaustion-time-wait']);
});

test('64 local ports: not one error in 100,000 with a pool', needs('root', 'ip'), async () => {
  await using stage = await openPorts();
  await using run = await asking(stage, 'pool', '100000', '16');
  const found = findings(stage);
  let told = run.first;
  while (!told.done) told = await run.client.said<Told>();
  assert.partialDeepStrictEqual(told, {
    ok: 100_000,
    errors: {},
    limits: { perOrigin: 31, ports: 64 },
  });
  assert.deepEqual(await found, []);
});
