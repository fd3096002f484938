import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { test } from 'node:test';
import type { TcpRow } from '../src/proc-tcp.ts';
import { isAt, parseTcpRow } from '../src/proc-tcp.ts';

const LISTENER =
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 4711 1';

test('parseTcpRow() reads a listener', () => {
  assert.deepEqual(parseTcpRow(LISTENER), {
    state: 'listen',
    localAddress: '0100007F',
    localPort: 8_080,
    recvQueue: 3,
    inode: 4_711,
  });
});

/** As kernels write them whose processor has the low byte first. */
const CASES = [
  ['0100007F', '127.0.0.1', true],
  ['0100007F', '127.0.0.2', false],
  ['00000000', '0.0.0.0', true],
  ['00000000000000000000000001000000', '::1', true],
  ['00000000000000000000000000000000', '::', true],
  ['00000000000000000000000001000000', '::', false],
  ['0000000000000000FFFF00000100007F', '::ffff:127.0.0.1', true],
  ['000080FE000000000000000001000000', 'fe80::1%eth0', true],
  ['000080FE000000000000000001000000', 'fe80:0:0:0:0::1', true],
  ['000080FE000000000000000001000000', 'fe80::2%eth0', false],
] as const;

for (const [localAddress, address, expected] of CASES) {
  test(
    `isAt() says ${expected} of ${localAddress} and ${address}`,
    { skip: endianness() !== 'LE' && 'this processor has the high byte first' },
    () => {
      const row: TcpRow = { state: 'listen', localAddress, localPort: 80, recvQueue: 0, inode: 1 };
      const family = address.includes(':') ? 'IPv6' : 'IPv4';
      assert.equal(isAt({ address, port: 80, family })(row), expected);
      assert.equal(isAt({ address, port: 81, family })(row), false);
    },
  );
}
