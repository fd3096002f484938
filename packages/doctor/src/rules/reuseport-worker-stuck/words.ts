/**
 * What is said about one stuck worker among several.
 * @module
 */
import type { NamespaceSurvey, Owner } from '../../model/survey.ts';
import { duration, josa, num, percent, plural } from '../../model/text.ts';
import type { Remedy } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import { hugeBacklog, notDescriptors } from '../listener-words.ts';
import { addressOf, ending, holdersOf } from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import { last, sysctlNumber, windowSeconds } from '../looks.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { resumeRemedies, stopped } from '../stopped.ts';

interface Facts {
  readonly trail: ListenerTrail;
  readonly siblings: readonly ListenerTrail[];
  readonly drops: number;
}

const MIGRATE = 'net.ipv4.tcp_migrate_req';

const ID = 'reuseport-worker-stuck';
const HUGE_BACKLOG = hugeBacklog(ID, {
  en: 'the worker that hangs keeps its share of the clients, and more of them wait for it',
  ko: '멈춘 워커가 자기 몫의 클라이언트를 계속 받으므로, 그 워커를 기다리는 클라이언트만 늘어납니다',
});

/** Sentences for one worker. */
export function words(namespace: NamespaceSurvey, facts: Facts) {
  const { trail, siblings, drops } = facts;
  const listener = ending(trail);
  const at = addressOf(listener);
  const workers = siblings.length + 1;
  const owner = ownHolder(namespace, facts);
  const who = owner === undefined ? undefined : `${owner.command} (pid ${owner.pid})`;
  const window = duration(windowSeconds(namespace) * 1_000);
  const share = percent(1 / workers);
  const rest = siblings.map((sibling) => num(ending(sibling).waiting)).join(', ');
  return {
    title: {
      en: `${who ?? 'One worker'} of ${num(workers)} on ${at} has stopped accepting`,
      ko: `${at}의 워커 ${num(workers)}개 중 ${josa(who ?? '하나', '이/가')} accept를 멈췄습니다`,
    },
    happens: {
      en: `A fixed share of the clients, about ${share}, hangs and times out; the others are served at once.`,
      ko: `클라이언트의 일정 비율(약 ${share})만 멈춰 있다가 타임아웃되고, 나머지는 바로 처리됩니다.`,
    },
    why: {
      en: `With SO_REUSEPORT each worker has a queue of its own and the kernel picks one by a hash of the addresses, full or not. This one holds ${num(listener.waiting)}, the others ${rest}.`,
      ko: `SO_REUSEPORT에서는 워커마다 큐가 따로 있고, 커널은 큐 상태와 무관하게 주소 해시로 워커를 고릅니다. 이 워커의 큐에는 ${num(listener.waiting)}건, 나머지에는 ${rest}건이 있습니다.`,
    },
    note: {
      en: `${plural(drops, 'connection')} dropped in ${window.en}`,
      ko: `${window.ko} 동안 연결 ${num(drops)}건 버려짐`,
    },
    not: [
      ...notDescriptors(namespace, listener),
      {
        rule: 'accept-queue-overflow',
        because: {
          en: 'the siblings on the same address have room',
          ko: '같은 주소의 다른 워커에는 여유가 있습니다',
        },
      },
    ],
    remedies: [
      ...resumeRemedies(holdersOf(namespace, listener)),
      ...remedies(namespace, owner, listener.waiting),
    ],
    doesNotHelp: [HUGE_BACKLOG],
  };
}

/**
 * Who holds this worker's socket and no sibling's; where all hold all of them, the one that was
 * stopped. `undefined`: nobody stands out.
 */
function ownHolder(namespace: NamespaceSurvey, { trail, siblings }: Facts): Owner | undefined {
  const others = new Set(
    siblings.flatMap((s) => holdersOf(namespace, ending(s)).map((owner) => owner.pid)),
  );
  const holders = holdersOf(namespace, ending(trail));
  const [frozen, ...more] = stopped(holders);
  return (
    holders.find((owner) => !others.has(owner.pid)) ?? (more.length === 0 ? frozen : undefined)
  );
}

