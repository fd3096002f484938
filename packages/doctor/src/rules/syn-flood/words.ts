/**
 * What is said about a SYN flood.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { num } from '../../model/text.ts';
import type { Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import { maxSynBacklogIgnored } from '../listener-words.ts';
import { addressOf } from '../listener.ts';
import { last, sysctlNumber } from '../looks.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { returned } from '../syn-cookies.ts';
import type { Cookies } from '../syn-cookies.ts';

const ID = 'syn-flood';
const FEW_RETRIES = 2;
const MAX_SYN_BACKLOG = maxSynBacklogIgnored(ID);

/** What real crowds need, and floods do not mind. */
const LONGER_QUEUE: Folklore = {
  what: 'a longer backlog',
  ko: '더 긴 백로그',
  because: {
    en: 'a flood fills any queue and only takes a moment longer: at 1,500 SYNs a second 512 places last a third of a second',
    ko: '플러드는 어떤 큐든 채우며 시간만 조금 더 걸립니다. 초당 1,500개의 SYN이면 512개의 자리는 3분의 1초 만에 찹니다',
  },
  proof: lab(ID, 'longer-queue'),
};

/** Sentences for one flood. */
export function words(
  namespace: NamespaceSurvey,
  cookies: Cookies,
  listener: Listener | undefined,
) {
  const at = listener === undefined ? undefined : addressOf(listener);
  const on = at === undefined ? { en: '', ko: '' } : { en: ` on ${at}`, ko: ` (${at})` };
  const not: NotThis[] = [
    {
      rule: 'syn-backlog-small',
      because: {
        en: `${returned(cookies)} of the cookies came back; of a crowd nearly all do`,
        ko: `쿠키의 ${returned(cookies)}만 돌아왔습니다. 정상 접속이라면 대부분 돌아옵니다`,
      },
    },
  ];
  return {
    title: {
      en: `SYN flood${on.en}: SYN cookies hold it off`,
      ko: `SYN 플러드가 들어오고 있습니다${on.ko}: SYN 쿠키가 막고 있습니다`,
    },
    happens: {
      en: 'Real clients still get in. Those without TCP timestamps lose window scaling and selective acknowledgements, so they are slower.',
      ko: '정상 클라이언트는 계속 접속됩니다. 다만 TCP 타임스탬프가 없는 클라이언트는 윈도 스케일링과 SACK을 잃어 느려집니다.',
    },
    why: {
      en: `SYNs come whose senders never finish the handshake: ${num(cookies.received)} of ${num(cookies.sent)} cookies came back. The queue of half-open handshakes is full, so the kernel answers with cookies and remembers nothing.`,
      ko: `핸드셰이크를 끝내지 않는 SYN이 들어오고 있습니다. 쿠키 ${num(cookies.sent)}개 중 ${num(cookies.received)}개만 돌아왔습니다. 끝나지 않은 핸드셰이크 큐가 가득 차서 커널은 상태를 저장하지 않고 쿠키로 응답합니다.`,
    },
    not,
    remedies: [UPSTREAM, ...fewerRetries(namespace)],
    doesNotHelp: [LONGER_QUEUE, MAX_SYN_BACKLOG],
  };
}

const UPSTREAM: Remedy = {
  at: 'application',
  do: {
    en: 'Have it filtered upstream: the provider, a load balancer or a SYN proxy',
    ko: '상위 구간에서 차단합니다: 통신사, 로드 밸런서 또는 SYN 프록시',
  },
  risk: {
    en: 'A filter by source address hits real clients when sources are forged',
    ko: '출발지 주소가 위조된 경우 주소 기반 차단은 정상 클라이언트까지 막습니다',
  },
  proof: lab(ID, 'filter-upstream'),
};

