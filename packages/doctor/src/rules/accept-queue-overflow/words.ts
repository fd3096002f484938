/**
 * What is said about an overflowing accept queue.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { duration, josa, num, plural } from '../../model/text.ts';
import type { Folklore, NotThis, Remedy, Verdict } from '../../model/verdict.ts';
import type { AcceptRate } from '../accept-rate.ts';
import {
  ABORT_ON_OVERFLOW,
  ACCEPT_FASTER,
  backlogRemedies,
  hugeBacklog,
  limitSentence,
  maxSynBacklogIgnored,
  notDescriptors,
  rateSentence,
  sentences,
  somaxconnFrozen,
  workerRemedies,
} from '../listener-words.ts';
import { addressOf, bindingOf, holdersOf, isFull, programOf } from '../listener.ts';
import { grewOrZero, last, sysctlNumber, windowSeconds } from '../looks.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { standstillRemedies, standstillSentence, worksAtLimit } from '../standstill.ts';
import { areStopped } from '../stopped.ts';

const ID = 'accept-queue-overflow';
const LONGER_QUEUE = lab(ID, 'longer-queue');
const MAX_SYN_BACKLOG = maxSynBacklogIgnored(ID);
const CAPPED = 'accept-queue-overflow-capped';
const SOMAXCONN = somaxconnFrozen(CAPPED);
const HUGE_BACKLOG = hugeBacklog();
/** Where net.core.somaxconn is what holds the queue short. */
const BACKLOG_ALONE: Folklore = {
  what: 'a longer backlog alone',
  ko: '더 긴 백로그만 요청',
  because: {
    en: 'listen() cuts it to net.core.somaxconn without a word',
    ko: 'listen()이 아무 오류 없이 net.core.somaxconn까지 줄입니다',
  },
  proof: lab(CAPPED, 'backlog-alone'),
};

/** What a sentence needs to know. */
interface Facts {
  readonly listener: Listener;
  readonly rate: AcceptRate | undefined;
  /** Nothing was accepted over the whole window, or whoever could is stopped now. */
  readonly stuck: boolean;
  /** Full in every look. */
  readonly staysFull: boolean;
  readonly drops: number;
  /** Listeners on this address that turned clients away; more than one with SO_REUSEPORT. */
  readonly sharing: number;
}

const HAPPENS: Text = {
  en: 'Clients hang in connect() for whole seconds (1, 3, 7; with newer kernels 1, 2, 3) and then time out. Nobody is refused.',
  ko: '클라이언트의 connect()가 초 단위로 멈추다가(1·3·7초, 최신 커널은 1·2·3초) 타임아웃됩니다. 거부(RST)되는 연결은 없습니다.',
};

const HAPPENS_WITH_RESETS: Text = {
  en: 'Clients hang in connect() for whole seconds (1, 3, 7; with newer kernels 1, 2, 3) and then time out; with net.ipv4.tcp_abort_on_overflow=1 some are connected and reset at once.',
  ko: '클라이언트의 connect()가 초 단위로 멈추다가(1·3·7초, 최신 커널은 1·2·3초) 타임아웃됩니다. net.ipv4.tcp_abort_on_overflow=1이므로 일부는 연결 직후 리셋됩니다.',
};

const happens = (namespace: NamespaceSurvey): Text =>
  sysctlNumber(last(namespace), 'net.ipv4.tcp_abort_on_overflow') === 1
    ? HAPPENS_WITH_RESETS
    : HAPPENS;

/** Sentences for one listener. */
export function words(namespace: NamespaceSurvey, facts: Facts) {
  return {
    title: title(namespace, facts),
    happens: happens(namespace),
    why: why(namespace, facts),
    note: note(namespace, facts.drops),
    not: [...notDescriptors(namespace, facts.listener), ...notFlood(namespace)],
    remedies: remedies(namespace, facts),
    doesNotHelp: doesNotHelp(namespace, facts.listener),
  };
}

