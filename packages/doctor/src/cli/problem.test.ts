import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError, SysError, UnsupportedError, UsageError } from '../errors.ts';
import { problemText } from './problem.ts';

const CASES = [
  [
    new SysError('open', '/proc/1/ns/net', 'EACCES'),
    /permission denied \(EACCES\)\. Run it as root/,
    /root로 실행/,
  ],
  [
    new SysError('write', '/data/x.tcpd', 'EACCES'),
    /^Cannot write \/data\/x.tcpd: permission denied \(EACCES\)$/,
    /권한이 없습니다/,
  ],
  [new SysError('write', 'x.tcpd', 'ENOSPC'), /the disk is full/, /디스크가 가득/],
  [new SysError('read', '/proc/x', 'EWEIRD'), /^Cannot read \/proc\/x: EWEIRD$/, /EWEIRD$/],
  [new UnsupportedError('linux'), /on Linux only.*check --from/, /Linux에서만/],
  [new UnsupportedError('sock_diag'), /no sock_diag/, /sock_diag/],
  [new DecodeError('inet_diag message', 12), /uname -r/, /uname -r/],
  [new UsageError({ en: 'no', ko: '아니요' }), /^no$/, /^아니요$/],
  [
    new TypeError('x is undefined'),
    /TypeError: x is undefined\. This is a mistake in tcpdoctor/,
    /결함/,
  ],
] as const;

for (const [error, en, ko] of CASES) {
  test(`problemText() says one sentence about ${error.message}`, () => {
    const text = problemText(error);
    assert.match(text.en, en);
    assert.match(text.ko, ko);
    assert.doesNotMatch(text.en + text.ko, /\n/);
  });
}

test('problemText() spells out control characters of file names', () => {
  assert.match(problemText(new SysError('write', 'a\u001b[2J', 'EIO')).en, /a\\x1b\[2J/);
});
