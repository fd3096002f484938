/**
 * What is said about connections that are reset although connect() succeeded.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import { backlogRemedies, hugeBacklog, limitSentence, sentences } from '../listener-words.ts';
import { addressOf, programOf } from '../listener.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

interface Facts {
  readonly listener: Listener;
  readonly retried: number;
  readonly aborted: number;
}

const ID = 'accept-reset-race';
const ABORT = 'net.ipv4.tcp_abort_on_overflow';
const LET_WAIT = lab(ID, 'stop-aborting');
const HUGE_BACKLOG = hugeBacklog();

const LONGER_QUEUE: Remedy = {
  at: 'application',
  do: {
    en: 'Ask for a longer queue in listen(), and accept faster: see accept-queue-overflow',
    ko: 'listen()의 백로그를 늘리고 accept를 더 빠르게 합니다(accept-queue-overflow 참고)',
  },
  risk: {
    en: 'Needs a restart of the program that listens',
    ko: '리스닝하는 프로그램을 재시작해야 합니다',
  },
  proof: lab(ID, 'longer-queue'),
};

const MORE_SYNACKS: Folklore = {
  what: 'net.ipv4.tcp_synack_retries',
  because: {
    en: 'only changes how long the half connection lasts before it is reset',
    ko: '리셋되기까지 걸리는 시간만 달라집니다',
  },
  proof: lab(ID, 'synack-retries'),
};

/** Sentences for the side that listens. */
export function serverWords(namespace: NamespaceSurvey, facts: Facts) {
  const { listener, aborted } = facts;
  return {
    title: title(namespace, facts),
    happens: HAPPENS,
    why: sentences(
      aborted > 0
        ? {
            en: `The queue was full when the third packet of the handshake came, and ${ABORT}=1 answers that with a reset.`,
            ko: `핸드셰이크의 세 번째 패킷이 왔을 때 큐가 가득 차 있었고, ${ABORT}=1 설정 때문에 리셋으로 응답했습니다.`,
          }
        : {
            en: 'The queue filled up between the SYN and the third packet of the handshake. The client holds an open connection, the server repeats its SYN-ACK and resets the connection when it gives up.',
            ko: 'SYN과 핸드셰이크의 세 번째 패킷 사이에 큐가 가득 찼습니다. 클라이언트는 연결이 열린 것으로 알지만, 서버는 SYN-ACK를 반복하다가 포기하면서 연결을 리셋합니다.',
          },
      limitSentence(namespace, listener),
    ),
    not: [
      {
        rule: 'connect-refused',
        because: {
          en: 'the port has a listener; its own drops grew',
          ko: '포트에 리스너가 있고, 그 리스너의 drops가 증가했습니다',
        },
      },
    ],
    remedies: [
      ...(aborted > 0 ? [stopAborting(namespace, aborted)] : []),
      ...longer(namespace, listener),
    ],
    doesNotHelp: [MORE_SYNACKS, HUGE_BACKLOG],
  };
}

const longer = (namespace: NamespaceSurvey, listener: Listener): Remedy[] => {
  const own = backlogRemedies(namespace, listener, lab(ID, 'longer-queue'));
  return own.length > 0 ? own : [LONGER_QUEUE];
};

const HAPPENS: Text = {
  en: 'connect() succeeds, then the first read or write fails with "connection reset".',
  ko: 'connect()는 성공하지만 첫 읽기나 쓰기에서 "connection reset" 오류가 납니다.',
};

function title(namespace: NamespaceSurvey, { listener, retried, aborted }: Facts): Text {
  const name = programOf(namespace, listener);
  const at = addressOf(listener);
  const count = aborted > 0 ? aborted : retried;
  const of = name === undefined ? { en: '', ko: '' } : { en: ` of ${name}`, ko: `${name}의 ` };
  return aborted > 0
    ? {
        en: `The kernel resets clients${of.en} on ${at} because the accept queue is full`,
        ko: `accept 큐가 가득 차서 커널이 ${of.ko}${at} 클라이언트를 리셋합니다`,
      }
    : {
        en: `${plural(count, 'client')}${of.en} on ${at} will be reset: connected, but no room in the queue`,
        ko: `${of.ko}${at} 클라이언트 ${num(count)}개가 리셋될 상태입니다: 연결됐지만 큐에 자리가 없습니다`,
      };
}

const stopAborting = (namespace: NamespaceSurvey, aborted: number): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Let the handshake wait for room instead of resetting it (the default)',
    ko: '리셋 대신 자리가 날 때까지 핸드셰이크를 기다리게 합니다(기본값)',
  },
  ...setting(namespace, {
    key: ABORT,
    value: '0',
    arithmetic: {
      en: `a switch: 1 reset ${plural(aborted, 'handshake')} while we looked; with 0, the default, they wait for room`,
      ko: `켜고 끄는 값입니다. 관찰하는 동안 1 때문에 핸드셰이크 ${num(aborted)}건이 리셋되었습니다. 기본값 0이면 자리가 날 때까지 기다립니다`,
    },
  }),
  risk: {
    en: 'Clients wait instead of failing at once',
    ko: '클라이언트가 즉시 실패하지 않고 기다리게 됩니다',
  },
  proof: LET_WAIT,
});

