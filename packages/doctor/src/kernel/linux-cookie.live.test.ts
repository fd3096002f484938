import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SysError } from '../errors.ts';
import type { Libc } from './ffi.ts';
import { namespaceCookie } from './linux-cookie.ts';
import { linuxKernel } from './linux.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'Needs Linux' };

test('namespaceCookie() is the same each time, and leaves no socket behind', LINUX, () => {
  using kernel = linuxKernel();
  const first = kernel.namespaceCookie();
  const before = kernel.listDir('/proc/self/fd').length;
  for (let n = 0; n < 20; n++) assert.equal(kernel.namespaceCookie(), first);
  assert.equal(kernel.listDir('/proc/self/fd').length, before);
});

/** A kernel that answers with an errno. */
const refusing = (code: string): Libc & { readonly closed: number[] } => {
  const closed: number[] = [];
  return {
    closed,
    socket: () => 7,
    send: () => 0,
    recv: () => 0,
    setsockopt: () => {},
    getsockopt: () => {
      throw new SysError('getsockopt', 'socket', code);
    },
    setns: () => {},
    close: (fd) => void closed.push(fd),
    exitNow: () => {},
  };
};

test('namespaceCookie() of a kernel that has none is not known; the socket is closed', () => {
  const libc = refusing('ENOPROTOOPT');
  assert.equal(namespaceCookie(libc), undefined);
  assert.throws(() => namespaceCookie(refusing('EPERM')), SysError);
  assert.deepEqual(libc.closed, [7]);
});
