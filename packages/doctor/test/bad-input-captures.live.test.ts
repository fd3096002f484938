import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CAPTURE_SCHEMA } from '../src/cli/capture-file.ts';
import { encodeBigintJson } from '../src/cli/capture-json.ts';

import { assertPrintable, assertSentence } from './plain-words.ts';
import { doctor } from './run-doctor.ts';
import { troubled } from './troubled.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-captures-'));
after(() => rmSync(folder, { recursive: true }));

const HEAD = `{"schema":"${CAPTURE_SCHEMA}","tool":"tcpdoctor","masked":false,"survey":`;
const GOOD = `${HEAD}${encodeBigintJson(troubled)}}`;
const MEGA = 1 << 20;

/** Ten gigabytes of blanks in ten megabytes: gzip members may follow one another. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(16 * MEGA, ' '), { level: 9 });
  return Buffer.concat(Array.from({ length: 640 }, () => member));
}

/** The good capture with something replaced; fails where there is nothing to replace. */
function but(from: string, to: string): Buffer {
  assert.ok(GOOD.includes(from), from);
  return gzipSync(GOOD.replaceAll(from, () => to));
}

/** By name: the content, and what must be said of it. */
const HOSTILE: Readonly<Record<string, readonly [content: () => Uint8Array, says: RegExp]>> = {
  'nothing at all': [() => new Uint8Array(), /not compressed with gzip/],
  'a text': [() => Buffer.from('net.core.somaxconn = 128\n'), /not compressed with gzip/],
  'a capture cut short': [() => gzipSync(GOOD).subarray(0, 900), /damaged or cut short/],
  'a capture with more behind it': [
    () => Buffer.concat([gzipSync(GOOD), Buffer.from('more')]),
    /damaged or cut short/,
  ],
  'a bomb of 10 GB': [bomb, /unpacks to more than/],
  'a million brackets': [
    () => gzipSync(`${HEAD}${'['.repeat(MEGA)}${']'.repeat(MEGA)}}`),
    /not written by tcpdoctor capture/,
  ],
  'forty million numbers': [
    () => gzipSync(`${HEAD}[${'0,'.repeat(40 * MEGA)}0]}`, { level: 1 }),
    /not written by tcpdoctor capture/,
  ],
  'somebody else’s JSON': [() => gzipSync('{"a":1}'), /not written by tcpdoctor capture/],
  'a later version': [() => but(CAPTURE_SCHEMA, 'tcpdoctor.capture/2'), /capture\/2/],
  'a version with an escape': [
    () => but(`"${CAPTURE_SCHEMA}"`, '"tcpdoctor.capture/\\u001b[31m"'),
    /\\x1b\[31m/,
  ],
  'a survey that is null': [() => gzipSync(`${HEAD}null}`), /\(at survey\)/],
  'a number that is a text': [() => but('"windowMs":', '"windowMs":"3","x":'), /windowMs/],
  'a number out of range': [() => but('"windowMs":', '"windowMs":1e999,"x":'), /windowMs/],
  'a time that no calendar has': [() => but('"atEpochMs":', '"atEpochMs":1e300,"x":'), /atEpochMs/],
  'bytes that are no UTF-8': [
    () => gzipSync(Buffer.concat([Buffer.from(HEAD), Buffer.from([0xff, 0xfe])])),
    /not written by tcpdoctor capture/,
  ],
};

for (const [name, [content, says]] of Object.entries(HOSTILE)) {
  test(`check --from ${name} is refused in one sentence`, async () => {
    const file = join(folder, 'hostile');
    writeFileSync(file, content());
    assertSentence(await doctor(['check', '--from', file]), { status: 2, says });
    assert.deepEqual(readdirSync(folder), ['hostile'], 'nothing is left behind');
  });
}

for (const [name, file, says] of [
  ['a folder', folder, /it is a folder/],
  ['a file that is not there', join(folder, 'nowhere'), /no such file/],
  ['a device', '/dev/zero', /not a plain file|too large/],
] as const) {
  test(`check --from ${name} is refused in one sentence`, async () => {
    assertSentence(await doctor(['check', '--from', file]), { status: 2, says });
  });
}

test('keys that would change every object change nothing', async () => {
  const keys = '"__proto__":{"looks":[]},"constructor":{"prototype":{"x":1}},"host":';
  const file = join(folder, 'hostile');
  const argv = ['check', '--json', '--from', file];
  writeFileSync(file, gzipSync(GOOD));
  const expected = await doctor(argv);
  writeFileSync(file, but('"host":', keys));
  assert.equal(expected.status, 1);
  assert.deepEqual(await doctor(argv), expected);
});

for (const format of ['--verbose', '--json', '--markdown']) {
  test(`names with control characters cannot move the cursor, ${format}`, async () => {
    const file = join(folder, 'hostile');
    writeFileSync(file, but('nginx', '\\u001b[2J\\u0007\\u202e\\u2028evil\\r\\n'));
    const { status, stdout } = await doctor(['check', '--from', file, format, '--lang', 'ko']);
    assert.equal(status, 1);
    assert.match(stdout, /evil/);
    assertPrintable(stdout);
  });
}
