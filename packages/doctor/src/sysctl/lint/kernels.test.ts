import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintFile } from './sample.ts';

/** Kinds that lint finds in one line for a kernel, with their severities. */
const said = (line: string, kernel: string): string[] =>
  lintFile(`# a reason\n${line}\n`, kernel).map(({ kind, severity }) => `${kind} ${severity}`);

test('a value that is no byte is refused from 5.13 on, and taken before', () => {
  const line = 'net.ipv4.tcp_synack_retries = 256';
  assert.deepEqual(said(line, '5.10'), ['out-of-range warning']);
  assert.deepEqual(said(line, '6.1'), ['out-of-range error']);
  assert.deepEqual(said('net.ipv4.tcp_synack_retries = 5', '6.1'), []);
});

test('a key that a stable release took over is not called too new there', () => {
  const line = 'net.ipv4.tcp_shrink_window = 1';
  assert.deepEqual(said(line, '6.1'), []);
  assert.deepEqual(said(line, '5.10'), ['too-new-key error']);
});
