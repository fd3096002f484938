import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NamespaceSurvey } from '../model/survey.ts';
import { same } from '../model/text.ts';
import type { Finding, Subject, Verdict } from '../model/verdict.ts';
import { acceptQueueOverflow } from './accept-queue-overflow/rule.ts';
import { closeWaitLeak } from './close-wait-leak/rule.ts';
import { fdExhaustion } from './fd-exhaustion/rule.ts';
import { HEALTHY } from './looks.ts';
import {
  sampleListener,
  sampleNamespace,
  sampleOwner,
  sampleSocket,
  sampleSurvey,
} from './sample.ts';
import { settle } from './settle.ts';

const listener = (port: number): Subject => ({
  kind: 'listener',
  address: '0.0.0.0',
  port,
  family: 'ipv4',
});
const destination = (address: string, port: number): Subject => ({
  kind: 'destination',
  address,
  port,
  family: 'ipv4',
});

function finding(rule: string, subject: Subject, more: Partial<Finding> = {}): Finding {
  return {
    rule,
    severity: 'warning',
    confidence: 'certain',
    subject,
    inodes: [],
    title: same(rule),
    happens: same(''),
    why: same(''),
    evidence: [{ what: same(''), value: 1, unit: 'events', source: 'x' }],
    not: [],
    remedies: [],
    doesNotHelp: [],
    explains: [],
    ...more,
  };
}

const server = sampleNamespace([{}, {}, {}]);
const client = sampleNamespace([{ destinations: [] }], {
  id: 2,
  name: 'client',
  isHost: false,
  addresses: ['127.0.0.1', '10.9.1.2'],
});

/** What is kept and what each rule answers, by namespace. */
function settled(...placed: readonly (readonly [NamespaceSurvey, readonly Finding[]])[]) {
  const raw = placed.map(([namespace, findings]) => {
    const rules = [...new Set(findings.map(({ rule }) => rule))];
    const verdicts = rules.map((rule) => {
      const [head, ...rest] = findings.filter((f) => f.rule === rule);
      const verdict: Verdict =
        head === undefined ? HEALTHY : { kind: 'finding', findings: [head, ...rest] };
      return { rule, verdict };
    });
    return { namespace, verdicts };
  });
  return settle(sampleSurvey(placed.map(([namespace]) => namespace)), raw);
}

const kept = (result: ReturnType<typeof settled>, at = 0): string[] =>
  result[at]?.findings.map(({ rule }) => rule) ?? [];

test('settle() leaves out what another finding on the same port explains', () => {
  const result = settled([
    server,
    [
      finding('cookies', listener(80), { severity: 'notice' }),
      finding('overflow', listener(80), { explains: ['cookies', 'never-seen'] }),
    ],
  ]);
  assert.deepEqual(kept(result), ['overflow']);
  assert.deepEqual(result[0]?.findings[0]?.explains, ['cookies']);
  assert.deepEqual(
    result[0]?.verdicts.map(({ rule, explainedBy }) => [rule, explainedBy]),
    [
      ['cookies', 'overflow'],
      ['overflow', undefined],
    ],
  );
});

test('settle() keeps a finding on another port', () => {
  const result = settled([
    server,
    [
      finding('overflow', listener(80), { explains: ['cookies'] }),
      finding('cookies', listener(81)),
    ],
  ]);
  assert.deepEqual(kept(result), ['overflow', 'cookies']);
  assert.deepEqual(result[0]?.findings[0]?.explains, []);
});

test('settle() keeps a rule unexplained while one of its findings stands', () => {
  const result = settled([
    server,
    [
      finding('overflow', listener(80), { explains: ['cookies'] }),
      finding('cookies', listener(80)),
      finding('cookies', listener(81)),
    ],
  ]);
  assert.deepEqual(kept(result), ['overflow', 'cookies']);
  assert.equal(result[0]?.verdicts[1]?.explainedBy, undefined);
});

test('settle() follows causes over several steps and lifts the severity of the first', () => {
  const owned = sampleNamespace([{}], { owners: { 7: [sampleOwner()], 8: [sampleOwner()] } });
  const leak = finding(
    'leak',
    { kind: 'sockets', count: 9, localPort: 443, family: 'ipv4' },
    { inodes: [7], explains: ['fds'], severity: 'notice' },
  );
  const fds = finding(
    'fds',
    { kind: 'process', pid: 812, command: 'nginx' },
    { inodes: [8], explains: ['overflow'] },
  );
  const overflow = finding('overflow', listener(80), { inodes: [8], severity: 'critical' });
  const result = settled([owned, [overflow, fds, leak]]);
  assert.deepEqual(kept(result), ['leak']);
  assert.deepEqual(result[0]?.findings[0]?.explains.toSorted(), ['fds', 'overflow']);
  assert.equal(result[0]?.findings[0]?.severity, 'critical');
});

