import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cellWidth } from './width.ts';
import { cut, hang, verbatim, wrap } from './wrap.ts';

test('wrap() breaks at blanks', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('큐가 가득 찼습니다', 9), ['큐가 가득', '찼습니다']);
  assert.deepEqual(wrap('', 7), ['']);
});

test('wrap() breaks a word that is too long where the line ends', () => {
  assert.deepEqual(wrap('ab cdefghij k', 4), ['ab', 'cdef', 'ghij', 'k']);
  assert.deepEqual(wrap('가나다', 5), ['가나', '다']);
});

test('wrap() loses nothing but blanks and never exceeds its width', () => {
  const texts = fc
    .array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(' ')))
    .map((t) => t.join(''));
  fc.assert(
    fc.property(texts, fc.integer({ min: 12, max: 40 }), (text, cells) => {
      const lines = wrap(text, cells);
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
      for (const line of lines) assert.ok(cellWidth(line) <= cells, `"${line}" in ${cells}`);
    }),
  );
});

test('hang() indents what follows by the width of its lead', () => {
  assert.deepEqual(hang('원인 ', 'one two', 9), ['원인 one', '     two']);
});

test('verbatim() keeps the lines and blanks of a command', () => {
  assert.deepEqual(verbatim('  ', 'a:\n  b:  c', 20), ['  a:', '    b:  c']);
  assert.deepEqual(verbatim('  ', 'a\u001b[31m', 20), ['  a\\x1b[31m']);
  for (const line of verbatim('  ', `x ${'y'.repeat(90)}`, 40)) assert.ok(cellWidth(line) <= 40);
});

test('cut() says that something is missing', () => {
  assert.equal(cut('accept 큐가', 9), 'accept …');
  assert.equal(cut('short', 9), 'short');
});

test('verbatim() breaks a long command so that it can be pasted, and never inside quotes', () => {
  const command = 'nsenter -t 26072 -n sysctl -w net.ipv4.ip_local_port_range="10240 65535"';
  assert.deepEqual(verbatim('  ', command, 60), [
    '  nsenter -t 26072 -n sysctl -w \\',
    '  net.ipv4.ip_local_port_range="10240 65535"',
  ]);
});

test('verbatim() puts the remark behind a long command on lines of its own, as comments', () => {
  const command = 'ip route get 10.9.1.2   # then: ip route change ... mtu 1280';
  assert.deepEqual(verbatim('  ', command, 80), [`  ${command}`]);
  assert.deepEqual(verbatim('  ', command, 30), [
    '  ip route get 10.9.1.2',
    '  # then: ip route change ...',
    '  # mtu 1280',
  ]);
});
