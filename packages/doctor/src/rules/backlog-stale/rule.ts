/**
 * A listener still has the queue it got before net.core.somaxconn was raised.
 *
 * Nobody can read the backlog a program asked for: only what the kernel made of it. So the rule
 * speaks only about programs whose default is known and where the limit is a value that somaxconn
 * had, and says what it cannot know.
 *
 * Source: net/socket.c `__sys_listen()` clamps once; net/ipv4/af_inet.c `inet_listen()` sets it.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey, Owner } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import {
  WANTED_LISTENERS,
  bindingOf,
  droppedBy,
  ending,
  holdersOf,
  inodesOf,
  queueBar,
  subjectOf,
} from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import { HEALTHY, lacks, last, listenerTrails, unknown, verdictOf } from '../looks.ts';
import type { Rule } from '../rule.ts';
import { defaultBacklog, recognise } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { hidden, page, words } from './words.ts';

const ID = 'backlog-stale';

/** Defaults of net.core.somaxconn: 128 before Linux 5.4, 4,096 since. */
const FORMER_CAPS = [128, 4_096];

/** Options that set the backlog on the command line: then it is what somebody wanted. */
const ASKED_FOR = /backlog/i;

/** A queue as short as somaxconn used to be, of a program that asks for more. */
export const backlogStale: Rule = {
  id: ID,
  page,

  wants: (namespace) =>
    behind(namespace)
      .flatMap((trail) => inodesOf(ending(trail)))
      .slice(0, WANTED_LISTENERS),

  check(namespace) {
    const blind = lacks(namespace, 'sockets', 'listen limits', 'sysctls');
    if (blind !== undefined) return blind;
    const trails = behind(namespace);
    const findings = trails.flatMap((trail) => {
      const stale = staleOf(namespace, trail);
      return stale === undefined ? [] : [findingFor(stale)];
    });
    if (findings.length > 0) return verdictOf(findings);
    const nobody = trails.find((trail) => holdersOf(namespace, ending(trail)).length === 0);
    return nobody === undefined ? HEALTHY : unknown(hidden(ending(nobody)));
  },
};

/** Listeners whose limit is a former cap, below the cap of now. */
const behind = (namespace: NamespaceSurvey): ListenerTrail[] =>
  listenerTrails(namespace).filter((trail) => {
    const binding = bindingOf(namespace, ending(trail));
    return binding?.by === 'backlog' && FORMER_CAPS.includes(binding.limit);
  });

/** What a stale listener is. */
export interface Stale {
  readonly trail: ListenerTrail;
  readonly limit: number;
  readonly somaxconn: number;
  readonly owner: Owner;
  readonly stack: Stack;
  /** What it would get from listen() now. */
  readonly wouldGet: number;
  /** The program always asks for all it may get: the limit cannot be its wish. */
  readonly isSure: boolean;
}

function staleOf(namespace: NamespaceSurvey, trail: ListenerTrail): Stale | undefined {
  const listener = ending(trail);
  const binding = bindingOf(namespace, listener);
  const owner = holdersOf(namespace, listener).find((holder) => recognise(holder) !== undefined);
  const stack = owner === undefined ? undefined : recognise(owner);
  if (binding === undefined || owner === undefined || stack === undefined) return undefined;
  const usual = defaultBacklog(stack);
  if (usual === undefined || binding.limit >= usual) return undefined;
  if (ASKED_FOR.test(owner.commandLine) || hasLonger(namespace, listener, owner)) return undefined;
  return {
    trail,
    limit: binding.limit,
    somaxconn: binding.somaxconn,
    owner,
    stack,
    wouldGet: Math.min(usual, binding.somaxconn),
    isSure: usual === Infinity && stack === 'go',
  };
}

/** The same process has a longer queue elsewhere: it was not capped when it asked for this one. */
const hasLonger = (namespace: NamespaceSurvey, listener: Listener, owner: Owner): boolean =>
  last(namespace).listeners.some(
    (other) =>
      (other.limit ?? 0) > (listener.limit ?? 0) &&
      holdersOf(namespace, other).some((holder) => holder.pid === owner.pid),
  );

function findingFor(stale: Stale): Finding {
  const listener = ending(stale.trail);
  const drops = droppedBy(stale.trail);
  const bar = queueBar(listener);
  return {
    rule: ID,
    severity: drops > 0 ? 'warning' : 'notice',
    confidence: stale.isSure ? 'probable' : 'suspected',
    subject: subjectOf(listener),
    inodes: inodesOf(listener),
    ...words(stale),
    ...(bar === undefined || drops === 0 ? {} : { bar }),
    evidence: [
      {
        what: { en: 'limit of the queue', ko: '큐 한도' },
        value: stale.limit,
        unit: 'connections',
        source: 'sock_diag idiag_wqueue',
      },
      {
        what: { en: 'net.core.somaxconn now', ko: '현재 net.core.somaxconn' },
        value: stale.somaxconn,
        unit: 'setting',
        source: 'net.core.somaxconn of the network namespace',
      },
      {
        what: { en: 'it would get from listen() now', ko: '지금 listen()하면 적용될 한도' },
        value: stale.wouldGet,
        unit: 'connections',
        source: `default of ${stale.stack}, capped by net.core.somaxconn`,
      },
    ],
    explains: [],
  };
}