function remedies(namespace: NamespaceSurvey, owner: Owner | undefined, waiting: number): Remedy[] {
  const migrate = sysctlNumber(last(namespace), MIGRATE);
  const keep: Remedy = {
    at: 'kernel',
    do: {
      en: 'Before the worker goes: let its waiting clients move to the siblings',
      ko: '워커를 내리기 전에, 대기 중인 클라이언트가 다른 워커로 옮겨지도록 합니다',
    },
    ...setting(namespace, {
      key: MIGRATE,
      value: '1',
      arithmetic: {
        en: `a switch: ${plural(waiting, 'connection')} in the queue of this worker would be reset when it closes, and moves to a sibling with 1`,
        ko: `켜고 끄는 값입니다. 이 워커의 큐에 있는 연결 ${num(waiting)}건은 워커가 닫히면 리셋되지만, 1이면 다른 워커로 옮겨집니다`,
      },
    }),
    risk: {
      en: 'None known; without it closing the listener resets its queue',
      ko: '알려진 위험은 없습니다. 설정하지 않고 리스너를 닫으면 큐의 연결이 리셋됩니다',
    },
    proof: lab('reuseport-worker-closed', 'migrate'),
  };
  return [...(migrate === 0 ? [keep] : []), restart(owner), HEALTH_CHECK];
}

const restart = (owner: Owner | undefined): Remedy => ({
  at: 'process',
  do: {
    en: 'Take a stack trace of this worker, then restart it alone',
    ko: '이 워커의 스택 트레이스를 남긴 뒤 이 워커만 재시작합니다',
  },
  ...(owner === undefined ? {} : { command: `kill -TERM ${owner.pid}` }),
  risk: {
    en: 'Connections that this worker has accepted end',
    ko: '이 워커가 이미 accept한 연결은 끊어집니다',
  },
  proof: lab(ID, 'restart-worker'),
});

const HEALTH_CHECK: Remedy = {
  at: 'application',
  do: {
    en: 'Give each worker a health check of its own; a check by address reaches only some of them',
    ko: '워커마다 개별 상태 점검을 둡니다. 주소 기반 점검은 일부 워커에만 도달합니다',
  },
  risk: { en: 'None', ko: '없음' },
  proof: lab(ID, 'check-each'),
};

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'One SO_REUSEPORT worker is stuck', ko: 'SO_REUSEPORT 워커 하나가 멈춤' },
  mechanism: {
    en: 'Several sockets may listen on one address with SO_REUSEPORT, each with a queue of its own. The kernel picks one by a hash of the connection and does not look at the queues, so a worker that hangs keeps getting its share of the clients and drops them once its queue is full.',
    ko: 'SO_REUSEPORT를 쓰면 여러 소켓이 한 주소에서 각자의 큐로 대기합니다. 커널은 큐를 보지 않고 연결의 해시로 소켓을 고르므로, 멈춘 워커도 자기 몫의 클라이언트를 계속 받다가 큐가 차면 버립니다.',
  },
  evidence: {
    en: 'Two or more listeners share an address. One is full in every look and its drops grow while a sibling is at most half full and drops nothing (certain), or its queue grows from look to look while a sibling is empty (probable). At least 3 looks.',
    ko: '같은 주소에 리스너가 둘 이상 있고, 그중 하나가 모든 관찰에서 가득 차 drops가 증가하는 동안 다른 하나는 절반 이하이며 버린 연결이 없어야 합니다(확실). 큐가 계속 늘어나는데 다른 하나가 비어 있으면 유력입니다. 최소 3번 관찰합니다.',
  },
  lookAlikes: {
    en: 'When all queues are full the service as a whole accepts too slowly: accept-queue-overflow.',
    ko: '모든 큐가 가득 찼다면 서비스 전체의 accept가 느린 것입니다(accept-queue-overflow).',
  },
  remedies: [restart(undefined), HEALTH_CHECK],
  doesNotHelp: [HUGE_BACKLOG],
  sources: [
    'net/core/sock_reuseport.c reuseport_select_sock()',
    'Documentation/networking/ip-sysctl.rst tcp_migrate_req',
    measured(),
  ],
};
