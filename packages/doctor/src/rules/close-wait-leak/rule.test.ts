import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Group } from '../../model/snapshot.ts';
import type { SocketFacts } from '../../model/socket.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { SampleLook } from '../sample.ts';
import { sampleNamespace, sampleOwner, sampleSocket, sampleSurvey } from '../sample.ts';
import { closeWaitLeak } from './rule.ts';

interface Moment {
  /** Seconds into the window. */
  readonly n: number;
  readonly owned: number;
  /** Age of the oldest in the first look. */
  readonly ageMs: number;
  readonly socket?: Partial<SocketFacts>;
  readonly group?: Partial<Group>;
  /** Cookies differ from look to look. */
  readonly fleeting?: boolean;
}

/** At most 8 examples, as a look keeps them. */
function at({ n, owned, ageMs, socket = {}, group = {}, fleeting = false }: Moment): SampleLook {
  const examples = Array.from({ length: Math.min(8, owned) }, (_, i) =>
    sampleSocket({
      cookie: fleeting ? `look-${n}-${i}` : `socket-${i}`,
      state: 'closeWait',
      recvQueue: 1,
      inode: 500 + i,
      info: { lastAckRecvMs: ageMs + 1_000 * n },
      ...socket,
    }),
  );
  const inbound = { family: 'ipv4', direction: 'inbound', port: 80 } as const;
  return { groups: { closeWait: [{ ...inbound, count: owned, owned, examples, ...group }] } };
}

function check(
  looks: readonly [SampleLook, ...SampleLook[]],
  owners: NamespaceSurvey['owners'] = { 500: [sampleOwner({ fds: { open: 30, limit: 1_024 } })] },
) {
  const namespace = sampleNamespace(looks, { owners });
  return closeWaitLeak.check(namespace, sampleSurvey([namespace]));
}

const three = (moment: Omit<Moment, 'n'>) =>
  check([at({ ...moment, n: 0 }), at({ ...moment, n: 1 }), at({ ...moment, n: 2 })]);

function judged(moment: Omit<Moment, 'n'>): string {
  const verdict = three(moment);
  if (verdict.kind !== 'finding') return verdict.kind;
  const [{ severity, confidence }] = verdict.findings;
  return `finding: ${confidence} ${severity}`;
}

const CASES = [
  [1, 58_000, 'finding: certain warning'],
  [20, 90_000, 'finding: certain warning'],
  [10, 57_999, 'finding: probable warning'],
  [10, 8_000, 'finding: probable warning'],
  [9, 8_000, 'finding: suspected notice'],
  [1, 8_000, 'finding: suspected notice'],
  [20, 7_999, 'finding: suspected notice'],
  [3, 100, 'finding: suspected notice'],
  [2, 100, 'healthy'],
] as const;
for (const [owned, ageMs, expected] of CASES) {
  test(`close-wait-leak with ${owned} connections ${ageMs + 2_000} ms old is ${expected}`, () => {
    assert.equal(judged({ owned, ageMs }), expected);
  });
}

test('close-wait-leak finding names the owner, the port, the growth and the descriptors', () => {
  const verdict = check([
    at({ n: 0, owned: 15, ageMs: 90_000 }),
    at({ n: 1, owned: 18, ageMs: 90_000 }),
    at({ n: 2, owned: 20, ageMs: 90_000 }),
  ]);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [{ subject: { kind: 'sockets', count: 20, localPort: 80 }, inodes: [500, 501, 502] }],
  });
  assert.ok(verdict.kind === 'finding');
  const [finding] = verdict.findings;
  assert.equal(
    finding.title.en,
    'nginx (pid 812) does not close 20 connections on port 80, the oldest for at least 92 s',
  );
  assert.match(finding.why.en, /5 more came within 2 s/);
  assert.match(finding.why.en, /30 of 1,024 descriptors/);
  assert.ok(finding.explains.includes('fd-exhaustion'), 'it holds most descriptors');
});

test('close-wait-leak finding does not explain lack of descriptors of which it holds few', () => {
  const verdict = check(
    [0, 1, 2].map((n) => at({ n, owned: 20, ageMs: 90_000 })) as unknown as [SampleLook],
    { 500: [sampleOwner({ fds: { open: 900, limit: 1_024 } })] },
  );
  assert.ok(verdict.kind === 'finding');
  assert.ok(!verdict.findings[0].explains.includes('fd-exhaustion'));
});

