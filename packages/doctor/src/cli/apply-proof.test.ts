import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Checkup } from '../model/checkup.ts';
import type { SurveyOptions } from '../mod.ts';
import { plain } from '../report/paint.ts';
import { cellWidth } from '../report/width.ts';
import { bench, NEW, OLD } from '../sysctl/apply/sample.ts';
import type { Bench } from '../sysctl/apply/sample.ts';
import { startWatch } from '../sysctl/apply/watch.ts';
import type { Doubt } from '../sysctl/prove/judge.ts';
import type { ChangeProof, Proof } from '../sysctl/prove/prove.ts';
import { sampleCheckup, sampleEvents } from '../sysctl/prove/sample.ts';
import type { SampleWindow } from '../sysctl/prove/sample.ts';
import { tableLines } from './apply-proof-table.ts';
import { provenLines } from './apply-proof-text.ts';
import { readGlobals } from './globals.ts';
import { runCommandLine } from './run.ts';
import { sampleWorld } from './sample-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpd-proof-cli-'));
const file = join(folder, 'plan.json');
after(() => rmSync(folder, { recursive: true }));

const KEY = 'net.ipv4.tcp_max_tw_buckets';
const oneKey = () =>
  bench({ from: { host: { [KEY]: '10\n' } }, to: { host: { [KEY]: '131072\n' } } });
const value = (b: Bench): string | undefined => b.machine.sysctls.texts()['host']?.[KEY];

/** Runs a command line on a bench that is seen like this, one window after the other. */
async function run(
  b: Bench,
  flags: string,
  windows: readonly (SampleWindow | Error)[],
  meanwhile: () => Promise<unknown> = async () => {},
) {
  writeFileSync(file, JSON.stringify(b.plan));
  const [id = 0] = b.plan.namespaces.map((space) => space.id);
  const asked: Partial<SurveyOptions>[] = [];
  const seen: Checkup[] = [];
  const world = sampleWorld({
    survey: async (options) => {
      const window = windows[asked.push(options) - 1];
      if (asked.length === 2) await meanwhile();
      if (window instanceof Error) throw window;
      const checkup = sampleCheckup(window);
      const namespaces = checkup.namespaces.map((each) => ({
        ...each,
        namespace: { ...each.namespace, id },
      }));
      seen.push({ ...checkup, namespaces });
      return checkup.survey;
    },
    diagnose: async () => seen.at(-1) ?? sampleCheckup(),
    doors: async () => ({
      ...b.doors(),
      startWatchdog: async (entry) => void (await startWatch(b.doors(), entry)),
      [Symbol.dispose]: () => {},
    }),
  });
  const words = `apply ${file} --yes ${flags}`.trim().split(' ');
  const outcome = await runCommandLine(world, readGlobals(words, {}));
  const status = outcome.kind === 'done' ? outcome.status : outcome.kind;
  return { status, asked, ...world.printed };
}

const [BAD, GOOD] = [sampleEvents(150), sampleEvents(0)];
const HARM: SampleWindow = { grew: { 'Tcp.OutRsts': 500 } };

test('a cure is shown before and after, and stays', async () => {
  const b = oneKey();
  const { status, out, asked } = await run(b, '--prove', [BAD, GOOD]);
  assert.equal(status, 0);
  assert.match(out, /events +150 connections +0 connections +TcpExt\.TCPTimeWaitOverflow/);
  assert.match(out, /tcp_max_tw_buckets {2}better: the finding is gone/);
  assert.match(out, /It is better and nothing else is worse/);
  assert.equal(value(b), '131072\n');
  assert.equal(b.journal()[0]?.state.kind, 'waiting', 'it still has to be confirmed');
  assert.partialDeepStrictEqual(asked, [
    { netns: ['host'], windowMs: 3_000 },
    { netns: ['host'], windowMs: 3_000 },
  ]);
});

test('folklore is told, and with --prove taken back', async () => {
  for (const [flags, status, kept] of [
    ['', 0, '131072\n'],
    ['--prove', 1, '10\n'],
  ] as const) {
    const b = oneKey();
    const { out, ...done } = await run(b, flags, [BAD, BAD]);
    assert.deepEqual([done.status, value(b)], [status, kept]);
    assert.match(out, /not better: the difference is no more than noise/);
    assert.match(out, flags === '' ? /Take it back now: tcpdoctor rollback/ : /Taken back, as/);
  }
});

test('a guard that trips takes a cure back', async () => {
  const b = oneKey();
  const { status, out } = await run(b, '--prove', [BAD, HARM]);
  assert.deepEqual([status, value(b)], [1, '10\n']);
  assert.match(out, /Something else is worse since: resets sent 0 → 500 \(worse\)/);
});

test('what somebody confirms during the second look stays, whatever that shows', async () => {
  for (const second of [BAD, new Error('no')]) {
    const b = oneKey();
    const { status, out, err } = await run(b, '--prove', [BAD, second], () => b.confirm(b.doors()));
    assert.equal(value(b), '131072\n');
    assert.equal(b.journal()[0]?.state.kind, 'confirmed');
    if (second instanceof Error) {
      assert.equal(status, 'failed');
      assert.doesNotMatch(err, /taken back/);
    } else {
      assert.equal(status, 1);
      assert.match(out, /was confirmed meanwhile: its values stay/);
    }
  }
});

