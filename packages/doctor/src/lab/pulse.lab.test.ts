import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from './needs.ts';
import { openStage } from './stage.ts';
import { until } from './until.ts';

const NEEDS = needs('root', 'ip');

for (const family of ['ipv4', 'ipv6'] as const) {
  test(
    `pulse() tells of connects that went through and of those that wait, ${family}`,
    NEEDS,
    async () => {
      await using stage = await openStage({ family });
      const to = stage.server.address;
      const [server, client] = await Promise.all([stage.actor('server'), stage.actor('client')]);
      await stage.sysctl('server', { 'net.ipv4.tcp_syncookies': 0 });
      await server.listen({ port: 80, backlog: 1 });
      assert.deepEqual(await stage.pulse('client'), { connectMs: [], waitingMs: 0 });
      // Two find room, the others wait for the kernel to send their SYN again.
      const connecting = client.connect({ to, port: 80, count: 6, timeoutMs: 700 });
      const pulse = await until('connects that wait', async () => {
        const now = await stage.pulse('client');
        return now.connectMs.length > 0 && now.waitingMs >= 100 ? now : undefined;
      });
      assert.ok(pulse.connectMs.length <= 2, `${pulse.connectMs.length} got through`);
      await connecting;
      assert.equal((await stage.pulse('client')).waitingMs, 0, 'nobody waits for those any more');
      assert.deepEqual(await stage.pulse('server'), { connectMs: [], waitingMs: 0 });
    },
  );
}

test('pulse() does not wait for an actor that is frozen or gone', NEEDS, async () => {
  await using stage = await openStage({ family: 'ipv4' });
  const [frozen, gone] = await Promise.all([stage.actor('client'), stage.actor('client')]);
  frozen.freeze();
  await gone.kill();
  for (let n = 0; n < 3; n += 1) {
    assert.deepEqual(await stage.pulse('client'), { connectMs: [], waitingMs: 0 });
  }
});
