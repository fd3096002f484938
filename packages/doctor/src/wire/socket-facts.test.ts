import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { STATES } from '../model/socket.ts';
import type { SocketFacts } from '../model/socket.ts';
import { addressText } from './address.ts';
import { encodeSocket } from './inet-diag-reply.ts';
import type { SocketParts } from './inet-diag-reply.ts';
import { socketFacts } from './socket-facts.ts';
import { SocketView } from './socket-view.ts';
import { TCP_INFO_BYTES, TCP_INFO_FIELDS } from './tcp-info-layout.ts';

function factsOf(parts: SocketParts, infoBytes?: number): SocketFacts {
  const view = new SocketView();
  view.attach(encodeSocket(parts, infoBytes === undefined ? {} : { infoBytes }));
  assert.equal(view.next(), 'socket');
  return socketFacts(view);
}

const u32 = fc.nat({ max: 0xffff_ffff });
const wide = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const WIDTH = { 1: fc.nat({ max: 255 }), 4: fc.nat({ max: 0xffff_fffe }), 8: wide } as const;

const plain = { noNullPrototype: true } as const;
const info = fc.record(
  {
    appLimited: fc.boolean(),
    ...Object.fromEntries(
      Object.entries(TCP_INFO_FIELDS).map(([name, { bytes }]) => [name, WIDTH[bytes]]),
    ),
  },
  plain,
);
const memory = fc.record(
  {
    rmemBytes: u32,
    rcvbufBytes: u32,
    wmemBytes: u32,
    sndbufBytes: u32,
    wmemQueuedBytes: u32,
    drops: u32,
  },
  plain,
);
const endpoint = (family: 'ipv4' | 'ipv6') =>
  fc.record(
    {
      address: fc.tuple(u32, u32, u32, u32).map((words) => addressText(family, words)),
      port: fc.nat({ max: 65_535 }),
    },
    plain,
  );
const id = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);

/** Every socket the kernel could describe. */
const socket = fc.constantFrom('ipv4' as const, 'ipv6' as const).chain((family) =>
  fc.record(
    {
      cookie: id,
      family: fc.constant(family),
      state: fc.constantFrom(...STATES.slice(0, 11)),
      local: endpoint(family),
      remote: endpoint(family),
      recvQueue: u32,
      sendQueue: u32,
      timer: fc.constantFrom('off', 'retransmit', 'keepalive', 'timeWait', 'probe'),
      timerRetries: fc.nat({ max: 255 }),
      timerMs: u32,
      uid: u32,
      inode: u32,
      memory,
      congestion: fc.constantFrom('bbr', 'cubic', 'reno', 'dctcp', 'fifteen_letters'),
      shutdown: fc.nat({ max: 3 }),
      cgroupId: id,
      info,
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'cookie',
        'family',
        'state',
        'local',
        'remote',
        'recvQueue',
        'sendQueue',
        'timer',
        'timerRetries',
        'timerMs',
        'uid',
        'inode',
      ],
    },
  ),
);

test('socketFacts() gives back what encodeSocket() was told, and nothing that was left out', () => {
  fc.assert(
    fc.property(socket, (parts) => {
      assert.deepEqual(factsOf(parts), parts);
    }),
  );
});

test('socketFacts() leaves out every field an older kernel’s tcp_info ends before', () => {
  const lengths = fc.integer({ min: TCP_INFO_BYTES['2.6'], max: TCP_INFO_BYTES['6.18'] });
  fc.assert(
    fc.property(socket, info, lengths, (parts, told, length) => {
      const expected = Object.entries(TCP_INFO_FIELDS)
        .filter(([, { at, bytes }]) => at + bytes <= length)
        .map(([name]) => name);
      const seen = factsOf({ ...parts, info: told }, length).info;
      assert.deepEqual(Object.keys(seen ?? {}).toSorted(), ['appLimited', ...expected].toSorted());
    }),
  );
});

test('socketFacts() has no info at all where the kernel sends none', () => {
  assert.equal('info' in factsOf({ state: 'synRecv' }), false);
  assert.equal('memory' in factsOf({ state: 'timeWait' }), false);
});
