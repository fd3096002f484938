import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameValue } from './same-value.ts';
import type { Shape } from '../setting.ts';

const INTEGER: Shape = { kind: 'integer', min: 0, max: 10 };
const PORTS: Shape = { kind: 'ports' };
const WORD: Shape = { kind: 'word' };
const WORDS: Shape = { kind: 'words' };

const CASES: readonly (readonly [Shape, string, string, boolean])[] = [
  [INTEGER, '7\n', '7', true],
  [INTEGER, '0x7', '7\n', true],
  [INTEGER, '7', '8', false],
  [INTEGER, '', '0', false],
  [PORTS, '8080,8081,9000-9010\n', '8080-8081,9000-9010', true],
  [PORTS, '9000,8080', '8080,9000', true],
  [PORTS, '8080-8090,8085', '8080-8090', true],
  [PORTS, '', '\n', true],
  [PORTS, '', '0', false],
  [PORTS, '8080', '8080-8081', false],
  [WORD, 'bbr\n', 'bbr', true],
  [WORD, 'bbr', 'cubic', false],
  [WORDS, 'bbr cubic reno', 'reno  cubic bbr\n', true],
  [WORDS, 'cubic reno', 'reno cubic bbr', false],
];

for (const [shape, a, b, same] of CASES) {
  test(`sameValue() takes ${JSON.stringify(a)} and ${JSON.stringify(b)} for ${same ? 'the same' : 'two'} (${shape.kind})`, () => {
    assert.equal(sameValue(shape, a, b), same);
    assert.equal(sameValue(shape, b, a), same);
  });
}
