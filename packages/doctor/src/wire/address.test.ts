import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { DecodeError } from '../errors.ts';
import { addressText, parseAddress } from './address.ts';

/** The words as a view reads them: network-order bytes in host-order integers. */
function wordsOf(bytes: Uint8Array): [number, number, number, number] {
  const padded = new Uint8Array(16);
  padded.set(bytes);
  const [a = 0, b = 0, c = 0, d = 0] = new Uint32Array(padded.buffer);
  return [a, b, c, d];
}

const textOf = (bytes: Uint8Array): string =>
  addressText(bytes.length === 4 ? 'ipv4' : 'ipv6', wordsOf(bytes));

const CANONICAL = [
  '0.0.0.0',
  '127.0.0.1',
  '10.1.2.3',
  '255.255.255.255',
  '::',
  '::1',
  '1::',
  '2001:db8::1',
  '2001:db8:0:1:1:1:1:1',
  '2001:db8:1:1:1:1:1:0',
  '2001:0:0:1::1',
  '2001:db8::1:0:0:1',
  'fe80::1234:5678:9abc:def0',
  '1:2:3:4:5:6:7:8',
  '::ffff:10.0.0.1',
  '::fffe:a00:1',
  '::10:1',
] as const;

for (const text of CANONICAL) {
  test(`addressText() writes ${text} as it was parsed`, () => {
    assert.equal(textOf(parseAddress(text)), text);
  });
}

const OTHER_FORMS: readonly (readonly [string, string])[] = [
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:0db8::0001', '2001:db8::1'],
  ['::FFFF:0a00:0001', '::ffff:10.0.0.1'],
  ['0:0:0:0:0:ffff:10.0.0.1', '::ffff:10.0.0.1'],
  ['::1.2.3.4', '::102:304'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['1::2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
];

for (const [text, canonical] of OTHER_FORMS) {
  test(`parseAddress() reads ${text} as ${canonical}`, () => {
    assert.equal(textOf(parseAddress(text)), canonical);
  });
}

const INVALID = [
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4 ',
  ':',
  ':::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  '1:2:3:4:5:6:7::8',
  '12345::',
  'g::',
  ':1::',
  '::1:',
  '1.2.3.4::',
  '::1.2.3.4:5',
  '[::1]',
  'fe80::1%eth0',
] as const;

for (const text of INVALID) {
  test(`parseAddress() refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseAddress(text), DecodeError);
  });
}

test('addressText() and parseAddress() undo each other, for any bytes', () => {
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
  const any = fc.oneof(
    fc.array(byte, { minLength: 4, maxLength: 4 }),
    fc.array(byte, { minLength: 16, maxLength: 16 }),
  );
  fc.assert(
    fc.property(any, (bytes) => {
      assert.deepEqual([...parseAddress(textOf(Uint8Array.from(bytes)))], bytes);
    }),
  );
});

test('addressText() agrees with the URL parser on any IPv6 address that is not v4-mapped', () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  const any = fc.array(group, { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(any, (groups) => {
      const text = textOf(Uint8Array.from(groups.flatMap((g) => [g >>> 8, g & 255])));
      fc.pre(!text.includes('.'));
      const url = new URL(`http://[${groups.map((g) => g.toString(16)).join(':')}]/`);
      assert.equal(`[${text}]`, url.hostname);
    }),
  );
});
