/**
 * Connection attempts that nobody answers.
 * @module
 */
import type { Destination } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { hostPort } from '../../model/text.ts';
import type { Finding, NotThis } from '../../model/verdict.ts';
import { inside, setting } from '../command.ts';
import { joinText } from '../join-text.ts';
import { ENOUGH_LOOKS, grewOrZero, lacks, last, needsLooks, verdictOf } from '../looks.ts';
import { ownersOf } from '../owner.ts';
import { connector } from '../port-evidence.ts';
import { reading } from '../reading.ts';
import type { Rule } from '../rule.ts';
import { serverSide } from '../server-side.ts';
import type { ServerSide } from '../server-side.ts';
import { stackRemedies } from '../stack.ts';
import * as words from './words.ts';

const ID = 'connect-blackhole';
/** From this many on it is a service that nobody reaches, not one odd connection. */
const MANY = 10;
/** Where connections to the same place succeed, fewer repeated SYN than this are loss, not a hole. */
const LOSS_RATIO = 0.2;

/** SYN are sent again and again to one destination, and nothing comes back. */
export const connectBlackhole: Rule = {
  id: ID,
  page: words.PAGE,
  check(namespace, survey) {
    const gone = lacks(namespace, 'sockets', 'netstat');
    if (gone !== undefined) return gone;
    if (namespace.looks.length < ENOUGH_LOOKS) return needsLooks(ENOUGH_LOOKS);
    if (!isUnanswered(namespace)) return verdictOf([]);
    return verdictOf(
      last(namespace).destinations.flatMap((at) => {
        const trail = trailOf(namespace, at);
        if (trail === undefined || isLoss(namespace, trail)) return [];
        const server = serverSide(survey, namespace, at.remote);
        return server?.conntrackFull === true ? [] : [finding(namespace, trail, server)];
      }),
    );
  },
};

type Trail = readonly [Destination, ...Destination[]];

/** The destination in every look, when SYN to it were repeated in each; newest first. */
function trailOf(namespace: NamespaceSurvey, at: Destination): Trail | undefined {
  const trail = namespace.looks.map((look) =>
    look.destinations.find(
      (d) =>
        d.source === at.source &&
        d.remote.address === at.remote.address &&
        d.remote.port === at.remote.port,
    ),
  );
  return trail.every((there) => there !== undefined && there.synSentRetried > 0)
    ? [at, ...trail.flatMap((there) => there ?? [])]
    : undefined;
}

/**
 * SYN leave this host: they are counted when sent again, or the next try is still to come. Where the
 * next hop is not found they stay in a local queue instead.
 */
const isUnanswered = (namespace: NamespaceSurvey): boolean =>
  grewOrZero(namespace, 'TcpExt.TCPSynRetrans') > 0 ||
  grewOrZero(namespace, 'TcpExt.TCPSpuriousRtxHostQueues') === 0;

/** Connections to it come and go, and only a few SYN were lost on the way. */
function isLoss(namespace: NamespaceSurvey, trail: Trail): boolean {
  const succeeds =
    trail[0].timeWait > 0 || trail.some((there) => there.established !== trail[0].established);
  const opened = grewOrZero(namespace, 'Tcp.ActiveOpens');
  return succeeds && grewOrZero(namespace, 'TcpExt.TCPSynRetrans') < LOSS_RATIO * opened;
}

const unreachable = (namespace: NamespaceSurvey): number =>
  grewOrZero(namespace, 'Icmp.InDestUnreachs') + grewOrZero(namespace, 'Icmp6.InDestUnreachs');

function finding(
  namespace: NamespaceSurvey,
  trail: Trail,
  server: ServerSide | undefined,
): Finding {
  const [at] = trail;
  const stuck = Math.min(...trail.map((there) => there.synSentRetried));
  const icmp = unreachable(namespace);
  const dropped = server !== undefined && server.drops > 0;
  return {
    rule: ID,
    severity: stuck >= MANY ? 'critical' : 'warning',
    confidence: icmp > 0 ? 'suspected' : 'probable',
    subject: { kind: 'destination', source: at.source, ...at.remote, family: at.family },
    inodes: at.inodes,
    title: words.title(connector(namespace, at.inodes), hostPort(at.remote), stuck),
    happens: words.HAPPENS,
    why: joinText(
      words.why(stuck, at.established),
      dropped ? words.serverDropped(server.name, server.drops) : undefined,
    ),
    evidence: [
      reading(words.WHAT.stuck, stuck, 'connections', 'sock_diag idiag_retrans'),
      reading(words.WHAT.synSent, at.synSent, 'connections', 'sock_diag idiag_state'),
      reading(words.WHAT.established, at.established, 'connections', 'sock_diag idiag_state'),
      reading(
        words.WHAT.retrans,
        grewOrZero(namespace, 'TcpExt.TCPSynRetrans'),
        'segments',
        'TcpExt.TCPSynRetrans',
      ),
      reading(words.WHAT.icmp, icmp, 'packets', 'Icmp.InDestUnreachs, Icmp6.InDestUnreachs'),
    ],
    not: notThese(namespace, server, icmp),
    remedies: remedies(namespace, at, server),
    doesNotHelp: words.FOLKLORE,
    explains: ['port-exhaustion-established'],
  };
}

function notThese(
  namespace: NamespaceSurvey,
  server: ServerSide | undefined,
  icmp: number,
): NotThis[] {
  const { NOT } = words;
  const stuck = grewOrZero(namespace, 'TcpExt.TCPSpuriousRtxHostQueues');
  return [
    { rule: 'connect-unroutable', because: NOT.icmp(icmp) },
    ...(stuck === 0
      ? [{ rule: 'no answer to ARP', ko: 'ARP 무응답', because: NOT.arp(stuck) }]
      : []),
    { rule: 'connect-refused', because: NOT.refused },
    ...(server?.listens === true && server.drops === 0
      ? [{ rule: 'accept-queue-overflow', because: NOT.serverQueue(server.name) }]
      : []),
  ];
}

function remedies(
  namespace: NamespaceSurvey,
  at: Destination,
  server: ServerSide | undefined,
): Finding['remedies'] {
  const { address, port } = at.remote;
  const target = inside(namespace, `traceroute -T -p ${port} ${address}`);
  return [
    ...(server === undefined ? [words.ASK_SERVER] : []),
    words.checkPath(target),
    ...stackRemedies(ownersOf(namespace, at.inodes), 'connect', { proof: words.LIMITED }),
    words.TIMEOUT,
    words.fewerRetries(setting(namespace, words.FEWER)),
  ];
}
