import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { entry } from '../entry.ts';
import { HOME_INODE } from '../home.ts';
import { needs } from '../needs.ts';
import type { Place } from '../place.ts';
import { REFUSED } from '../spawn-actor.ts';
import { openStage } from '../stage.ts';
import type { EmulatorWish, TunEnd } from './emulated.ts';
import { fullLink } from './link-wish.ts';

const NEEDS = needs('root', 'ip', 'tun');
const DEVICE = 'tcpd-astray';

const endAt = (place: Place): TunEnd => ({ name: place.name, inode: place.inode, device: DEVICE });

/** Runs the emulator where we are, not on a stage. */
function emulateHere(client: TunEnd, server: TunEnd): { status: number | null; stderr: string } {
  const wish: EmulatorWish = { home: HOME_INODE, client, server, link: fullLink({}) };
  const command = [entry('emulator'), JSON.stringify(wish)];
  return spawnSync(process.execPath, command, { encoding: 'utf8', input: '', timeout: 20_000 });
}

test(
  'the emulator refuses to stand in the starting namespace, whatever it is told',
  NEEDS,
  async () => {
    await using stage = await openStage({ family: 'ipv4' });
    const [client, server] = [endAt(stage.client), endAt(stage.server)];
    for (const lie of [client, { ...client, inode: HOME_INODE }, { ...client, name: 'host' }]) {
      const { status, stderr } = emulateHere(lie, server);
      assert.equal(status, REFUSED);
      assert.match(stderr, /^Cannot emulate a link: /);
    }
    assert.ok(!readdirSync('/sys/class/net').includes(DEVICE), 'no device was made here');
  },
);

test('the emulator refuses to end in a namespace that is no stage', NEEDS, async () => {
  await using stage = await openStage({ family: 'ipv4' });
  const wish: EmulatorWish = {
    home: HOME_INODE,
    client: endAt(stage.client),
    server: { ...endAt(stage.server), inode: stage.client.inode },
    link: fullLink({}),
  };
  const inside = ['netns', 'exec', stage.client.name, process.execPath, entry('emulator')];
  const { status } = spawnSync('ip', [...inside, JSON.stringify(wish)], {
    input: '',
    timeout: 20_000,
  });
  assert.equal(status, REFUSED);
});
