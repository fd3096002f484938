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

type Family = 'ipv4' | 'ipv6';

/** 64 local ports; over IPv6 what is left of 80, since the settings hold for both. */
const PORTS: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  ipv4: { 'net.ipv4.ip_local_port_range': '40000 40063' },
  ipv6: {
    'net.ipv4.ip_local_port_range': '40000 40079',
    'net.ipv4.ip_local_reserved_ports': '40000,40030-40043,40079',
  },
};

/** A server, and a client with 64 local ports. */
async function openPorts(family: Family): Promise<Stage> {
  const stage = await openStage({ family });
  await stage.sysctl('client', PORTS[family]);
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

function url(stage: Stage): string {
  const { address } = stage.server;
  return `http://${address.includes(':') ? `[${address}]` : address}/`;
}

for (const family of ['ipv4', 'ipv6'] as const) {
  test(
    `64 local ports: errors after 64 requests without a pool (${family})`,
    needs('root', 'ip'),
    async () => {
      await using stage = await openPorts(family);
      await using run = await asking(stage, 'alone', '1000000', '1');
      assert.equal(run.first.okBeforeError, 64);
      assert.deepEqual(Object.keys(run.first.errors), ['EADDRNOTAVAIL']);
      assert.deepEqual(await findings(stage), ['port-exhaustion-time-wait']);
    },
  );

  test(
    `64 local ports: not one error in 100,000 with a pool (${family})`,
    needs('root', 'ip'),
    async () => {
      await using stage = await openPorts(family);
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
    },
  );
}