function title(namespace: NamespaceSurvey, { listener, stuck }: Facts): Text {
  const name = programOf(namespace, listener);
  const at = addressOf(listener);
  const who = { en: name ?? 'The listener', ko: josa(name ?? '리스너', '이/가') };
  if (areStopped(holdersOf(namespace, listener))) {
    return {
      en: `${who.en} is stopped and accepts nobody: the accept queue of ${at} ${isFull(listener) ? 'is full' : 'overflows'}`,
      ko: `${who.ko} 정지되어 accept하지 못합니다: ${at}의 accept 큐가 ${isFull(listener) ? '가득 찼습니다' : '넘칩니다'}`,
    };
  }
  if (stuck) {
    return {
      en: `${who.en} has stopped accepting: the accept queue of ${at} stays full`,
      ko: `${who.ko} accept를 멈췄습니다: ${at}의 accept 큐가 계속 가득 차 있습니다`,
    };
  }
  if (isFull(listener)) {
    return {
      en: `${who.en} turns clients away: the accept queue of ${at} is full`,
      ko: `${who.ko} 연결을 받지 못하고 있습니다: ${at}의 accept 큐가 가득 찼습니다`,
    };
  }
  return {
    en: `${who.en} turns clients away in bursts: the accept queue of ${at} overflows`,
    ko: `${who.ko} 순간적으로 연결을 받지 못합니다: ${at}의 accept 큐가 넘칩니다`,
  };
}

function why(namespace: NamespaceSurvey, { listener, rate, stuck, sharing }: Facts): Text {
  const name = programOf(namespace, listener);
  return sentences(
    {
      en: 'Finished handshakes wait in this queue until accept() takes them; when it is full, the kernel drops new connection requests (SYNs) silently.',
      ko: '핸드셰이크를 마친 연결은 accept()될 때까지 이 큐에서 기다리며, 큐가 가득 차면 커널은 새 연결 요청(SYN)을 조용히 버립니다.',
    },
    stuck ? standstillSentence(namespace, listener) : rateSentence(name, rate),
    limitSentence(namespace, listener),
    sharing > 1
      ? {
          en: `${num(sharing)} listeners share this address (SO_REUSEPORT), each with such a queue.`,
          ko: `리스너 ${num(sharing)}개가 SO_REUSEPORT로 이 주소를 공유하며, 큐는 각각 따로 있습니다.`,
        }
      : undefined,
  );
}

function note(namespace: NamespaceSurvey, drops: number): Text {
  const window = duration(windowSeconds(namespace) * 1_000);
  return {
    en: `${plural(drops, 'attempt')} dropped in ${window.en}`,
    ko: `${window.ko} 동안 연결 시도 ${num(drops)}건 버려짐`,
  };
}

/** Cookies tell a flood from a crowd. */
function notFlood(namespace: NamespaceSurvey): NotThis[] {
  const sent = grewOrZero(namespace, 'TcpExt.SyncookiesSent');
  if (sent > 0) return [];
  return [
    {
      rule: 'syn-flood',
      because: { en: 'no SYN cookies were sent', ko: 'SYN 쿠키가 전송되지 않았습니다' },
    },
  ];
}

function remedies(namespace: NamespaceSurvey, { listener, stuck, staysFull }: Facts): Remedy[] {
  if (stuck) return standstillRemedies(namespace, listener);
  const longer = backlogRemedies(namespace, listener, LONGER_QUEUE);
  const workers = workerRemedies(namespace, listener);
  return staysFull && worksAtLimit(namespace, listener)
    ? [...workers, ...longer]
    : [...longer, ...workers];
}

function doesNotHelp(namespace: NamespaceSurvey, listener: Listener): Folklore[] {
  const cookies = (sysctlNumber(last(namespace), 'net.ipv4.tcp_syncookies') ?? 0) > 0;
  const capped = bindingOf(namespace, listener)?.by === 'somaxconn';
  return [
    ...(cookies ? [MAX_SYN_BACKLOG] : []),
    ...(capped ? [SOMAXCONN, BACKLOG_ALONE] : []),
    HUGE_BACKLOG,
    ABORT_ON_OVERFLOW,
  ];
}

/** Sentences when no listener can be named. `lacking` says why, where something could not be read. */
export function nowhereWords(overflows: number, lacking: Verdict | undefined) {
  const because =
    lacking?.kind === 'unknown'
      ? lacking.because
      : {
          en: 'the queue has drained again or its listener has gone',
          ko: '큐가 이미 비었거나 리스너가 사라졌습니다',
        };
  return {
    title: {
      en: `${plural(overflows, 'connection attempt')} turned away by a full accept queue`,
      ko: `accept 큐가 가득 차 연결 시도 ${num(overflows)}건이 버려졌습니다`,
    },
    happens: HAPPENS,
    why: {
      en: `The kernel counted the drops in this network namespace; which listener it was cannot be told: ${because.en}.`,
      ko: `커널이 이 네트워크 네임스페이스에서 버려진 연결을 집계했지만, 어느 리스너인지는 알 수 없습니다: ${because.ko}.`,
    },
    remedies: [FIND_LISTENER, ACCEPT_FASTER],
    doesNotHelp: [HUGE_BACKLOG, ABORT_ON_OVERFLOW],
  };
}

