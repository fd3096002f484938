import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { needs } from '../src/lab/needs.ts';
import type { Stage } from '../src/lab/stage.ts';
import type { MissingPower } from '../src/mod.ts';
import type { JsonCheckup } from './play-as.ts';
import * as power from './power-level.ts';
import { openSickStage, SICK_WITH } from './power-stage.ts';
import { assertPrintable, assertSentence } from './plain-words.ts';
import { doctor } from './run-doctor.ts';

const LAB = needs('root', 'ip');

/** What a level of power must say of itself, on every stage. */
interface Expected {
  readonly prefix: power.Prefix;
  /** Everything in `power.missing`, as `what` or `what which`. */
  readonly missing: readonly (MissingPower['what'] | `source ${string}`)[];
  /** Rules that cannot tell without it, whatever happens on stage. */
  readonly unknown: readonly string[];
}

/** Rules of single sockets: sock_diag gives what they need, /proc/net/tcp does not. */
const OF_TCP_INFO = [
  'receiver-app-slow',
  'peer-not-reading',
  'receive-buffer-small',
  'send-buffer-small',
  'receive-buffer-prune',
  'path-loss',
  'path-congestion',
  'pmtu-blackhole',
  'peer-gone',
  'nagle-delayed-ack',
  'application-slow',
  'fin-wait2-held',
  'half-open-risk',
  'orphans',
] as const;

/** Rules whose evidence is a counter of the namespace. */
const OF_COUNTERS = [
  'accept-queue-overflow',
  'accept-queue-delay',
  'accept-reset-race',
  'syn-flood',
  'syn-backlog-small',
  'syn-queue-drop',
  'defer-accept-waiting',
  'synack-lost',
  'time-wait-overflow',
  'connect-blackhole',
  'connect-refused',
  'connect-unroutable',
  'timestamps-rejected',
  'receiver-app-slow',
  'peer-not-reading',
  'receive-buffer-prune',
  'tcp-memory-limit',
  'orphans',
  'softnet-drops',
] as const;

/** Rules that compare with a setting. */
const OF_SYSCTLS = [
  'backlog-stale',
  'conntrack-full',
  'port-exhaustion-time-wait',
  'port-exhaustion-established',
  'port-exhaustion-bind',
  'restart-address-in-use',
  'sysctl-not-applied',
] as const;

const NO_CAPABILITIES = ['CAP_SYS_ADMIN', 'CAP_SYS_PTRACE'] as const;
const NO_COUNTERS = ['source netstat', 'source sockstat'] as const;

const LEVELS: Readonly<Record<string, Expected>> = {
  root: { prefix: [], missing: [], unknown: [] },
  nobody: { prefix: power.nobody, missing: NO_CAPABILITIES, unknown: [] },
  'nobody, with hidepid=2': { prefix: power.hidepid, missing: NO_CAPABILITIES, unknown: [] },
  'root without CAP_SYS_PTRACE': {
    prefix: power.rootWithout('sys_ptrace'),
    missing: ['CAP_SYS_PTRACE'],
    unknown: [],
  },
  'root without CAP_SYS_ADMIN': {
    prefix: power.rootWithout('sys_admin'),
    missing: ['CAP_SYS_ADMIN'],
    unknown: [],
  },
  'root without any capability': {
    prefix: power.rootWithout('all'),
    missing: NO_CAPABILITIES,
    unknown: [],
  },
  'root whose netlink is refused': {
    prefix: power.withoutNetlink('EPERM'),
    missing: ['netlink'],
    unknown: OF_TCP_INFO,
  },
  'nobody on a system without netlink': {
    prefix: [...power.nobody, ...power.withoutNetlink('EAFNOSUPPORT')],
    missing: [...NO_CAPABILITIES, 'netlink'],
    unknown: OF_TCP_INFO,
  },
  'nobody with a closed /proc/sys': {
    prefix: power.closedSysctls,
    missing: [...NO_CAPABILITIES, 'source sysctls', 'source conntrack'],
    unknown: OF_SYSCTLS,
  },
  'root with an empty /proc/sys': {
    prefix: power.emptySysctls,
    missing: ['source sysctls', 'source conntrack'],
    unknown: OF_SYSCTLS,
  },
  'nobody with a closed /proc/net': {
    prefix: power.closedCounters,
    missing: [...NO_CAPABILITIES, ...NO_COUNTERS, 'source snmp6'],
    unknown: OF_COUNTERS,
  },
  'root with an empty /proc/net': {
    prefix: power.emptyCounters,
    missing: NO_COUNTERS,
    unknown: OF_COUNTERS,
  },
};