function fewerRetries(namespace: NamespaceSurvey): Remedy[] {
  const retries = sysctlNumber(last(namespace), 'net.ipv4.tcp_synack_retries');
  if (retries === undefined || retries <= FEW_RETRIES) return [];
  return [
    {
      at: 'kernel',
      do: {
        en: 'Forget half-open handshakes sooner: after 7 s instead of 65 s',
        ko: '끝나지 않은 핸드셰이크를 더 빨리 버립니다: 65초 대신 7초',
      },
      ...setting(namespace, {
        key: 'net.ipv4.tcp_synack_retries',
        value: String(FEW_RETRIES),
        arithmetic: {
          en: `a SYN-ACK is repeated after 1 s, then after twice as long each time: a place is free again after ${2 ** (FEW_RETRIES + 1) - 1} s with ${FEW_RETRIES}, after ${2 ** (retries + 1) - 1} s with ${retries}`,
          ko: `SYN-ACK는 1초 뒤, 이후 두 배씩 늘어나는 간격으로 반복됩니다. ${FEW_RETRIES}이면 ${2 ** (FEW_RETRIES + 1) - 1}초, ${retries}이면 ${2 ** (retries + 1) - 1}초 뒤에 자리가 비워집니다`,
        },
      }),
      risk: {
        en: 'Real clients on a very lossy path have fewer chances to connect',
        ko: '손실이 매우 심한 경로의 정상 클라이언트는 접속 기회가 줄어듭니다',
      },
      proof: lab('syn-flood-over', 'fewer-retries'),
    },
  ];
}

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'SYN flood', ko: 'SYN 플러드' },
  mechanism: {
    en: 'Every SYN makes the kernel remember a half-open handshake until the third packet comes. When as many are open as the backlog of the listener allows, it answers with a SYN cookie instead: all it has to remember is in the sequence number. Real clients send it back, forged ones cannot.',
    ko: 'SYN이 오면 커널은 세 번째 패킷이 올 때까지 끝나지 않은 핸드셰이크를 기억합니다. 그 수가 리스너의 백로그에 이르면 SYN 쿠키로 응답하며, 기억할 내용은 모두 시퀀스 번호에 담깁니다. 정상 클라이언트는 이를 돌려보내지만 위조된 출발지는 그럴 수 없습니다.',
  },
  evidence: {
    en: 'TcpExt.TCPReqQFullDoCookies grew, at least 50 cookies were sent and fewer than 10% came back (measured in a flood: 1.4%). Between 10% and 50% nothing can be said.',
    ko: 'TcpExt.TCPReqQFullDoCookies가 증가하고 쿠키가 50개 이상 전송되었으며 10% 미만만 돌아와야 합니다(플러드 실측 1.4%). 10%에서 50% 사이는 판단하지 않습니다.',
  },
  lookAlikes: {
    en: 'The kernel logs "Possible SYN flooding" also for a crowd of real clients in front of a small backlog; then the cookies come back: syn-backlog-small. With TCP_DEFER_ACCEPT silent clients stay half open and no cookie is sent: defer-accept-waiting.',
    ko: '백로그가 작을 때 정상 클라이언트가 몰려도 커널은 "Possible SYN flooding"을 기록하지만, 이때는 쿠키가 돌아옵니다(syn-backlog-small). TCP_DEFER_ACCEPT에서는 데이터를 보내지 않는 클라이언트가 SYN-RECV로 남지만 쿠키는 전송되지 않습니다(defer-accept-waiting).',
  },
  remedies: [
    {
      at: 'kernel',
      do: {
        en: 'Keep net.ipv4.tcp_syncookies at 1',
        ko: 'net.ipv4.tcp_syncookies를 1로 유지합니다',
      },
      command: 'sysctl -w net.ipv4.tcp_syncookies=1',
      risk: { en: 'None, it is the default', ko: '없음 (기본값입니다)' },
      proof: lab('syn-queue-drop', 'cookies-on'),
    },
    UPSTREAM,
  ],
  doesNotHelp: [LONGER_QUEUE, MAX_SYN_BACKLOG],
  sources: [
    'net/ipv4/tcp_input.c tcp_conn_request()',
    'Documentation/networking/ip-sysctl.rst tcp_syncookies',
    'listen(2)',
    measured(),
  ],
};
