import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSoftnet } from './softnet.ts';

test('parseSoftnet() reads a line for each CPU', () => {
  const text = readFileSync(new URL('testdata/softnet_stat', import.meta.url), 'utf8');
  assert.equal(parseSoftnet(text).length, 2);
});

test('parseSoftnet() reads hexadecimal, on kernels with fewer columns too', () => {
  assert.deepEqual(
    parseSoftnet('00001945 0000000a 000000ff\nffffffff 00000000 00000000 00000001\n'),
    [
      { processed: 0x1945, dropped: 10, timeSqueezed: 255 },
      { processed: 0xffff_ffff, dropped: 0, timeSqueezed: 0 },
    ],
  );
});

for (const text of ['', '00001945 0000000a', '00001945 0000000a 00000000\nhello', '1945 0 0']) {
  test(`parseSoftnet() refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseSoftnet(text), { name: 'DecodeError' });
  });
}
