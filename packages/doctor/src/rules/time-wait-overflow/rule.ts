/**
 * More connections end than the namespace may keep in TIME_WAIT.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import { joinText } from '../join-text.ts';
import {
  grew,
  HEALTHY,
  lacks,
  last,
  noGrowth,
  sysctlNumber,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import * as words from './words.ts';

const ID = 'time-wait-overflow';
const COUNTER = 'TcpExt.TCPTimeWaitOverflow';
const LIMIT = 'net.ipv4.tcp_max_tw_buckets';
/** Below this share of the limit the table itself was hardly the reason. */
const NEAR_RATIO = 0.5;
/** The least we would raise to: what the kernel gives a machine of a few gigabytes. */
const ROOMY = 131_072;
const TIME_WAIT_S = 60;

/** Closed connections are forgotten at once because the table is full. */
export const timeWaitOverflow: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'netstat');
    if (gone !== undefined) return gone;
    const count = grew(namespace, COUNTER);
    if (count === undefined) return noGrowth(namespace, COUNTER);
    return count === 0 ? HEALTHY : verdictOf([finding(namespace, count)]);
  },
};

function finding(namespace: NamespaceSurvey, count: number): Finding {
  const look = last(namespace);
  const max = sysctlNumber(look, LIMIT);
  const now = look.sockstat?.timeWait ?? look.states.timeWait;
  const near = max !== undefined && now >= NEAR_RATIO * max;
  const perSec = count / Math.max(1, windowSeconds(namespace));
  const needed = Math.round(perSec * TIME_WAIT_S);
  const to = Math.max(ROOMY, (max ?? 0) * 2, 2 ** Math.ceil(Math.log2((max ?? 0) + needed)));
  const arithmetic = words.room(perSec, needed, max);
  return {
    rule: ID,
    severity: 'warning',
    confidence: near ? 'certain' : 'probable',
    subject: { kind: 'namespace' },
    inodes: [],
    title: words.title(count, near ? max : undefined),
    happens: words.HAPPENS,
    why: joinText(words.why(now, max), near ? undefined : words.WITHOUT_MEMORY),
    ...(max === undefined || max === 0 ? {} : { bar: { label: words.LABEL, value: now, max } }),
    evidence: [
      reading(words.WHAT.overflow, count, 'connections', COUNTER),
      reading(words.WHAT.now, now, 'sockets', '/proc/net/sockstat tw'),
      ...(max === undefined ? [] : [reading(words.WHAT.max, max, 'setting', LIMIT)]),
    ],
    not: [{ rule: 'time-wait-harmless', because: words.notHarmless(count) }],
    remedies: [
      words.FEWER,
      words.raise(to, setting(namespace, { key: LIMIT, value: String(to), arithmetic })),
    ],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}
