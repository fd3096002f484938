/**
 * What is said about a backlog that is too small for a crowd.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { josa, num } from '../../model/text.ts';
import type { Remedy } from '../../model/verdict.ts';
import {
  backlogRemedies,
  limitSentence,
  maxSynBacklogIgnored,
  sentences,
} from '../listener-words.ts';
import { addressOf, programOf } from '../listener.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { returned } from '../syn-cookies.ts';
import type { Cookies } from '../syn-cookies.ts';

const ID = 'syn-backlog-small';
const LONGER_QUEUE = lab(ID, 'longer-queue');
const MAX_SYN_BACKLOG = maxSynBacklogIgnored(ID);

const LONGER: Remedy = {
  at: 'application',
  do: {
    en: 'Ask for a longer backlog in listen(): it bounds the half-open handshakes too',
    ko: 'listen()의 백로그를 늘립니다. 끝나지 않은 핸드셰이크의 한도이기도 합니다',
  },
  risk: { en: 'Needs a restart of the program', ko: '프로그램을 재시작해야 합니다' },
  proof: LONGER_QUEUE,
};

/** Sentences for one listener. */
export function words(namespace: NamespaceSurvey, cookies: Cookies, listener: Listener) {
  const name = programOf(namespace, listener) ?? undefined;
  const at = addressOf(listener);
  const limit = num(listener.limit ?? 0);
  const own = backlogRemedies(namespace, listener, LONGER_QUEUE);
  return {
    title: {
      en: `SYN cookies for real clients${name === undefined ? '' : ` of ${name}`}: the backlog of ${at} (${limit}) is small`,
      ko: `정상 클라이언트에 SYN 쿠키가 쓰입니다: ${name === undefined ? '' : `${name}의 `}${at} 백로그(${limit})가 작습니다`,
    },
    happens: {
      en: 'Clients get in. The kernel log warns of "Possible SYN flooding"; connections made by cookie from clients without TCP timestamps are slower.',
      ko: '클라이언트는 접속됩니다. 커널 로그에 "Possible SYN flooding"이 남고, TCP 타임스탬프가 없는 클라이언트의 쿠키 연결은 느려집니다.',
    },
    why: sentences(
      {
        en: `${num(cookies.queueFull)} handshakes found ${limit} others under way and were answered with a cookie; ${num(cookies.received)} cookies came back for ${num(cookies.sent)} sent, so these are real clients.`,
        ko: `진행 중인 핸드셰이크가 이미 ${limit}건이어서 ${josa(`${num(cookies.queueFull)}건`, '이/가')} 쿠키로 처리되었습니다. 전송한 쿠키 ${num(cookies.sent)}개에 대해 ${num(cookies.received)}개가 돌아왔으므로 정상 클라이언트입니다.`,
      },
      limitSentence(namespace, listener),
    ),
    not: [
      {
        rule: 'syn-flood',
        because: {
          en: `${returned(cookies)} of the cookies came back; of a flood hardly any do`,
          ko: `쿠키의 ${josa(returned(cookies), '이/가')} 돌아왔습니다. 플러드라면 거의 돌아오지 않습니다`,
        },
      },
    ],
    remedies: own.length > 0 ? own : [LONGER],
    doesNotHelp: [MAX_SYN_BACKLOG],
  };
}

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'Backlog too small for a crowd', ko: '접속량에 비해 작은 백로그' },
  mechanism: {
    en: 'The backlog of a listener bounds two things: connections waiting for accept(), and handshakes under way. When many real clients connect at once, or accepting stalls, a small backlog is reached and the kernel answers with SYN cookies and logs "Possible SYN flooding" although nobody attacks.',
    ko: '리스너의 백로그는 accept()를 기다리는 연결과 진행 중인 핸드셰이크를 모두 제한합니다. 정상 클라이언트가 한꺼번에 접속하거나 accept가 지연되면 작은 백로그에 도달하고, 커널은 공격이 없는데도 SYN 쿠키로 응답하며 "Possible SYN flooding"을 기록합니다.',
  },
  evidence: {
    en: 'TcpExt.TCPReqQFullDoCookies grew, at least half of the cookies came back, and a listener has a limit of 128 or less. With tcp_syncookies=2 cookies go to everybody and say nothing.',
    ko: 'TcpExt.TCPReqQFullDoCookies가 증가하고 쿠키의 절반 이상이 돌아왔으며, 한도가 128 이하인 리스너가 있어야 합니다. tcp_syncookies=2이면 모두에게 쿠키가 전송되므로 판단하지 않습니다.',
  },
  lookAlikes: {
    en: 'In a flood the cookies do not come back: syn-flood.',
    ko: '플러드라면 쿠키가 돌아오지 않습니다(syn-flood).',
  },
  remedies: [LONGER],
  doesNotHelp: [MAX_SYN_BACKLOG],
  sources: [
    'net/ipv4/tcp_input.c tcp_conn_request()',
    'include/net/inet_connection_sock.h inet_csk_reqsk_queue_is_full()',
    measured(),
  ],
};
