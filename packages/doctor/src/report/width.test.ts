import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import fastStringWidth from 'fast-string-width';
import { cellWidth, clusters, padCells } from './width.ts';

const CASES = [
  ['nginx', 5],
  ['', 0],
  ['accept 큐', 9],
  ['커널', 4],
  ['커널'.normalize('NFD'), 4],
  ['中文', 4],
  ['カタカナ', 8],
  ['ｶﾀｶﾅ', 4],
  ['👍', 2],
  ['👩‍💻', 2],
  ['👍🏽', 2],
  ['1️⃣', 2],
  ['\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 2],
  ['🇰🇷', 2],
  ['é', 1],
  ['█░·…', 4],
  ['Ａ', 2],
] as const;

for (const [text, cells] of CASES) {
  test(`cellWidth() counts ${cells} cells for "${text}"`, () => {
    assert.equal(cellWidth(text), cells);
  });
}

/** Characters a report is made of: Latin, Hangul, CJK, kana, marks, box drawing, emoji. */
const piece = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }).map((n) => String.fromCodePoint(n)),
  fc
    .integer({ min: 0xa1, max: 0x17f })
    .filter((n) => n !== 0xad)
    .map((n) => String.fromCodePoint(n)),
  fc.integer({ min: 0xac00, max: 0xd7a3 }).map((n) => String.fromCodePoint(n)),
  fc.integer({ min: 0x4e00, max: 0x9fff }).map((n) => String.fromCodePoint(n)),
  fc.integer({ min: 0x3041, max: 0x3096 }).map((n) => String.fromCodePoint(n)),
  fc.integer({ min: 0xff01, max: 0xff5e }).map((n) => String.fromCodePoint(n)),
  fc.integer({ min: 0x20000, max: 0x2a6df }).map((n) => String.fromCodePoint(n)),
  fc.integer({ min: 0x2500, max: 0x259f }).map((n) => String.fromCodePoint(n)),
  fc.constantFrom('👍', '👍🏽', '👩‍💻', '🇰🇷', '🔥', '\u0301', '·', '…', '—'),
);

test('cellWidth() agrees with fast-string-width', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      // A mark after a keycap base or emoji changes what the emoji is; both then differ in detail.
      const text = pieces.join('').replaceAll(/[©®#*0-9]/g, 'x');
      assert.equal(cellWidth(text), fastStringWidth(text));
    }),
  );
});

test('clusters() splits without loss, and keeps an emoji whole', () => {
  assert.deepEqual(clusters('a👩‍💻큐'), ['a', '👩‍💻', '큐']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(clusters(text).join(''), text);
    }),
  );
});

test('padCells() fills to cells, not to characters', () => {
  assert.equal(padCells('심각', 6), '심각  ');
  assert.equal(padCells('too long', 3), 'too long');
});
