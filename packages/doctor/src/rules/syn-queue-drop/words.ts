/**
 * What is said about SYNs dropped without a cookie.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import { addressOf } from '../listener.ts';
import { last, sysctlNumber } from '../looks.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

const COOKIES = 'net.ipv4.tcp_syncookies';
const ID = 'syn-queue-drop';

const MAX_SYN_BACKLOG: Folklore = {
  what: 'net.ipv4.tcp_max_syn_backlog alone',
  ko: 'net.ipv4.tcp_max_syn_backlog만 변경',
  because: {
    en: 'it only moves the cliff, and the backlog of the listener bounds the queue as well; with cookies on it is ignored',
    ko: '한계 지점만 옮길 뿐이며 리스너의 백로그도 큐를 제한합니다. 쿠키를 켜면 이 값은 무시됩니다',
  },
  proof: lab(ID, 'max-syn-backlog'),
};

const NOT_OVERFLOW = {
  rule: 'accept-queue-overflow',
  because: {
    en: 'these drops are not counted as overflows of an accept queue',
    ko: '이 drops는 accept 큐 넘침으로 집계되지 않았습니다',
  },
};

/** Sentences for one listener, or for the namespace when none can be named. */
export function words(namespace: NamespaceSurvey, listener: Listener | undefined, drops: number) {
  const at = listener === undefined ? undefined : addressOf(listener);
  const isOff = sysctlNumber(last(namespace), COOKIES) === 0;
  return {
    title: {
      en: `${plural(drops, 'SYN')} dropped${at === undefined ? '' : ` on ${at}`}: too many half-open handshakes and no SYN cookies`,
      ko: `SYN ${num(drops)}개가 버려졌습니다${at === undefined ? '' : ` (${at})`}: 끝나지 않은 핸드셰이크가 너무 많고 SYN 쿠키가 쓰이지 않습니다`,
    },
    happens: {
      en: 'New clients get no answer to their SYN, hang for seconds and time out; nothing is refused.',
      ko: '새 클라이언트는 SYN에 대한 응답을 받지 못해 수 초간 멈췄다가 타임아웃됩니다. 거부되는 연결은 없습니다.',
    },
    why: {
      en: `The queue of half-open handshakes is full.${isOff ? ` ${COOKIES}=0 forbids the answer that needs no place in it.` : ''}`,
      ko: `끝나지 않은 핸드셰이크의 큐가 가득 찼습니다.${isOff ? ` ${COOKIES}=0이어서 큐를 쓰지 않는 쿠키 응답이 금지되어 있습니다.` : ''}`,
    },
    not: [NOT_OVERFLOW],
    remedies: [cookiesOn(namespace, drops)],
    doesNotHelp: [MAX_SYN_BACKLOG],
  };
}

const cookiesOn = (namespace: NamespaceSurvey, drops: number): Remedy => ({
  ...COOKIES_ON,
  ...setting(namespace, {
    key: COOKIES,
    value: '1',
    arithmetic: {
      en: `a switch: ${plural(drops, 'SYN')} found no place while we looked; with 1 a full queue answers with a cookie, which takes none`,
      ko: `켜고 끄는 값입니다. 관찰하는 동안 SYN ${num(drops)}개가 자리를 얻지 못했습니다. 1이면 큐가 찼을 때 자리가 필요 없는 쿠키로 응답합니다`,
    },
  }),
});

const COOKIES_ON: Remedy = {
  at: 'kernel',
  do: {
    en: 'Turn SYN cookies on (the default); they count at once',
    ko: 'SYN 쿠키를 켭니다(기본값). 즉시 적용됩니다',
  },
  risk: {
    en: 'While the queue is full, clients without TCP timestamps get no window scaling',
    ko: '큐가 가득 찬 동안 TCP 타임스탬프가 없는 클라이언트는 윈도 스케일링을 쓰지 못합니다',
  },
  proof: lab(ID, 'cookies-on'),
};

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'SYNs dropped without cookies', ko: '쿠키 없이 버려지는 SYN' },
  mechanism: {
    en: 'With net.ipv4.tcp_syncookies=0 a SYN needs a place among the half-open handshakes. There are as many as the backlog of the listener, and peers that are not known from before get only three quarters of net.ipv4.tcp_max_syn_backlog. Beyond that SYNs are dropped; at the second bound with no counter of its own and no line in the log.',
    ko: 'net.ipv4.tcp_syncookies=0이면 SYN마다 끝나지 않은 핸드셰이크의 자리가 필요합니다. 자리는 리스너의 백로그만큼이며, 이전에 확인되지 않은 상대는 net.ipv4.tcp_max_syn_backlog의 4분의 3까지만 쓸 수 있습니다. 이를 넘는 SYN은 버려지고, 두 번째 한도에서는 전용 카운터도 로그도 남지 않습니다.',
  },
  evidence: {
    en: 'TcpExt.TCPReqQFullDrop grew (certain); or TcpExt.ListenDrops grew by more than TcpExt.ListenOverflows while cookies are off and a port has about three quarters of tcp_max_syn_backlog handshakes under way (probable).',
    ko: 'TcpExt.TCPReqQFullDrop이 증가하거나(확실), 쿠키가 꺼져 있고 한 포트의 진행 중 핸드셰이크가 tcp_max_syn_backlog의 약 4분의 3인 상태에서 TcpExt.ListenDrops가 TcpExt.ListenOverflows보다 더 증가해야 합니다(유력).',
  },
  lookAlikes: {
    en: 'ListenDrops also counts drops for lack of a route or memory: without a queue near its bound nothing is said.',
    ko: 'ListenDrops에는 경로나 메모리 부족으로 버려진 것도 포함됩니다. 큐가 한도에 가깝지 않으면 판단하지 않습니다.',
  },
  remedies: [{ ...COOKIES_ON, command: `sysctl -w ${COOKIES}=1` }],
  doesNotHelp: [MAX_SYN_BACKLOG],
  sources: [
    'net/ipv4/tcp_input.c tcp_conn_request()',
    'Documentation/networking/ip-sysctl.rst tcp_max_syn_backlog',
    measured(),
  ],
};
