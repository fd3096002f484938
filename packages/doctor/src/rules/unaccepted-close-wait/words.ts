/**
 * What is said about clients that gave up in the accept queue.
 * @module
 */
import type { Listener, Service } from '../../model/snapshot.ts';
import type { NamespaceSurvey } from '../../model/survey.ts';
import { num, plural } from '../../model/text.ts';
import type { Folklore, Remedy } from '../../model/verdict.ts';
import {
  ACCEPT_FASTER,
  UNBLOCK,
  hugeBacklog,
  notDescriptors,
  workerRemedies,
} from '../listener-words.ts';
import { holdersOf, programOf } from '../listener.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { resumeRemedies } from '../stopped.ts';

const ID = 'unaccepted-close-wait';
const ACCEPT_ON = lab(ID, 'accept-on');
const RESTART: Remedy = { ...UNBLOCK, proof: lab(ID, 'restart') };
const HUGE_BACKLOG = hugeBacklog();

const KEEPALIVE: Folklore = {
  what: 'net.ipv4.tcp_keepalive_time, tcp_fin_timeout',
  because: {
    en: 'these connections wait for accept(), not for a timer',
    ko: '이 연결은 타이머가 아니라 accept()를 기다리고 있습니다',
  },
  proof: lab(ID, 'timers'),
};

/** Sentences for one port. */
export function words(
  namespace: NamespaceSurvey,
  service: Service,
  listener: Listener | undefined,
) {
  const { port, unacceptedCloseWait: given } = service;
  const name = listener === undefined ? undefined : programOf(namespace, listener);
  return {
    title: {
      en: `${plural(given, 'client')} gave up on port ${port} before ${name ?? 'the program'} accepted them`,
      ko: `포트 ${port}에서 ${name ?? '프로그램'}의 accept 전에 클라이언트 ${num(given)}개가 포기했습니다`,
    },
    happens: {
      en: 'Clients connect, wait, time out and leave. Their connections stay in the queue and will be accepted although nobody waits any more.',
      ko: '클라이언트가 연결하고 기다리다가 타임아웃되어 떠납니다. 그 연결은 큐에 남아, 기다리는 클라이언트가 없는데도 나중에 accept됩니다.',
    },
    why: {
      en: `${plural(given, 'connection')} in CLOSE_WAIT ${given === 1 ? 'has' : 'have'} no owner: no process has accepted them, so no process could close them. The accept queue holds ${num(listener?.waiting ?? service.unaccepted)}.`,
      ko: `CLOSE_WAIT 연결 ${num(given)}건에 소유 프로세스가 없습니다. 아직 accept되지 않았으므로 닫을 수 있는 프로세스도 없습니다. accept 큐에는 ${num(listener?.waiting ?? service.unaccepted)}건이 있습니다.`,
    },
    not: [
      {
        rule: 'close-wait-leak',
        because: {
          en: 'these have no owner; a program that forgets close() owns its connections',
          ko: '소유 프로세스가 없습니다. close()를 빠뜨린 프로그램이라면 연결을 소유하고 있어야 합니다',
        },
      },
      ...(listener === undefined ? [] : notDescriptors(namespace, listener)),
    ],
    remedies: [
      ...(listener === undefined ? [] : resumeRemedies(holdersOf(namespace, listener))),
      RESTART,
      ...(listener === undefined
        ? [{ ...ACCEPT_FASTER, proof: ACCEPT_ON }]
        : workerRemedies(namespace, listener, ACCEPT_ON)),
    ],
    doesNotHelp: [HUGE_BACKLOG, KEEPALIVE],
  };
}

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'Clients gave up before accept()', ko: 'accept() 전에 포기한 클라이언트' },
  mechanism: {
    en: 'A client that waits in the accept queue may time out and close. The kernel then shows its connection as CLOSE_WAIT with inode 0: it belongs to no process until accept() takes it.',
    ko: 'accept 큐에서 기다리던 클라이언트가 타임아웃으로 연결을 닫으면, 커널은 이를 inode 0인 CLOSE_WAIT로 표시합니다. accept()가 꺼내기 전까지는 어느 프로세스에도 속하지 않습니다.',
  },
  evidence: {
    en: 'In each of at least 3 looks a port has connections in CLOSE_WAIT without an owner that came more than 1 s ago, and its listener has connections waiting.',
    ko: '최소 3번의 관찰 모두에서, 들어온 지 1초가 넘은 소유자 없는 CLOSE_WAIT 연결이 포트에 있고 리스너에 대기 중인 연결이 있어야 합니다.',
  },
  lookAlikes: {
    en: 'CLOSE_WAIT with an owner is a program that does not close: close-wait-leak. Health checks that connect and close are gone in the next look.',
    ko: '소유자가 있는 CLOSE_WAIT는 프로그램이 닫지 않는 것입니다(close-wait-leak). 연결 후 바로 닫는 상태 점검은 다음 관찰에서 사라집니다.',
  },
  remedies: [RESTART, { ...ACCEPT_FASTER, proof: ACCEPT_ON }],
  doesNotHelp: [HUGE_BACKLOG, KEEPALIVE],
  sources: ['net/ipv4/inet_connection_sock.c inet_csk_accept()', measured()],
};