test('close-wait-leak finding that is only suspected does not explain lack of descriptors', () => {
  const explains = (ageMs: number) => {
    const verdict = three({ owned: 20, ageMs });
    return verdict.kind === 'finding' && verdict.findings[0].explains.includes('fd-exhaustion');
  };
  assert.equal(explains(7_999), false);
  assert.equal(explains(8_000), true);
});

test('close-wait-leak finding of a stopped program says so and lets it go on', () => {
  const inState = (state: string) => {
    const looks = [0, 1, 2].map((n) => at({ n, owned: 20, ageMs: 90_000 }));
    const verdict = check(looks as unknown as [SampleLook], {
      500: [sampleOwner({ pid: 77, state })],
    });
    return verdict.kind === 'finding' ? verdict.findings[0] : undefined;
  };
  assert.match(inState('T')?.why.en ?? '', /Stopped by a signal \(state T\): nginx \(pid 77\)/);
  assert.deepEqual(
    inState('T')?.remedies.map(({ command }) => command),
    ['kill -CONT 77'],
  );
  assert.doesNotMatch(inState('S')?.why.en ?? '', /Stopped by a signal/);
  assert.ok((inState('S')?.remedies.length ?? 0) > 1);
});

test('close-wait-leak finding of a pool says where the connections go', () => {
  const remote = { address: '10.9.1.2', port: 5_432 };
  const { port: _, ...outbound } = { family: 'ipv4', direction: 'outbound', port: 0 } as const;
  const looks = [0, 1, 2].map((n) => {
    const look = at({ n, owned: 20, ageMs: 90_000, socket: { remote } });
    const examples = look.groups?.closeWait?.[0]?.examples ?? [];
    return { groups: { closeWait: [{ ...outbound, remote, count: 20, owned: 20, examples }] } };
  });
  const verdict = check(looks as unknown as [SampleLook]);
  assert.ok(verdict.kind === 'finding');
  assert.match(verdict.findings[0].title.en, /20 connections to 10\.9\.1\.2:5432/);
  assert.match(verdict.findings[0].remedies[0]?.do.en ?? '', /pool/);
});

const MOVING: readonly (readonly [string, (n: number) => Partial<SocketFacts>])[] = [
  ['the receive queue shrinks', (n) => ({ recvQueue: 90_000 - 30_000 * n })],
  ['the send queue moves', (n) => ({ sendQueue: 90_000 - 30_000 * n })],
];
for (const [name, socket] of MOVING) {
  test(`close-wait-leak is healthy while ${name}: the program is still at work`, () => {
    const looks = [0, 1, 2].map((n) => at({ n, owned: 20, ageMs: 90_000, socket: socket(n) }));
    assert.equal(check(looks as unknown as [SampleLook]).kind, 'healthy');
  });
}

test('close-wait-leak finding does not take the 1 of a FIN for data', () => {
  assert.equal(
    judged({ owned: 20, ageMs: 90_000, socket: { recvQueue: 1 } }),
    'finding: certain warning',
  );
});

test('close-wait-leak is healthy when nobody owns them: nobody has accepted them yet', () => {
  const moment = { owned: 20, ageMs: 90_000, socket: { inode: 0 }, group: { owned: 0 } };
  assert.equal(judged(moment), 'healthy');
});

test('close-wait-leak is healthy when they come and go, or become fewer', () => {
  assert.equal(judged({ owned: 20, ageMs: 100, fleeting: true }), 'healthy');
  const looks = [20, 15, 9].map((owned, n) => at({ n, owned, ageMs: 90_000 }));
  assert.equal(check(looks as [SampleLook]).kind, 'healthy');
});

test('close-wait-leak finding without tcp_info cannot tell the age and only suspects', () => {
  const looks = [0, 1, 2].map((n) => {
    const examples = Array.from({ length: 5 }, (_, i) => {
      const { info: _i, ...facts } = sampleSocket({ cookie: `s${i}`, state: 'closeWait' });
      return facts;
    });
    return at({ n, owned: 5, ageMs: 0, group: { examples } });
  });
  const verdict = check(looks as unknown as [SampleLook]);
  assert.partialDeepStrictEqual(verdict, {
    kind: 'finding',
    findings: [{ confidence: 'suspected' }],
  });
});

test('close-wait-leak is unknown after two looks and without sockets', () => {
  const moment = { owned: 20, ageMs: 90_000 };
  assert.equal(check([at({ ...moment, n: 0 }), at({ ...moment, n: 1 })]).kind, 'unknown');
  const missing = [{ source: 'sockets', code: 'EACCES' }];
  assert.equal(check([{ missing }, { missing }, { missing }]).kind, 'unknown');
});