test('settle() does not take two ports of one process for the same matter', () => {
  const owned = sampleNamespace([{}], { owners: { 7: [sampleOwner()], 8: [sampleOwner()] } });
  const result = settled([
    owned,
    [
      finding('overflow', listener(80), { inodes: [7], explains: ['cookies'] }),
      finding('cookies', listener(443), { inodes: [8] }),
    ],
  ]);
  assert.equal(kept(result).length, 2);
});

test('settle() takes namespace-wide counters for the consequence of any port of the namespace', () => {
  const result = settled([
    server,
    [
      finding('overflow', listener(80), { explains: ['cookies'] }),
      finding('cookies', { kind: 'namespace' }),
    ],
  ]);
  assert.deepEqual(kept(result), ['overflow']);
});

test('settle() explains a blocked destination by the listener of the namespace it leads to', () => {
  const cause = finding('overflow', listener(80), { explains: ['blackhole'] });
  const result = settled(
    [server, [cause]],
    [
      client,
      [
        finding('blackhole', destination('10.9.1.1', 80)),
        finding('blackhole', destination('10.9.1.1', 81)),
        finding('blackhole', destination('192.0.2.1', 80)),
      ],
    ],
  );
  assert.deepEqual(
    result[1]?.findings.map(({ subject }) => 'port' in subject && [subject.address, subject.port]),
    [
      ['10.9.1.1', 81],
      ['192.0.2.1', 80],
    ],
  );
  assert.deepEqual(result[0]?.findings[0]?.explains, ['blackhole']);
});

test('settle() takes a v4-mapped address for the IPv4 address it is', () => {
  const result = settled(
    [server, [finding('overflow', listener(80), { explains: ['blackhole'] })]],
    [client, [finding('blackhole', destination('::ffff:10.9.1.1', 80))]],
  );
  assert.deepEqual(kept(result, 1), []);
});

test('settle() knows that loopback belongs to each namespace alone', () => {
  const cause = finding('overflow', listener(80), { explains: ['blackhole'] });
  const blocked = finding('blackhole', destination('127.0.0.1', 80));
  assert.deepEqual(kept(settled([server, [cause]], [client, [blocked]]), 1), ['blackhole']);
  assert.deepEqual(kept(settled([server, [cause, blocked]])), ['overflow']);
});

test('settle() does not guess between two namespaces with the same address', () => {
  const twin = { ...client, id: 3, addresses: server.addresses };
  const result = settled(
    [server, [finding('overflow', listener(80), { explains: ['blackhole'] })]],
    [client, [finding('blackhole', destination('10.9.1.1', 80))]],
    [twin, []],
  );
  assert.deepEqual(kept(result, 1), ['blackhole']);
});

test('settle() explains counters of a client namespace that connects to the port, and of no other', () => {
  const cause = finding('overflow', listener(80), { explains: ['race'] });
  const wide = finding('race', { kind: 'namespace' });
  const to = (port: number) =>
    sampleNamespace(
      [
        {
          destinations: [
            {
              family: 'ipv4',
              source: '10.9.1.2',
              remote: { address: '10.9.1.1', port },
              ports: 1,
              lowParityPorts: 0,
              established: 1,
              timeWait: 0,
              closeWait: 0,
              synSent: 0,
              synSentRetried: 0,
              other: 0,
              inodes: [],
            },
          ],
        },
      ],
      { id: 2, isHost: false, addresses: ['10.9.1.2'] },
    );
  assert.deepEqual(kept(settled([server, [cause]], [to(80), [wide]]), 1), []);
  assert.deepEqual(kept(settled([server, [cause]], [to(81), [wide]]), 1), ['race']);
});

test('settle() explains one end of a connection by the other', () => {
  const leak = finding(
    'leak',
    { kind: 'sockets', count: 3, localPort: 80, family: 'ipv4' },
    { explains: ['held'] },
  );
  const held = finding('held', {
    kind: 'sockets',
    count: 3,
    remote: { address: '10.9.1.1', port: 80 },
    family: 'ipv4',
  });
  const result = settled([server, [leak]], [client, [held]]);
  assert.deepEqual(kept(result, 1), []);
  assert.equal(result[1]?.verdicts[0]?.explainedBy, 'leak');
});

