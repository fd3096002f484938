import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fenced, md } from './escape-markdown.ts';
import { printable, printableJson } from './printable.ts';

const CASES = [
  ['nginx: worker', 'nginx: worker'],
  ['a\u001b[2Jb', 'a\\x1b[2Jb'],
  ['a\u009b2Jb', 'a\\x9b2Jb'],
  ['a\nb\tc\u0000', 'a\\x0ab\\x09c\\x00'],
  ['a\u202etxt', 'a\\u202etxt'],
  ['\ud800', '\\ud800'],
  ['\u{e0041}', '\\u{e0041}'],
  ['accept 큐 👩‍💻', 'accept 큐 👩‍💻'],
] as const;

for (const [raw, safe] of CASES) {
  test(`printable() turns ${JSON.stringify(raw)} into "${safe}"`, () => {
    assert.equal(printable(raw), safe);
  });
}

const UNSAFE = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u;

test('printable() leaves nothing that moves a cursor or turns text around', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(printable(text), UNSAFE);
    }),
  );
});

test('printableJson() keeps the value and leaves no control character but line ends', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
      (value) => {
        const json = printableJson(JSON.stringify(value, undefined, 2));
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
        assert.doesNotMatch(json.replaceAll('\n', ''), UNSAFE);
      },
    ),
  );
});

test('md() leaves kernel names readable and markup inert', () => {
  assert.equal(md('net.ipv4.tcp_fin_timeout'), 'net.ipv4.tcp_fin_timeout');
  assert.equal(md('a | `b` <img> *c* [d](e)'), 'a \\| \\`b\\` &lt;img&gt; \\*c\\* \\[d\\](e)');
  assert.equal(md('# heading'), '\\# heading');
  assert.equal(md('1. item'), '1\\. item');
  assert.equal(md('127.0.0.1:80'), '127.0.0.1:80');
  assert.equal(md('@team https://x'), '&#64;team https:&#47;/x');
});

test('fenced() cannot be closed from inside', () => {
  assert.deepEqual(fenced('a\n```\nb'), ['````', 'a', '```', 'b', '````']);
});
