import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SysError, UsageError } from '../errors.ts';
import type { Survey } from '../model/survey.ts';
import { troubledSurvey } from '../report/sample.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleService,
  sampleSocket,
  sampleSurvey,
} from '../rules/sample.ts';
import { prepareCapture, readCapture, writeCapture } from './capture-file.ts';
import { encodeBigintJson } from './capture-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-capture-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (): string => join(folder, `capture-${++files}`);

/** A survey with every optional part present. */
const full: Survey = sampleSurvey(
  [
    sampleNamespace([
      {
        counters: { 'TcpExt.ListenOverflows': 7, $bigint: 1 },
        sockstat: { inUse: 1, timeWait: 2, hostOrphans: 3, hostAllocated: 4, hostMemPages: 5 },
        conntrack: { count: 1, max: 2, drops: 2n ** 63n, earlyDrops: 4n },
        listeners: [sampleListener({ cgroupId: '77' })],
        services: [sampleService({ oldestUnacceptedMs: 12 })],
        kept: { unread: [sampleSocket({ cgroupId: '5' })] },
        groups: {
          closeWait: [
            {
              family: 'ipv4',
              direction: 'inbound',
              port: 80,
              count: 1,
              owned: 1,
              examples: [sampleSocket()],
            },
            {
              family: 'ipv6',
              direction: 'outbound',
              remote: { address: '::1', port: 1 },
              count: 1,
              owned: 0,
              examples: [],
            },
          ],
        },
        destinations: [
          {
            family: 'ipv4',
            source: '10.0.0.1',
            remote: { address: '10.0.0.2', port: 5432 },
            ports: 1,
            lowParityPorts: 1,
            established: 1,
            timeWait: 0,
            closeWait: 0,
            synSent: 0,
            synSentRetried: 0,
            other: 0,
            inodes: [9],
          },
        ],
        sources: [
          {
            family: 'ipv4',
            address: '10.0.0.1',
            distinctPorts: 1,
            bindParityPorts: 1,
            inodes: [],
          },
        ],
        abandoned: [{ port: 8080, timeWait: 1, connections: 2 }],
        missing: [{ source: 'conntrack', code: 'EACCES' }],
        withoutNetlink: true,
      },
      {},
    ]),
    ...troubledSurvey.namespaces,
  ],
  {
    missingPower: [{ what: 'namespace', which: 'blue', code: 'EACCES' }],
    sysctlFiles: [{ key: 'net.core.somaxconn', value: '1024', file: '/etc/sysctl.conf', line: 3 }],
    hostLooks: [
      {
        atMs: 0,
        softnet: [{ processed: 1, dropped: 2, timeSqueezed: 3 }],
        tcpMemPages: [1, 2, 3],
        maxOrphans: 4,
        fileNr: { open: 5, max: 6 },
      },
    ],
  },
);

test('readCapture() brings back what writeCapture() was given, every field of it', async () => {
  const target = await prepareCapture(fresh());
  const size = await writeCapture(target, full, { masked: false });
  assert.equal(statSync(target).size, size);
  assert.deepEqual(await readCapture(target), full);
});

test('writeCapture() makes a file that only its owner can read, and leaves nothing else', async () => {
  const here = mkdtempSync(join(folder, 'alone-'));
  const target = await prepareCapture(join(here, 'x.tcpd'));
  await writeCapture(target, full, { masked: false });
  assert.equal(statSync(target).mode & 0o777, process.platform === 'win32' ? 0o666 : 0o600);
  assert.deepEqual(readdirSync(here), ['x.tcpd']);
});

test('writeCapture() replaces an earlier capture, also through a symbolic link', async () => {
  const target = fresh();
  const link = fresh();
  writeFileSync(target, 'old');
  symlinkSync(target, link);
  await writeCapture(await prepareCapture(link), full, { masked: false });
  assert.deepEqual(await readCapture(target), full);
  assert.deepEqual(await readCapture(link), full);
});

test('writeCapture() leaves nothing behind when it cannot write', async () => {
  const here = mkdtempSync(join(folder, 'gone-'));
  const target = join(here, 'missing', 'x.tcpd');
  await assert.rejects(writeCapture(target, full, { masked: false }), SysError);
  const stopped = AbortSignal.abort();
  await assert.rejects(writeCapture(join(here, 'x'), full, { masked: false, signal: stopped }), {
    name: 'AbortError',
  });
  assert.deepEqual(readdirSync(here), []);
});

