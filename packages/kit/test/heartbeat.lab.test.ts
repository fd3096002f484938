import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { needs } from '../../doctor/src/lab/needs.ts';
import { until } from '../../doctor/src/lab/until.ts';
import type { Death } from '../src/heartbeat/death.ts';
import { HEARTBEAT, hearDeath, play, SLACK_MS, watchInVain } from './heartbeat-lab.ts';
import type { Play } from './heartbeat-lab.ts';

const inLab = { ...needs('root', 'ip', 'nft'), timeout: 60_000 };

/** The client's host vanishes: not a packet goes in or out any more. */
const vanish = ({ stage }: Play): Promise<void> => stage.nft('client', ['meta l4proto tcp drop']);

/** What a check finds where the kernel knows of nothing. */
const NOTHING = { server: [], client: [] };

/** With this death, not before its time, and at most an interval and the machine's own slowness after it. */
async function assertNoticed(
  t: TestContext,
  within: Play,
  sinceMs: number,
  expected: Pick<Death, 'reason' | 'cause'>,
): Promise<void> {
  const { death, afterMs } = await hearDeath(within, sinceMs);
  t.diagnostic(`noticed after ${afterMs} ms: ${JSON.stringify(death)}`);
  assert.partialDeepStrictEqual(death, expected);
  assert.ok(death.silentMs >= HEARTBEAT.deadAfterMs, `silent for ${death.silentMs} ms`);
  assert.ok(afterMs <= HEARTBEAT.deadAfterMs + HEARTBEAT.everyMs + SLACK_MS, `${afterMs} ms`);
}

test(
  'a vanished host is never noticed without a heartbeat, in time and by name with it',
  inLab,
  async (t) => {
    await using without = await play({ sends: 'events' });
    await using within = await play({ sends: 'events', heartbeat: HEARTBEAT });
    await Promise.all([vanish(without), vanish(within)]);
    const sinceMs = Date.now();
    await assertNoticed(t, within, sinceMs, { reason: 'silent', cause: 'host-gone' });
    await until('nothing to be left in the kernel', async () => (await within.established()) === 0);
    await watchInVain(sinceMs);
    const [bad, good] = await Promise.all([without.check(), within.check()]);
    t.diagnostic(`check: ${JSON.stringify({ without: bad, with: good })}`);
    assert.equal(await without.established(), 1);
    assert.equal(
      without.server.said.some(({ name }) => name === 'closed'),
      false,
    );
    assert.deepEqual(bad.server, ['peer-gone']);
    assert.deepEqual(good.server, []);
  },
);

test(
  'an idle peer that vanishes is noticed too, over IPv6; check cannot see it',
  inLab,
  async (t) => {
    await using without = await play({}, 'ipv6');
    await using within = await play({ heartbeat: HEARTBEAT }, 'ipv6');
    await Promise.all([vanish(without), vanish(within)]);
    const sinceMs = Date.now();
    await assertNoticed(t, within, sinceMs, { reason: 'silent', cause: 'host-gone' });
    await watchInVain(sinceMs);
    const [bad, good] = await Promise.all([without.check(), within.check()]);
    t.diagnostic(`check: ${JSON.stringify({ without: bad, with: good })}`);
    assert.deepEqual([await without.established(), await within.established()], [1, 0]);
    // With nothing on its way the kernel knows nothing: after an hour of it, check speaks of a risk.
    assert.deepEqual([bad, good], [NOTHING, NOTHING]);
  },
);

test(
  'a hung program is not noticed by TCP keepalive nor by check, in time and by name by a heartbeat',
  inLab,
  async (t) => {
    await using without = await play({ keepAliveMs: 1_000 });
    await using within = await play({ keepAliveMs: 1_000, heartbeat: HEARTBEAT });
    const probes = async () =>
      (await without.stage.counters('server'))['TcpExt.TCPKeepAlive'] ?? 0n;
    const before = await probes();
    without.client.freeze();
    within.client.freeze();
    const sinceMs = Date.now();
    await assertNoticed(t, within, sinceMs, { reason: 'silent', cause: 'application-hung' });
    await watchInVain(sinceMs);
    const sent = (await probes()) - before;
    t.diagnostic(`${sent} keepalive probes, all answered, in ${Date.now() - sinceMs} ms`);
    assert.ok(sent >= 3n);
    const [bad, good] = await Promise.all([without.check(), within.check()]);
    t.diagnostic(`check: ${JSON.stringify({ without: bad, with: good })}`);
    // The peer's kernel answers for its program, so nothing is wrong as far as ours can know.
    assert.deepEqual([bad, good], [NOTHING, NOTHING]);
    assert.deepEqual([await without.established(), await within.established()], [1, 0]);
  },
);

test(
  'a hung program that is sent to stops its server without a heartbeat, not with it',
  inLab,
  async (t) => {
    await using without = await play({ sends: 'bulk' });
    await using within = await play({ sends: 'bulk', heartbeat: HEARTBEAT });
    without.client.freeze();
    within.client.freeze();
    const sinceMs = Date.now();
    await assertNoticed(t, within, sinceMs, { reason: 'write-stalled', cause: 'application-hung' });
    await watchInVain(sinceMs);
    const [bad, good] = await Promise.all([without.check(), within.check()]);
    t.diagnostic(`check: ${JSON.stringify({ without: bad, with: good })}`);
    assert.equal(await without.established(), 1);
    assert.deepEqual(bad.client, ['receiver-app-slow']);
    assert.deepEqual(good, { server: [], client: [] });
  },
);
