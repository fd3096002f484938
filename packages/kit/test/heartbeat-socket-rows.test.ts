import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { test } from 'node:test';
import { procKernelView } from '../src/heartbeat/kernel-view.ts';
import { parseProcTcp, procFileOf, rowKey } from '../src/heartbeat/socket-rows.ts';
import { hostState } from '../src/heartbeat/send-queue.ts';

/** Rows as Linux 6.18 prints them: idle, retransmitting to a vanished host, probing a closed window. */
const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 86531 1 000000003b1ab1cb 100 0 0 10 0
   1: 0101090A:1F90 0201090A:C350 01 00000000:00000000 00:00000000 00000000     0        0 86540 1 00000000aa1ab1cb 20 4 30 10 -1
   2: 0101090A:1F90 0201090A:C351 01 000003E8:00000000 01:00000123 00000003     0        0 86541 3 00000000ba1ab1cb 160 4 30 1 7
  13: 0101090A:1F90 0201090A:C352 01 0004C4B4:0000000A 04:00000456 00000000     0        5 86542 2 00000000ca1ab1cb 20 4 30 10 -1
`;

const ends = (remotePort: number) => ({
  localAddress: '10.9.1.1',
  localPort: 8080,
  remoteAddress: '10.9.1.2',
  remotePort,
});

const KEYS = [50_000, 50_001, 50_002].map((port) => rowKey(ends(port)));

test('rowKey() writes IPv4 addresses as the kernel does', { skip: notLittle() }, () => {
  assert.equal(KEYS[0], '0101090A:1F90 0201090A:C350');
});

const ADDRESSES = [
  ['::1', '00000000000000000000000001000000'],
  ['fd09:1::2', '010009FD000000000000000002000000'],
  ['::ffff:10.9.1.1', '0000000000000000FFFF00000101090A'],
  ['fe80::1%eth0', '000080FE000000000000000001000000'],
  ['2001:db8:1:2:3:4:5:6', 'B80D0120020001000400030006000500'],
] as const;

for (const [address, hex] of ADDRESSES) {
  test(`rowKey() writes ${address} as the kernel does`, { skip: notLittle() }, () => {
    const both = { localAddress: address, localPort: 1, remoteAddress: address, remotePort: 2 };
    assert.equal(rowKey(both), `${hex}:0001 ${hex}:0002`);
    assert.equal(procFileOf(both), '/proc/net/tcp6');
  });
}

/** The table above is of such a machine. */
function notLittle(): string | false {
  return endianness() === 'LE' ? false : 'Needs a little-endian machine';
}

test('parseProcTcp() reads the sending side of the wanted rows only', { skip: notLittle() }, () => {
  const found = parseProcTcp(TABLE, new Set(KEYS.slice(1)));
  assert.deepEqual(
    [...found],
    [
      [
        KEYS[1],
        { unacknowledgedBytes: 1_000, timer: 'retransmit', retransmits: 3, unansweredProbes: 0 },
      ],
      [
        KEYS[2],
        { unacknowledgedBytes: 312_500, timer: 'probe', retransmits: 0, unansweredProbes: 5 },
      ],
    ],
  );
});

test('parseProcTcp() finds nothing in nothing, and not a row that is cut short of its key', () => {
  assert.equal(parseProcTcp('', new Set(KEYS)).size, 0);
  assert.equal(parseProcTcp('   1: 0101090A:1F90', new Set(KEYS)).size, 0);
});

test(
  'procKernelView() answers many questions with one reading',
  { skip: notLittle() },
  async () => {
    let readings = 0;
    const view = procKernelView(async () => {
      readings += 1;
      return TABLE;
    });
    const answers = await Promise.all([1, 1, 0, 9].map((n) => view.sendQueue(ends(50_000 + n))));
    assert.deepEqual(
      answers.map((answer) => answer?.unacknowledgedBytes),
      [1_000, 1_000, 0, undefined],
    );
    await view.sendQueue(ends(50_000));
    assert.equal(readings, 2);
  },
);

test('procKernelView() cannot tell where the file cannot be read', async () => {
  const view = procKernelView(async () => {
    throw new Error('ENOENT');
  });
  assert.equal(await view.sendQueue(ends(50_000)), undefined);
  assert.equal(hostState(undefined, 0), 'unknown');
});
