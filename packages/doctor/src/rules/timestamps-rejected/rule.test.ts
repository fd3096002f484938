import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { sampleNamespace, sampleSurvey } from '../sample.ts';
import { timestampsRejected } from './rule.ts';

const check = (namespace: NamespaceSurvey) =>
  timestampsRejected.check(namespace, sampleSurvey([namespace]));

const after = (growth: Readonly<Record<string, number>>) => {
  const names = ['PAWSEstab', 'PAWSActive', 'PAWSTimewait', 'TSEcrRejected', 'PAWSOldAck'];
  const look = (n: number) => ({
    counters: Object.fromEntries(
      names.map((name) => [`TcpExt.${name}`, 50 + n * (growth[name] ?? 0)]),
    ),
  });
  return sampleNamespace([look(0), look(1)]);
};

function found(namespace: NamespaceSurvey): Finding {
  const verdict = check(namespace);
  assert.ok(verdict.kind === 'finding', verdict.kind);
  return verdict.findings[0];
}

test('timestamps-rejected is healthy while the counters stand still, however high', () => {
  assert.equal(check(after({})).kind, 'healthy');
});

test('timestamps-rejected: finding is a notice for a few, a warning from ten a second', () => {
  assert.equal(found(after({ PAWSEstab: 1 })).severity, 'notice');
  assert.equal(found(after({ PAWSEstab: 9 })).severity, 'notice');
  assert.equal(found(after({ PAWSEstab: 10 })).severity, 'warning');
});

test('timestamps-rejected: finding is a warning for handshakes, a notice for TIME_WAIT', () => {
  assert.equal(found(after({ PAWSActive: 1 })).severity, 'warning');
  assert.equal(found(after({ TSEcrRejected: 1 })).severity, 'warning');
  const timeWait = found(after({ PAWSTimewait: 500 }));
  assert.equal(timeWait.severity, 'notice');
  assert.match(timeWait.happens.en, /10 ms longer/);
});

test('timestamps-rejected: finding sums what moved and shows each counter', () => {
  const finding = found(after({ PAWSEstab: 2, PAWSTimewait: 3 }));
  assert.match(finding.title.en, /^5 segments/);
  assert.deepEqual(
    finding.evidence.map((e) => [e.source, e.value]),
    [
      ['TcpExt.PAWSEstab', 2],
      ['TcpExt.PAWSTimewait', 3],
    ],
  );
  assert.ok(finding.doesNotHelp.some((f) => f.what === 'net.ipv4.tcp_timestamps=0'));
});

test('timestamps-rejected is healthy for late segments of connections made here', () => {
  const look = (rejected: number) => ({
    counters: { 'TcpExt.PAWSEstab': 0, 'TcpExt.PAWSTimewait': rejected },
    timeWaitOutbound: 400,
  });
  assert.equal(check(sampleNamespace([look(0), look(1)])).kind, 'healthy');
});

test('timestamps-rejected is healthy for acknowledgements out of order', () => {
  assert.equal(check(after({ PAWSOldAck: 100 })).kind, 'healthy');
});

test('timestamps-rejected is healthy on a path that lets packets overtake each other', () => {
  const between = (rejected: number, overtaken: number) => {
    const look = (n: number) => ({
      counters: {
        'TcpExt.PAWSEstab': 9 + n * rejected,
        'TcpExt.TCPSACKReorder': n * overtaken,
        'TcpExt.TCPTSReorder': 3 * n,
      },
    });
    return check(sampleNamespace([look(0), look(1)])).kind;
  };
  assert.equal(between(35, 266), 'healthy');
  assert.equal(between(702, 1_528), 'healthy');
  assert.equal(between(500, 40), 'finding');
});

test('timestamps-rejected is healthy on kernels without the newer counters', () => {
  const look = { counters: { 'TcpExt.PAWSEstab': 3, 'TcpExt.PAWSActive': 0 } };
  assert.equal(check(sampleNamespace([look, look])).kind, 'healthy');
});

test('timestamps-rejected is unknown from one look, without the counter, or without netstat', () => {
  assert.equal(check(sampleNamespace([{ counters: { 'TcpExt.PAWSEstab': 3 } }])).kind, 'unknown');
  assert.equal(check(sampleNamespace([{}, {}])).kind, 'unknown');
  const missing = [{ source: 'netstat', code: 'EACCES' }];
  assert.equal(check(sampleNamespace([{}, { missing }])).kind, 'unknown');
});
