/**
 * What is said about a queue in which clients wait long.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { duration, josa, num, plural } from '../../model/text.ts';
import type { Remedy } from '../../model/verdict.ts';
import { acceptRate } from '../accept-rate.ts';
import {
  ACCEPT_FASTER,
  hugeBacklog,
  notDescriptors,
  rateSentence,
  sentences,
  workerRemedies,
} from '../listener-words.ts';
import { addressOf, ending, holdersOf, isFull, programOf } from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { standstillRemedies, standstillSentence } from '../standstill.ts';
import { areStopped } from '../stopped.ts';

interface Facts {
  readonly trail: ListenerTrail;
  readonly delayMs: number;
  readonly stuck: boolean;
}

const ID = 'accept-queue-delay';
const MORE_WORKERS = lab(ID, 'more-workers');
const HUGE_BACKLOG = hugeBacklog(ID);

/** Sentences for one queue. */
export function words(namespace: NamespaceSurvey, facts: Facts) {
  const listener = ending(facts.trail);
  return {
    title: title(namespace, facts),
    happens: {
      en: 'connect() succeeds at once, then nothing comes: requests time out although nobody was refused.',
      ko: 'connect()는 바로 성공하지만 응답이 오지 않습니다. 거부된 연결이 없는데도 요청이 타임아웃됩니다.',
    },
    why: why(namespace, facts),
    not: [
      ...notDescriptors(namespace, listener),
      {
        rule: 'accept-queue-overflow',
        because: {
          en: 'no connection was dropped while we looked',
          ko: '관찰하는 동안 버려진 연결이 없습니다',
        },
      },
    ],
    remedies: facts.stuck
      ? standstillRemedies(namespace, listener)
      : [...workerRemedies(namespace, listener, MORE_WORKERS), SHORTER_QUEUE],
    doesNotHelp: [HUGE_BACKLOG],
  };
}

function title(namespace: NamespaceSurvey, { trail, delayMs, stuck }: Facts): Text {
  const listener = ending(trail);
  const name = programOf(namespace, listener);
  const at = addressOf(listener);
  const who = { en: name ?? 'The listener', ko: josa(name ?? '리스너', '이/가') };
  if (stuck) {
    const waiting = listener.waiting;
    const isStopped = areStopped(holdersOf(namespace, listener));
    return {
      en: `${who.en} ${isStopped ? 'is stopped and ' : ''}accepts nobody on ${at}: ${plural(waiting, 'connection')} wait${waiting === 1 ? 's' : ''}`,
      ko: `${who.ko} ${isStopped ? '정지되어 ' : ''}${at}에서 accept하지 않습니다: 연결 ${num(waiting)}건 대기 중`,
    };
  }
  const delay = duration(delayMs);
  return {
    en: `Clients of ${name ?? 'the listener'} wait ${delay.en} in the accept queue of ${at}`,
    ko: `${name ?? '리스너'}의 클라이언트가 ${at}의 accept 큐에서 ${delay.ko} 동안 기다립니다`,
  };
}

function why(namespace: NamespaceSurvey, { trail, stuck }: Facts): Text {
  const listener = ending(trail);
  const name = programOf(namespace, listener);
  const full: Text | undefined = isFull(listener)
    ? {
        en: 'The queue is full: the next client will be dropped.',
        ko: '큐가 가득 차서 다음 클라이언트부터 버려집니다.',
      }
    : undefined;
  return sentences(
    {
      en: 'The kernel finishes the handshake without the program; the client then waits until accept() takes its connection.',
      ko: '핸드셰이크는 프로그램과 무관하게 커널이 끝내며, 클라이언트는 accept()가 연결을 꺼낼 때까지 기다립니다.',
    },
    stuck ? standstillSentence(namespace, listener) : rateSentence(name, acceptRate(namespace)),
    full,
  );
}

const SHORTER_QUEUE: Remedy = {
  at: 'application',
  do: {
    en: 'Shorten the queue to what is accepted within the time a client waits: 100 a second and 0.5 s make 50',
    ko: '큐를 클라이언트가 기다려 주는 시간 안에 처리할 수 있는 만큼으로 줄입니다. 초당 100건, 0.5초라면 50입니다',
  },
  risk: {
    en: 'Clients beyond it are turned away, which is the aim: they can try elsewhere',
    ko: '이를 넘는 클라이언트는 거부되며, 이것이 의도입니다. 클라이언트는 다른 서버를 시도할 수 있습니다',
  },
  proof: lab(ID, 'fitted-queue'),
};

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'Clients wait in the accept queue', ko: 'accept 큐에서의 긴 대기' },
  mechanism: {
    en: 'A connection is established for the client as soon as the kernel has finished the handshake, long before accept() takes it. A long queue in front of a slow accept loop therefore turns into delay that no counter shows: clients time out, the server then works on connections that nobody waits for.',
    ko: '커널이 핸드셰이크를 마치면 클라이언트에게는 연결이 성립한 것이지만, accept()는 한참 뒤에 일어날 수 있습니다. accept가 느린 프로그램 앞의 긴 큐는 어떤 카운터에도 나타나지 않는 지연이 됩니다. 클라이언트는 타임아웃되고, 서버는 아무도 기다리지 않는 연결을 처리하게 됩니다.',
  },
  evidence: {
    en: 'Clients that have not given up wait in every look (at least 3), nothing was dropped, and either the first in the queue is older than 1 s and ageing, or the shortest queue seen divided by the rate of accepting exceeds 1 s. With several listening ports the rate is an upper bound.',
    ko: '모든 관찰(최소 3번)에서 포기하지 않고 기다리는 클라이언트가 있고 버려진 연결은 없으며, 가장 오래 기다린 연결이 1초를 넘어 계속 늘어나거나, 관찰된 가장 짧은 큐 길이를 accept 속도로 나눈 값이 1초를 넘어야 합니다. 리스닝 포트가 여럿이면 속도는 상한입니다.',
  },
  lookAlikes: {
    en: 'A busy server shows a queue in every look and still empties it within milliseconds. With drops it is accept-queue-overflow. When all who waited have given up it is unaccepted-close-wait. A process that is stopped (state T) does not close either: connections of the port in CLOSE_WAIT are then a consequence, not a leak.',
    ko: '바쁜 서버도 매번 큐가 보이지만 수 밀리초 안에 비웁니다. 버려진 연결이 있으면 accept-queue-overflow, 기다리던 클라이언트가 모두 포기했으면 unaccepted-close-wait입니다. 정지된 프로세스(상태 T)는 연결을 닫지도 못하므로, 이때 그 포트의 CLOSE_WAIT 연결은 누수가 아니라 결과입니다.',
  },
  remedies: [{ ...ACCEPT_FASTER, proof: MORE_WORKERS }, SHORTER_QUEUE],
  doesNotHelp: [HUGE_BACKLOG],
  sources: ['listen(2)', 'net/ipv4/inet_connection_sock.c', measured()],
};
