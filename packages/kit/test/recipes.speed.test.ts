import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { TestContext } from 'node:test';
import type { Place } from '../../doctor/src/lab/place.ts';
import { GUARD, inside } from '../../doctor/src/lab/place.ts';
import { lackingSentence } from '../../doctor/src/lab/needs.ts';
import { openStage } from '../../doctor/src/lab/stage.ts';
import { until } from '../../doctor/src/lab/until.ts';
import { startProgram } from './heartbeat-program.ts';
import type { ClientSettings } from './recipes-client.ts';
import { recipe, snippet } from './recipes-runtime.ts';

/** A proxy with the configuration of its recipe. */
interface Proxy {
  readonly name: string;
  readonly probe: readonly string[];
  readonly config: string;
  readonly command: (folder: string, config: string) => readonly string[];
  /** Connections to the application for any number of requests. */
  readonly pooled: number;
}

const NGINX: Proxy = {
  name: 'nginx',
  probe: ['nginx', '-v'],
  config: 'nginx/nginx.conf',
  command: (folder, config) => [
    'nginx',
    '-p',
    folder,
    '-e',
    'stderr',
    '-c',
    config,
    '-g',
    `daemon off; pid ${folder}/pid; error_log stderr crit;`,
  ],
  pooled: 100, // 50 for each of two workers or more; without the pool it would be one per request
};

const HAPROXY: Proxy = {
  name: 'haproxy',
  probe: ['haproxy', '-v'],
  config: 'haproxy/haproxy.cfg',
  command: (_folder, config) => ['haproxy', '-db', '-q', '-f', config],
  pooled: 50,
};

/** Runs a proxy and an application inside a namespace of its own, on its loopback. */
async function behind(
  proxy: Proxy,
  body: (ask: Ask, place: Place, stands: Stands) => Promise<void>,
  change: (config: string) => string = (config) => config,
): Promise<void> {
  await using stage = await openStage({ family: 'ipv4' });
  const place = stage.server;
  await using app = startProgram(place, 'recipes-app.ts', {});
  await app.hear('listening');
  const folder = mkdtempSync(`${tmpdir()}/tcpd-recipe-`);
  const config = `${folder}/config`;
  writeFileSync(config, change(readFileSync(snippet(proxy.config), 'utf8')));
  const args = [`${GUARD}exec "$@"`, 'sh', String(place.inode), ...proxy.command(folder, config)];
  const child = spawn('ip', ['netns', 'exec', place.name, 'sh', '-c', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  try {
    await until('the proxy to listen', async () => (await listener(place)) !== '');
    const ask: Ask = async (settings) => {
      await using client = startProgram(place, 'recipes-client.ts', settings);
      return (await client.hear('done', 20_000)) as unknown as Answers;
    };
    await body(ask, place, async () => {
      app.tell('how many?');
      return app.wait('its connections', () => app.said.findLast(({ name }) => name === 'stands'));
    });
  } finally {
    const gone = once(child, 'close');
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGTERM');
      await gone;
    }
    rmSync(folder, { recursive: true });
  }
}

interface Answers {
  readonly statuses: Readonly<Record<string, number>>;
  readonly leastMs: number;
  readonly mostMs: number;
}

type Stands = () => Promise<Readonly<Record<string, unknown>>>;

type Ask = (settings: ClientSettings) => Promise<Answers>;

const listener = (place: Place): Promise<string> => inside(place, "ss -Hltn 'sport = :8080'");

/** A test of a proxy; without namespaces it is not run either. */
function proxyRecipe(
  { name, probe }: Proxy,
  what: string,
  body: (t: TestContext) => Promise<void>,
): void {
  const missing = lackingSentence('root', 'ip');
  if (missing === undefined) recipe({ name, probe }, what, body);
  else recipe({ name: `${name} (${missing})`, probe: ['false'] }, what, body);
}

for (const proxy of [NGINX, HAPROXY]) {
  proxyRecipe(proxy, 'pool, backlog and timeouts are as configured', async (t) => {
    await behind(proxy, async (ask, place, stands) => {
      assert.equal((await listener(place)).split(/ +/)[2], '1024');
      const { statuses } = await ask({ path: '/', count: 2_000, atATime: 20 });
      assert.deepEqual(statuses, { 200: 2_000 });
      const { connections, requests } = await stands();
      t.diagnostic(`${String(requests)} requests over ${String(connections)} connections`);
      assert.ok(requests === 2_000 && Number(connections) <= proxy.pooled, String(connections));
      const waiting = ask({ path: '/slow', count: 1, atATime: 1 });
      const timers = await until('a client of the proxy', async () => {
        const rows = await inside(place, "ss -Htno state established 'sport = :8080'");
        return rows === '' ? undefined : rows;
      });
      assert.match(timers, /timer:\(keepalive/);
      const slow = await waiting;
      t.diagnostic(`a hung application: ${JSON.stringify(slow)}`);
      assert.deepEqual(slow.statuses, { 504: 1 });
      assert.ok(slow.mostMs > 4_500 && slow.mostMs < 9_000);
    });
  });
}

/** What takes the cures away again: texts of a configuration, and what to put there. */
const UNDONE = [
  {
    proxy: NGINX,
    pool: ['keepalive 50;', ''],
    backlog: ['backlog=1024', ''],
    otherwise: '511',
  },
  {
    proxy: HAPROXY,
    pool: ['http-reuse always', 'option http-server-close'],
    backlog: ['backlog 1024', ''],
    otherwise: '4096', // its maxconn of 8,192, cut down by the kernel
  },
] as const;

for (const { proxy, pool, backlog, otherwise } of UNDONE) {
  const without = ([text, instead]: readonly [string, string]) => {
    return (config: string): string => {
      assert.ok(config.includes(text), text);
      return config.replace(text, instead);
    };
  };
  proxyRecipe(proxy, 'every request opens a connection without the line that pools', async () => {
    await behind(
      proxy,
      async (ask, _place, stands) => {
        const { statuses } = await ask({ path: '/', count: 200, atATime: 20 });
        assert.deepEqual(statuses, { 200: 200 });
        // HAProxy's health checks come on connections of their own.
        assert.ok(Number((await stands())['connections']) >= 200);
      },
      without(pool),
    );
  });

  proxyRecipe(proxy, 'the backlog is another one when nothing is said', async () => {
    const body = async (_: Ask, place: Place): Promise<void> =>
      assert.equal((await listener(place)).split(/ +/)[2], otherwise);
    await behind(proxy, body, without(backlog));
  });
}

proxyRecipe(HAPROXY, 'what does not fit waits for long without a limit on waiting', async () => {
  const patient = (config: string): string =>
    config.replace('timeout queue 500ms', 'timeout queue 60s');
  await behind(
    HAPROXY,
    async (ask) => {
      const { statuses, leastMs } = await ask({ path: '/slow', count: 80, atATime: 80 });
      assert.deepEqual(statuses, { 504: 80 });
      assert.ok(leastMs > 4_500, `${leastMs} ms`);
    },
    patient,
  );
});

proxyRecipe(HAPROXY, 'what does not fit is refused after half a second', async (t) => {
  await behind(HAPROXY, async (ask) => {
    const { statuses, leastMs } = await ask({ path: '/slow', count: 80, atATime: 80 });
    t.diagnostic(
      `80 at a time: ${JSON.stringify(statuses)}, the first after ${leastMs.toFixed()} ms`,
    );
    assert.deepEqual(statuses, { 503: 30, 504: 50 });
    assert.ok(leastMs > 400 && leastMs < 4_500);
  });
});