let stage: Stage;

before(async () => {
  if (LAB.skip === undefined) stage = await openSickStage();
});

after(() => stage?.[Symbol.asyncDispose]());

async function checkup(prefix: power.Prefix): Promise<JsonCheckup> {
  const { status, stdout, stderr } = await checked(prefix, '--json');
  assert.equal(stderr, '');
  assert.ok(status === 0 || status === 1, `ended with ${status}`);
  return JSON.parse(stdout) as JsonCheckup;
}

const checked = (prefix: power.Prefix, ...more: readonly string[]) =>
  doctor(['check', '--netns', 'current', '--window', '1500ms', ...more], {
    prefix: ['ip', 'netns', 'exec', stage.server.name, ...prefix],
  });

for (const [name, { prefix, missing, unknown }] of Object.entries(LEVELS)) {
  test(
    `${name}: says what is missing, calls nothing healthy for want of evidence`,
    LAB,
    async () => {
      const seen = await checkup(prefix);
      const said = seen.power.missing.map(({ what, which }) =>
        what === 'source' ? `${what} ${which}` : what,
      );
      assert.deepEqual(said.toSorted(), missing.toSorted());
      assert.ok(seen.power.missing.every(({ hides }) => hides !== ''));
      const kinds = new Map(seen.namespaces[0]?.verdicts.map(({ rule, kind }) => [rule, kind]));
      for (const rule of SICK_WITH) assert.notEqual(kinds.get(rule), 'healthy', rule);
      for (const rule of unknown) assert.equal(kinds.get(rule), 'unknown', rule);
      for (const { rule, kind, because } of seen.namespaces[0]?.verdicts ?? []) {
        assert.equal(kind === 'unknown', (because ?? '') !== '', `${rule} says why it cannot tell`);
      }
    },
  );
}

test('the text names every missing power, and what it hides', LAB, async () => {
  const { stdout } = await checked(power.closedSysctls, '--lang', 'en');
  assertPrintable(stdout);
  const text = stdout.replaceAll(/\s+/g, ' ');
  for (const { hides } of (await checkup(power.closedSysctls)).power.missing) {
    assert.ok(text.includes(`not seen ${hides}`), hides);
  }
});

test('in a plain container root misses nothing of what is there', LAB, async () => {
  const argv = ['check', '--json', '--window', '300ms'];
  const { status, stdout } = await doctor(argv, { prefix: power.container });
  assert.equal(status, 0);
  const seen = JSON.parse(stdout) as JsonCheckup;
  assert.deepEqual(seen.power.missing, []);
  assert.deepEqual(
    seen.namespaces.map(({ name }) => name),
    ['host'],
  );
});

test('namespaces that belong to other users are told, not called healthy', LAB, async () => {
  const argv = ['check', '--json', '--window', '300ms'];
  const { stdout } = await doctor(argv, { prefix: power.ownUsers });
  const seen = JSON.parse(stdout) as JsonCheckup;
  assert.deepEqual(
    seen.namespaces.map(({ name }) => name),
    ['host'],
  );
  const closed = seen.power.missing.filter(({ which }) => which === stage.server.name);
  assert.partialDeepStrictEqual(closed, [{ what: 'namespace', code: 'EPERM' }]);
});

test('without /proc it could not look, and says so', LAB, async () => {
  const end = await doctor(['check'], { prefix: power.emptyProc });
  assertSentence(end, { status: 3, says: /^tcpdoctor: Cannot readlink \/proc\/self\/ns\/net/ });
});