const CLIENT_HAPPENS: Text = {
  en: 'If the queue of the server is full: connect() succeeds, then the first read or write fails with "connection reset".',
  ko: '서버의 큐가 가득 찬 경우라면 connect()는 성공하지만 첫 읽기나 쓰기에서 "connection reset" 오류가 납니다.',
};

/** Sentences for the side that connects. */
export const clientWords = (challenges: number) => ({
  title: {
    en: 'A server repeats its SYN-ACK on open connections: its accept queue may be full',
    ko: '서버가 열린 연결에 SYN-ACK를 반복합니다: 서버의 accept 큐가 가득 찼을 수 있습니다',
  },
  happens: CLIENT_HAPPENS,
  why: {
    en: `${plural(challenges, 'SYN-ACK')} came for connections that are established here. A server does so when its accept queue filled up during the handshake, when the third packet was lost on the way, or, with TCP_DEFER_ACCEPT and nothing wrong, as long as the client has not sent its request.`,
    ko: `여기서는 이미 성립된 연결에 SYN-ACK ${num(challenges)}개가 다시 도착했습니다. 핸드셰이크 도중 서버의 accept 큐가 가득 찼거나, 세 번째 패킷이 도중에 유실된 경우입니다. TCP_DEFER_ACCEPT를 쓰는 서버라면 클라이언트가 요청을 보낼 때까지 이렇게 동작하며, 이때는 정상입니다.`,
  },
  not: [],
  remedies: [
    {
      at: 'application' as const,
      do: {
        en: 'Run tcpdoctor on the server: TcpExt.ListenOverflows tells the two apart',
        ko: '서버에서 tcpdoctor를 실행합니다. TcpExt.ListenOverflows로 둘을 구분할 수 있습니다',
      },
      ...LOOKING,
    },
  ],
  doesNotHelp: [],
});

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'Reset after connect() succeeded', ko: 'connect() 성공 후 리셋' },
  mechanism: {
    en: 'For a client the connection is open once the SYN-ACK has come; for the server only when the third packet finds room in the accept queue. If the queue filled up in between, the server drops that packet, repeats its SYN-ACK and in the end resets the connection; with tcp_abort_on_overflow=1 it resets at once.',
    ko: '클라이언트는 SYN-ACK를 받으면 연결이 열린 것으로 보지만, 서버는 세 번째 패킷이 accept 큐에 자리를 얻어야 연결로 봅니다. 그 사이 큐가 가득 차면 서버는 패킷을 버리고 SYN-ACK를 반복하다가 결국 리셋합니다. tcp_abort_on_overflow=1이면 즉시 리셋합니다.',
  },
  evidence: {
    en: 'Server: TcpExt.ListenOverflows grew and a listener whose drops grew has handshakes with repeated SYN-ACKs; or tcp_abort_on_overflow=1 and TcpExt.EmbryonicRsts grew. Client: TcpExt.TCPSYNChallenge grew by 3 or more, and Tcp.InErrs with it (suspected); a notice unless segments other than SYNs were sent again too.',
    ko: '서버: TcpExt.ListenOverflows가 증가하고, drops가 증가한 리스너에 SYN-ACK를 반복한 핸드셰이크가 있거나, tcp_abort_on_overflow=1이면서 TcpExt.EmbryonicRsts가 증가해야 합니다. 클라이언트: TcpExt.TCPSYNChallenge가 3 이상 증가하고 Tcp.InErrs도 함께 증가해야 합니다(의심). SYN이 아닌 세그먼트도 재전송되었을 때만 경고이고, 아니면 참고입니다.',
  },
  lookAlikes: {
    en: 'A reset by the program itself (closing with unread data) moves TCPAbortOnClose or TCPAbortOnData and no overflow. A server with TCP_DEFER_ACCEPT repeats its SYN-ACK to clients that stay silent.',
    ko: '프로그램이 스스로 리셋한 경우(읽지 않은 데이터가 있는 채로 닫음)에는 TCPAbortOnClose나 TCPAbortOnData가 증가하고 큐 초과는 없습니다. TCP_DEFER_ACCEPT를 쓰는 서버는 데이터를 보내지 않는 클라이언트에게 SYN-ACK를 반복합니다.',
  },
  remedies: [
    {
      at: 'kernel',
      do: { en: 'Leave tcp_abort_on_overflow at 0', ko: 'tcp_abort_on_overflow를 0으로 둡니다' },
      risk: { en: 'None, it is the default', ko: '없음 (기본값입니다)' },
      proof: LET_WAIT,
    },
    LONGER_QUEUE,
  ],
  doesNotHelp: [MORE_SYNACKS, HUGE_BACKLOG],
  sources: [
    'net/ipv4/tcp_minisocks.c tcp_check_req()',
    'Documentation/networking/ip-sysctl.rst tcp_abort_on_overflow',
    measured(),
  ],
};