test('settle() says once what concerns the host, in the namespace of the host', () => {
  const memory = finding('memory', { kind: 'host' });
  const result = settled([client, [memory]], [server, [memory]]);
  assert.deepEqual([kept(result, 0), kept(result, 1)], [[], ['memory']]);
  assert.deepEqual(result[1]?.findings[0]?.explains, []);
  assert.equal(result[0]?.verdicts[0]?.explainedBy, 'memory');
});

test('settle() keeps the weightier of two that explain each other', () => {
  const result = settled([
    server,
    [
      finding('a', listener(80), { explains: ['b'], severity: 'notice' }),
      finding('b', listener(80), { explains: ['a'], severity: 'critical' }),
    ],
  ]);
  assert.deepEqual(kept(result), ['b']);
});

/** What is left of a server that does not close, is out of descriptors and turns clients away. */
function leaking(ageMs: number): string[] {
  const group = { family: 'ipv4', direction: 'inbound', port: 80, count: 90, owned: 90 } as const;
  const sockets = (n: number) =>
    Array.from({ length: 8 }, (_, i) =>
      sampleSocket({
        cookie: `s${i}`,
        inode: 500 + i,
        state: 'closeWait',
        info: { lastAckRecvMs: ageMs + 1_000 * n },
      }),
    );
  const look = (n: number) => ({
    counters: { 'TcpExt.ListenOverflows': 10 * n, 'Tcp.PassiveOpens': 0 },
    listeners: [sampleListener({ waiting: 129, drops: 10 * n })],
    groups: { closeWait: [{ ...group, examples: sockets(n) }] },
  });
  const owner = [sampleOwner({ fds: { open: 100, limit: 100 } })];
  const namespace = sampleNamespace([look(0), look(1), look(2)], {
    owners: { 8_080: owner, 500: owner, 501: owner, 502: owner },
  });
  const survey = sampleSurvey([namespace]);
  const verdicts = [acceptQueueOverflow, fdExhaustion, closeWaitLeak].map((rule) => ({
    rule: rule.id,
    verdict: rule.check(namespace, survey),
  }));
  const [only] = settle(survey, [{ namespace, verdicts }]);
  return only?.findings.map(({ rule, severity }) => `${rule} ${severity}`) ?? [];
}

test('settle() begins with the leak that used up the descriptors, never with the queue', () => {
  assert.deepEqual(leaking(90_000), ['close-wait-leak critical']);
  assert.deepEqual(leaking(1_000), ['fd-exhaustion critical', 'close-wait-leak notice']);
});

test('settle() orders by severity, then cause, then confidence, then size of evidence', () => {
  const evidence = (value: number): Pick<Finding, 'evidence'> => ({
    evidence: [{ what: same(''), value, unit: 'events', source: 'x' }],
  });
  const result = settled([
    server,
    [
      finding('harmless', listener(1), { severity: 'harmless' }),
      finding('small', listener(2), evidence(3)),
      finding('large', listener(3), evidence(30)),
      finding('suspected', listener(4), { confidence: 'suspected', ...evidence(99) }),
      finding('cause', listener(5), { explains: ['gone'] }),
      finding('gone', listener(5)),
      finding('critical', listener(6), { severity: 'critical' }),
    ],
  ]);
  assert.deepEqual(kept(result), ['critical', 'cause', 'large', 'small', 'suspected', 'harmless']);
});

test('settle() passes verdicts without findings through, healthy and unknown', () => {
  const verdicts = [
    { rule: 'a', verdict: HEALTHY },
    { rule: 'b', verdict: { kind: 'unknown', because: same('blind') } as const },
  ];
  const [only] = settle(sampleSurvey([server]), [{ namespace: server, verdicts }]);
  assert.deepEqual(only?.verdicts, verdicts);
  assert.deepEqual(only?.findings, []);
});

test('settle() never loses a matter: every finding left out leads to one that is kept', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const anyFinding = fc
    .record({
      rule: fc.constantFrom(...ids),
      port: fc.constantFrom(80, 81),
      explains: fc.subarray(ids),
      severity: fc.constantFrom('critical', 'warning', 'notice', 'harmless'),
    })
    .map(({ rule, port, explains, severity }) =>
      finding(rule, listener(port), { explains, severity }),
    );
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 8 }), (findings) => {
      const [only] = settled([server, findings]);
      const shown = only?.findings ?? [];
      if (findings.length > 0) assert.ok(shown.length > 0);
      for (const { rule, verdict, explainedBy } of only?.verdicts ?? []) {
        if (verdict.kind !== 'finding') continue;
        const stands = shown.some((f) => f.rule === rule);
        assert.ok(stands || shown.some((f) => f.rule === explainedBy), `${rule} is lost`);
      }
      for (const { rule, explains } of shown) assert.ok(!explains.includes(rule));
    }),
  );
});
