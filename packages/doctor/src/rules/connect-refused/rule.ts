/**
 * Connections opened here are refused.
 * @module
 */
import type { NamespaceSurvey, Survey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import { attemptsInAll, attemptSteps } from '../attempts.ts';
import { inside } from '../command.ts';
import { joinText } from '../join-text.ts';
import {
  ENOUGH_LOOKS,
  grewOrZero,
  HEALTHY,
  lacks,
  last,
  needsLooks,
  noGrowth,
  verdictOf,
  windowSeconds,
} from '../looks.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { strayResets } from '../stray-resets.ts';
import { refuserOf } from './refuser.ts';
import type { Refuser } from './refuser.ts';
import { isSecondTry } from './second-try.ts';
import * as words from './words.ts';

const ID = 'connect-refused';
/** Refusals a second in every step that are more than somebody asking whether a service is up. */
const SUSTAINED_PER_SECOND = 1;

/** Attempts to connect end with a reset, again and again. */
export const connectRefused: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace, survey) {
    const gone = lacks(namespace, 'snmp', 'netstat') ?? cannotTell(namespace);
    if (gone !== undefined) return gone;
    const steps = attemptSteps(namespace);
    if (!steps.every((step) => step.refused > 0)) return HEALTHY;
    const slowest = Math.min(...steps.map((step) => step.refused / Math.max(0.001, step.seconds)));
    return verdictOf([finding(namespace, survey, slowest)]);
  },
};

function cannotTell(namespace: NamespaceSurvey): Verdict | undefined {
  if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
  const known = last(namespace).counters['Tcp.AttemptFails'] !== undefined;
  return known ? undefined : noGrowth(namespace, 'Tcp.AttemptFails');
}

function finding(namespace: NamespaceSurvey, survey: Survey, slowest: number): Finding {
  const { refused, failed, opened } = attemptsInAll(namespace);
  const seconds = windowSeconds(namespace);
  const secondTry = isSecondTry(namespace, attemptSteps(namespace), strayResets(namespace).atLeast);
  return {
    rule: ID,
    severity: slowest >= SUSTAINED_PER_SECOND && !secondTry ? 'warning' : 'notice',
    confidence: 'probable',
    subject: { kind: 'namespace' },
    inodes: [],
    title: words.title(refused, seconds * 1_000),
    happens: words.HAPPENS,
    why: joinText(
      words.why(refused, opened, refused / Math.max(0.001, seconds)),
      secondTry ? words.SECOND_TRY : named(refuserOf(survey, refused), namespace),
    ),
    evidence: [
      reading(words.WHAT.failed, failed, 'connections', 'Tcp.AttemptFails'),
      reading(
        words.WHAT.refused,
        refused,
        'connections',
        'Tcp.AttemptFails - TcpExt.TCPAbortOnTimeout - TcpExt.EmbryonicRsts - Icmp.InDestUnreachs',
      ),
      reading(words.WHAT.opened, opened, 'connections', 'Tcp.ActiveOpens'),
      reading(words.WHAT.perSecond, slowest, 'per second', 'Tcp.AttemptFails'),
    ],
    not: notThese(namespace),
    remedies: [
      words.whoIsRefused(inside(namespace, words.WATCH_SOCKETS_GO)),
      words.START,
      words.BACK_OFF,
    ],
    doesNotHelp: words.FOLKLORE,
    explains: [],
  };
}

/** Names the other namespace that refuses; of this one it is not known where it connects to. */
function named(refuser: Refuser | undefined, here: NamespaceSurvey): Text | undefined {
  return refuser === undefined || refuser.namespace === here
    ? undefined
    : words.refusedBy(refuser.namespace.name, refuser.resets);
}

function notThese(namespace: NamespaceSurvey): Finding['not'] {
  const { NOT } = words;
  const grown = (name: string) => grewOrZero(namespace, name);
  const icmp = grown('Icmp.InDestUnreachs') + grown('Icmp6.InDestUnreachs');
  return [
    { rule: 'connect-blackhole', because: NOT.timeout(grown('TcpExt.TCPAbortOnTimeout')) },
    { rule: 'connect-unroutable', because: NOT.icmp(icmp) },
    {
      rule: 'port scan of this host',
      ko: '이 호스트에 대한 포트 스캔',
      because: NOT.scan(grown('TcpExt.EmbryonicRsts')),
    },
    { rule: 'accept-queue-overflow', because: NOT.queue },
  ];
}