test('prepareCapture() refuses before the looking what could not be written after it', async () => {
  await assert.rejects(prepareCapture(join(folder, 'no', 'such', 'x')), { code: 'ENOENT' });
  await assert.rejects(prepareCapture(folder), UsageError);
  await assert.rejects(prepareCapture('/dev/null'), UsageError);
});

const packed = (value: unknown): Uint8Array => gzipSync(encodeBigintJson(value));
const whole = packed({ schema: 'tcpdoctor.capture/1', tool: 't', masked: false, survey: full });
const broken = (change: object): Uint8Array =>
  packed({ schema: 'tcpdoctor.capture/1', survey: { ...full, ...change } });

const BAD = [
  ['an empty file', new Uint8Array(), /not compressed with gzip/],
  ['a file that is not gzip', new TextEncoder().encode('hello'), /not compressed with gzip/],
  ['a file cut short', whole.subarray(0, whole.length >> 1), /damaged or cut short/],
  ['a gzip header alone', whole.subarray(0, 10), /damaged or cut short/],
  ['gzip of something else', gzipSync('hello'), /not written by tcpdoctor/],
  ['foreign JSON', packed({ hello: 'world' }), /not written by tcpdoctor/],
  ['JSON null', packed(null), /not written by tcpdoctor/],
  [
    'bytes that are no UTF-8',
    gzipSync(Uint8Array.of(0x22, 0xff, 0xfe, 0x22)),
    /not written by tcpdoctor/,
  ],
  ['deep nesting', gzipSync('['.repeat(1_000_000)), /not written by tcpdoctor/],
  [
    'a later version',
    packed({ schema: 'tcpdoctor.capture/2', survey: {} }),
    /capture\/2; this version reads tcpdoctor.capture\/1/,
  ],
  ['a survey without a host', broken({ host: {} }), /at host\.name/],
  ['a survey without looks', broken({ hostLooks: [] }), /at hostLooks/],
  [
    'a counter that is no counter',
    broken({ namespaces: [{ ...full.namespaces[0], looks: [{ counters: { a: 1 } }] }] }),
    /at namespaces\.0\.looks/,
  ],
  [
    'a number beyond all numbers',
    gzipSync(
      `{"schema":"tcpdoctor.capture/1","survey":{"host":{"name":"x","kernel":"x","arch":"x","cpus":1e999}}}`,
    ),
    /at host\.cpus/,
  ],
  ['a time that is no time', broken({ atEpochMs: 1e300 }), /at atEpochMs/],
] as const;

for (const [name, content, message] of BAD) {
  test(`readCapture() refuses ${name} in one sentence`, async () => {
    const file = fresh();
    writeFileSync(file, content);
    await assert.rejects(readCapture(file), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.text.en, message);
      assert.doesNotMatch(error.text.en, /\n/);
      assert.notEqual(error.text.ko, error.text.en);
      return true;
    });
  });
}

test('readCapture() refuses a small file that unpacks to far too much', async () => {
  const file = fresh();
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  writeFileSync(file, Buffer.concat(Array.from({ length: 9 }, () => member)));
  await assert.rejects(readCapture(file), /unpacks to more than/);
});

test(
  'readCapture() reads plain files only, and waits for nobody',
  { skip: process.platform === 'win32' ? 'Needs mkfifo' : false },
  async () => {
    const fifo = fresh();
    spawnSync('mkfifo', [fifo]);
    for (const file of [fifo, '/dev/zero']) {
      await assert.rejects(readCapture(file), /not a plain file/);
    }
  },
);

test('readCapture() refuses a file that is too large before reading it', async () => {
  const file = fresh();
  writeFileSync(file, whole);
  truncateSync(file, 65 * 1024 * 1024);
  await assert.rejects(readCapture(file), /too large for a capture/);
});

test('readCapture() says why a file cannot be opened', async () => {
  await assert.rejects(readCapture(join(folder, 'nowhere')), /there is no such file/);
  await assert.rejects(readCapture(folder), /it is a folder/);
  const secret = fresh();
  writeFileSync(secret, whole);
  chmodSync(secret, 0);
  if (process.getuid?.() !== 0) await assert.rejects(readCapture(secret), /permission denied/);
});