const FIND_LISTENER: Remedy = {
  at: 'process',
  do: {
    en: 'Find the listener whose drops (d) grow',
    ko: 'drops(d) 값이 늘어나는 리스너를 찾습니다',
  },
  command: 'ss -ltnmp',
  ...LOOKING,
};

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'Accept queue overflows', ko: 'accept 큐 넘침' },
  mechanism: {
    en: 'The kernel finishes handshakes by itself and puts the connections into the accept queue of the listening socket, where accept() takes them. The queue holds one more than its limit, which is the smaller of the backlog given to listen() and net.core.somaxconn of the namespace at that moment. While it is full, new SYNs are dropped without an answer: clients repeat them after a second and more, and give up in the end.',
    ko: '커널은 핸드셰이크를 스스로 끝내고 연결을 리스닝 소켓의 accept 큐에 넣으며, accept()가 이를 꺼냅니다. 큐에는 한도보다 하나 더 들어가고, 한도는 listen()에 준 백로그와 그 시점의 네임스페이스 net.core.somaxconn 중 작은 값입니다. 큐가 가득 차 있는 동안 새 SYN은 응답 없이 버려지고, 클라이언트는 1초 이상 간격으로 재전송하다가 결국 포기합니다.',
  },
  evidence: {
    en: 'TcpExt.ListenOverflows grew during the window. The listener is the one whose own drops (sk_drops) grew; without such, one that is full in the last look (then probable). It is critical when the queue is still full or 5% of all attempts were turned away. A process that is stopped (state T) is named as the cause whether the queue was full all the time or has filled up meanwhile.',
    ko: '관찰 구간에서 TcpExt.ListenOverflows가 증가해야 합니다. 자체 drops(sk_drops)가 증가한 리스너를 원인으로 지목하고, 없으면 마지막 관찰에서 가득 찬 리스너를 지목합니다(유력). 큐가 여전히 가득 차 있거나 전체 시도의 5% 이상이 버려졌으면 심각 수준입니다. 정지된 프로세스(상태 T)는 큐가 계속 가득 차 있었든 관찰 중에 찼든 원인으로 지목합니다.',
  },
  lookAlikes: {
    en: 'The length of the queue is no evidence: bursts every 500 ms caused 324 overflows while 24 of 24 samples showed an empty queue. A blocked path looks the same from the client; there the counters of the server do not move. Exhausted descriptors and one stuck worker are causes of their own and are looked for first: a program that cannot accept for want of a descriptor is fd-exhaustion, and close-wait-leak where connections that it did not close took them.',
    ko: '큐 길이만으로는 판단할 수 없습니다. 500ms마다 몰린 연결로 324건이 넘치는 동안 24번의 샘플 모두 큐가 비어 있었습니다. 경로가 막힌 경우 클라이언트에서는 똑같이 보이지만 서버 카운터는 변하지 않습니다. 파일 디스크립터 고갈과 멈춘 워커 하나는 별도의 원인이므로 먼저 확인합니다. 디스크립터가 없어 accept하지 못하면 fd-exhaustion이며, 닫지 않은 연결이 디스크립터를 차지했다면 close-wait-leak입니다.',
  },
  remedies: [
    {
      at: 'application',
      do: {
        en: 'Ask for a longer queue in listen() and restart',
        ko: 'listen()의 백로그를 늘리고 재시작합니다',
      },
      risk: {
        en: 'A queue far above what is accepted in a second hides the delay',
        ko: '초당 accept 처리량을 크게 넘는 큐는 지연을 가립니다',
      },
      proof: LONGER_QUEUE,
    },
    { ...ACCEPT_FASTER, proof: lab(ID, 'accept-on') },
  ],
  doesNotHelp: [MAX_SYN_BACKLOG, SOMAXCONN, BACKLOG_ALONE, HUGE_BACKLOG, ABORT_ON_OVERFLOW],
  sources: [
    'net/ipv4/tcp_input.c tcp_conn_request()',
    'net/ipv4/tcp_ipv4.c tcp_v4_syn_recv_sock()',
    'include/net/sock.h sk_acceptq_is_full()',
    'listen(2)',
    measured(),
  ],
};
