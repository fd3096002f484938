import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { HOME_INODE, homeSysctls } from './home.ts';
import { needs } from './needs.ts';
import { inside } from './place.ts';
import { removeNamespace, REGISTRY, sweep } from './registry.ts';
import { openStage } from './stage.ts';
import { until } from './until.ts';

const FAMILIES = ['ipv4', 'ipv6'] as const;
const STAGE_MODULE = new URL('./stage.ts', import.meta.url).href;

const left = (id: string): string[] => [
  ...readdirSync('/run/netns').filter((name) => name.includes(id)),
  ...readdirSync(REGISTRY).filter((name) => name.includes(id)),
];

for (const family of FAMILIES) {
  test(
    `openStage() joins two namespaces over ${family} and leaves nothing`,
    needs('root', 'ip'),
    async () => {
      const before = homeSysctls();
      let id = '';
      {
        await using stage = await openStage({ family });
        ({ id } = stage);
        assert.notEqual(stage.client.inode, stage.server.inode);
        assert.notEqual(stage.client.inode, HOME_INODE);
        await stage.sysctl('server', { 'net.core.somaxconn': 77, 'net.ipv4.tcp_fin_timeout': '7' });
        assert.equal(await stage.readSysctl('server', 'net.core.somaxconn'), '77');
        const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
        await server.listen({ port: 80, backlog: 10 });
        const { ok } = await client.connect({ to: stage.server.address, port: 80, count: 3 });
        assert.equal(ok, 3);
        assert.equal((await stage.states('server')).established, 3);
      }
      assert.deepEqual(left(id), []);
      assert.deepEqual(homeSysctls(), before);
    },
  );
}

for (const family of FAMILIES) {
  test(`openStage() with a router forwards ${family}`, needs('root', 'ip'), async () => {
    await using stage = await openStage({ family, router: true });
    const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
    await server.listen({ port: 80, backlog: 10 });
    const { ok } = await client.connect({ to: stage.server.address, port: 80 });
    assert.equal(ok, 1);
    assert.ok(stage.router);
    const forwarded = await inside(stage.router, 'cat /proc/net/snmp /proc/net/snmp6');
    assert.match(forwarded, family === 'ipv4' ? /Ip: 1 / : /Ip6OutForwDatagrams\s+[1-9]/);
  });
}

test('nft() rules act inside the stage, and go again', needs('root', 'ip', 'nft'), async () => {
  await using stage = await openStage({ family: 'ipv4' });
  const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
  await server.listen({ port: 80, backlog: 10 });
  const knock = () => client.connect({ to: stage.server.address, port: 80, hold: false });
  await stage.nft('server', ['tcp dport 80 reject with tcp reset']);
  assert.deepEqual((await knock()).failed, { ECONNREFUSED: 1 });
  await stage.nft('server', []);
  assert.equal((await knock()).ok, 1);
});

test(
  'inside() refuses when the namespace is not the expected one',
  needs('root', 'ip'),
  async () => {
    await using stage = await openStage({ family: 'ipv4' });
    const lie = { ...stage.client, inode: stage.server.inode };
    await assert.rejects(inside(lie, 'echo reached'), { code: '97' });
  },
);

test('sysctl() refuses what is not net.*', needs('root', 'ip'), async () => {
  await using stage = await openStage({ family: 'ipv4' });
  for (const key of ['kernel.panic', 'net/../kernel.panic', 'net']) {
    await assert.rejects(async () => stage.sysctl('server', { [key]: '1' }), /Cannot use sysctl/);
  }
});

/** A process of ours that opens a stage, says its id and stays. */
async function otherRun(): Promise<{ id: string; child: ReturnType<typeof spawn> }> {
  const script = `
    const { openStage } = await import(${JSON.stringify(STAGE_MODULE)});
    const stage = await openStage({ family: 'ipv4' });
    const actor = await stage.actor('server');
    actor.freeze();
    console.log(stage.id);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [id] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { id, child };
}

test(
  'sweep() removes what a killed run left, and nothing of a living one',
  needs('root', 'ip'),
  async () => {
    const { id, child } = await otherRun();
    sweep();
    assert.equal(left(id).length, 3, 'two namespaces and a record of a run that lives');
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(left(id).length, 3, 'nobody has cleaned up yet');
    assert.equal(sweep().filter((name) => name.includes(id)).length, 2);
    assert.deepEqual(left(id), []);
  },
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`a run ended by ${signal} leaves nothing`, needs('root', 'ip'), async () => {
    const { id, child } = await otherRun();
    child.kill(signal);
    const [, by] = (await once(child, 'close')) as [number | null, string | null];
    assert.equal(by, signal, 'it still dies of the signal');
    await until('the stage to be gone', () => left(id).length === 0);
  });
}

test('removeNamespace() refuses names that the lab does not give', () => {
  for (const name of ['host', 'tcpd-kernel-x', 'tcpd-12x-c', '../x']) {
    assert.throws(() => removeNamespace(name), /not a lab namespace/);
  }
  assert.ok(existsSync('/proc/self'));
});
