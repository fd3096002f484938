/**
 * Connection tracking has no entry left for new connections.
 * @module
 */
import type { Conntrack } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Finding } from '../../model/verdict.ts';
import { hostSetting, inside, setting } from '../command.ts';
import { grewOrZero, HEALTHY, lacks, last, verdictOf } from '../looks.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { tableUse } from './full.ts';
import type { TableUse } from './full.ts';
import * as words from './words.ts';

const ID = 'conntrack-full';
const COUNT = 'net.netfilter.nf_conntrack_count';
const MAX = 'net.netfilter.nf_conntrack_max';
const STATISTICS = '/proc/net/stat/nf_conntrack';
const ESTABLISHED_TIMEOUT = 'net.netfilter.nf_conntrack_tcp_timeout_established';

/** The table of a namespace is full, or is about to be. */
export const conntrackFull: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace) {
    const gone = lacks(namespace, 'conntrack');
    if (gone !== undefined) return gone;
    const use = tableUse(namespace);
    if (use === undefined || !(use.full || use.near || use.evicts)) return HEALTHY;
    return verdictOf([finding(namespace, use)]);
  },
};

function finding(namespace: NamespaceSurvey, use: TableUse): Finding {
  const { now, full, evicts, drops, evicted } = use;
  const overflows = grewOrZero(namespace, 'TcpExt.ListenOverflows');
  return {
    rule: ID,
    severity: full ? 'critical' : 'warning',
    confidence: full || evicts ? 'certain' : 'probable',
    subject: { kind: 'namespace' },
    inodes: [],
    title: words.title(now.count, now.max, full || evicts),
    happens: words.HAPPENS[full ? 'full' : evicts ? 'evicts' : 'near'],
    why: words.why(now.count / now.max, drops),
    bar: { label: words.LABEL, value: now.count, max: now.max },
    evidence: [
      reading(words.WHAT.count, now.count, 'entries', COUNT),
      reading(words.WHAT.max, now.max, 'entries', MAX),
      ...(drops === undefined
        ? []
        : [reading(words.WHAT.drops, drops, 'packets', `${STATISTICS} drop`)]),
      ...(evicted === undefined
        ? []
        : [reading(words.WHAT.evicted, evicted, 'entries', `${STATISTICS} early_drop`)]),
    ],
    not:
      overflows === 0
        ? [{ rule: 'accept-queue-overflow', because: words.NOT.overflow(overflows) }]
        : [],
    remedies: remedies(namespace, now),
    doesNotHelp: words.FOLKLORE,
    explains: full ? ['connect-blackhole'] : [],
  };
}

function remedies(namespace: NamespaceSurvey, { count, max }: Conntrack): Finding['remedies'] {
  const busiest = last(namespace).services.toSorted((a, b) => b.established - a.established)[0];
  const port = busiest?.port;
  return [
    words.fewer(inside(namespace, words.COUNT_BY_PORT)),
    words.raise(hostSetting(words.room(count, max, max * 2))),
    words.shorter(setting(namespace, { key: ESTABLISHED_TIMEOUT, ...words.HOUR })),
    ...(port === undefined ? [] : [words.notrack(inside(namespace, words.notrackCommand(port)))]),
  ];
}