test('a second look that fails proves nothing', async () => {
  for (const [flags, kept] of [
    ['', '131072\n'],
    ['--prove', '10\n'],
  ] as const) {
    const b = oneKey();
    const { status, err } = await run(b, flags, [BAD, new Error('no')]);
    assert.deepEqual([status, value(b)], ['failed', kept]);
    assert.equal(/nothing is proven: taken back/.test(err), flags !== '');
  }
});

test('without a need to look nobody looks', async () => {
  const b = oneKey();
  assert.equal((await run(b, '--no-look', [])).asked.length, 0);
  assert.equal(value(b), '131072\n');
  const again = oneKey();
  again.machine.sysctls.set('host', KEY, '131072\n');
  assert.equal((await run(again, '--prove', [])).asked.length, 0, 'nothing to do');
  const moved = oneKey();
  moved.machine.sysctls.set('host', KEY, '11\n');
  const refused = await run(moved, '--prove', []);
  assert.deepEqual([refused.asked.length, refused.status], [0, 1]);
});

for (const flags of [
  '--prove --no-look',
  '--window 0',
  // 1 s to settle and 3 s to look, and as much to confirm
  '--confirm-within 7s',
  '--window 30s',
]) {
  test(`apply refuses ${flags}, and has done nothing`, async () => {
    const b = oneKey();
    const { status } = await run(b, flags, []);
    assert.equal(status, 'failed');
    assert.deepEqual([b.machine.sysctls.writes, b.journal()], [[], []]);
  });
}

test('an empty plan needs no time', async () => {
  const b = bench({ from: { host: {} }, to: { host: {} } });
  assert.equal((await run(b, '--confirm-within 1s', [])).status, 0);
});

test('apply takes the least time that there must be', async () => {
  const b = oneKey();
  assert.equal((await run(b, '--confirm-within 8s', [BAD, GOOD])).status, 0);
});

test('programs get the proof too', async () => {
  const kept = JSON.parse((await run(oneKey(), '--json', [BAD, GOOD])).out);
  assert.partialDeepStrictEqual(kept, {
    schema: 'tcpdoctor.applied/1',
    result: 'applied',
    proof: {
      holds: true,
      windowMs: 3_000,
      changes: [{ key: KEY, outcome: 'better', evidence: [{ what: 'events', before: 150 }] }],
      guarded: [{ namespace: 'host', guards: [{ id: 'retransmissions', trend: 'same' }] }],
    },
  });
  const back = JSON.parse((await run(oneKey(), '--json --prove', [BAD, BAD])).out);
  assert.partialDeepStrictEqual(back, {
    result: 'not proven',
    entry: { state: { kind: 'ended', why: 'rolled back', fates: [{ fate: 'back' }] } },
    proof: { holds: false },
  });
});

test('several namespaces: the whole apply is taken back', async () => {
  const b = bench();
  assert.equal((await run(b, '--prove', [BAD, BAD])).status, 1);
  assert.deepEqual(b.machine.sysctls.texts(), OLD);
  assert.notDeepEqual(OLD, NEW);
});

test('the table keeps every word and every source, on a narrow screen too', () => {
  const source = 'sock_diag sk_drops, now 1204';
  const what = 'connection attempts turned away, repeats counted';
  const rows = [
    { what: { en: what, ko: '버려진 연결 시도' }, unit: 'connections', source, before: 66 },
    { what: { en: 'limit', ko: '한도' }, unit: 'setting', source: 'x', before: 10, after: 131_072 },
  ] as const;
  for (const cells of [100, 60]) {
    const lines = [...tableLines(rows, { lang: 'en', cells, paint: plain, verbose: false })];
    if (cells === 100) {
      assert.deepEqual(lines, [
        '                                              before          after',
        '    connection attempts turned away, repeats  66 connections  -       sock_diag sk_drops, now 1204',
        '    counted',
        '    limit                                     10              131072  x',
      ]);
    }
    for (const word of `${what} ${source}`.split(' ')) assert.match(lines.join(' '), RegExp(word));
  }
});

const DOUBTS: readonly Doubt[] = [
  { kind: 'no finding' },
  { kind: 'not asked' },
  { kind: 'unknown', when: 'after', because: { en: 'no permission', ko: '권한 없음' } },
  { kind: 'not there' },
  { kind: 'few events' },
  { kind: 'little traffic', before: 2_000, after: 4 },
  { kind: 'not comparable' },
  { kind: 'not yet', effect: 'new sockets', newShare: 0.1 },
  { kind: 'not yet', effect: 'next listen()' },
  { kind: 'not yet', effect: 'next timer' },
];

for (const lang of ['en', 'ko'] as const) {
  test(`every doubt fits the screen and is a sentence of its own (${lang})`, () => {
    const changes = DOUBTS.map((doubt): ChangeProof => ({
      namespace: 'a-namespace-with-a-long-name',
      key: 'net.netfilter.nf_conntrack_tcp_timeout_established',
      rule: 'sample-rule',
      outcome: 'cannot tell',
      doubt,
      rows: [],
      owes: false,
    }));
    const proof: Proof = { changes, guarded: [], holds: true };
    const style = { lang, cells: 100, paint: plain, verbose: false };
    const lines = [...provenLines({ windowMs: 3_000, proof }, style, '')];
    for (const line of lines) assert.ok(cellWidth(line) <= 100, line);
    const heads = lines.filter((line) => line.includes('nf_conntrack'));
    assert.equal(new Set(heads).size, DOUBTS.length);
  });
}
