/**
 * What is said about a process without file descriptors.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { Owner } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { josa, num, plural } from '../../model/text.ts';
import type { Bar, Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { hugeBacklog } from '../listener-words.ts';
import { addressOf, ending } from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import { lab } from '../../proofs/proof.ts';
import { LOOKING } from '../looking.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { stackRemedies } from '../stack.ts';

const ID = 'fd-exhaustion';
const RAISE_LIMIT = lab(ID, 'raise-limit');
const HUGE_BACKLOG = hugeBacklog(ID, {
  en: 'it only gives clients more room to wait for a descriptor that does not come',
  ko: '오지 않을 디스크립터를 기다리는 클라이언트만 늘어납니다',
});
/** What distributions give to services that ask for many. */
const ENOUGH_DESCRIPTORS = 65_535;

interface Facts {
  readonly owner: Owner;
  readonly open: number;
  readonly limit: number;
  readonly trail: ListenerTrail;
}

const HAPPENS: Text = {
  en: 'New clients hang and time out, the process may burn a CPU on failing accept() calls, and files cannot be opened either.',
  ko: '새 클라이언트는 멈춰 있다가 타임아웃되고, 프로세스는 실패하는 accept()를 반복하며 CPU를 소모할 수 있습니다. 파일도 열 수 없습니다.',
};

const MORE_MEMORY: Text = {
  en: 'More descriptors allow more memory to be used; a leak only takes longer to hurt',
  ko: '디스크립터가 늘면 메모리 사용도 늘 수 있으며, 누수가 있다면 시점만 늦춰집니다',
};

/** Sentences for one process. */
export function words({ owner, open, limit, trail }: Facts) {
  const listener = ending(trail);
  const name = owner.command;
  const bar: Bar = { label: { en: 'files', ko: 'fd' }, value: open, max: limit };
  const not: NotThis[] = [
    {
      rule: 'accept-queue-overflow',
      because: {
        en: 'a slow accept loop would have descriptors left',
        ko: '단순히 accept가 느린 경우라면 디스크립터가 남아 있어야 합니다',
      },
    },
  ];
  return {
    title: {
      en: `${name} is out of file descriptors: ${num(open)} of ${num(limit)}`,
      ko: `${josa(name, '이/가')} 파일 디스크립터를 모두 사용했습니다: ${num(limit)}개 중 ${num(open)}개`,
    },
    happens: HAPPENS,
    why: {
      en: `Every accepted connection takes a descriptor. With none left accept() fails (EMFILE) and ${plural(listener.waiting, 'connection')} stay${listener.waiting === 1 ? 's' : ''} in the queue of ${addressOf(listener)}.`,
      ko: `accept된 연결마다 디스크립터가 하나 필요합니다. 남은 것이 없어 accept()가 실패하고(EMFILE), ${addressOf(listener)} 큐에 연결 ${num(listener.waiting)}건이 남아 있습니다.`,
    },
    bar,
    not,
    remedies: remedies(owner),
    doesNotHelp: [HUGE_BACKLOG, FILE_MAX],
  };
}

/** Sentences for a process that accepts, to close at once. `came`: connections in the window. */
export function closingWords(facts: Facts, came: number) {
  const name = facts.owner.command;
  const at = addressOf(ending(facts.trail));
  return {
    ...words(facts),
    happens: {
      en: 'New clients are connected and then closed at once, before they get an answer.',
      ko: '새 클라이언트는 연결된 직후, 응답을 받기 전에 끊깁니다.',
    },
    why: {
      en: `Every accepted connection takes a descriptor. ${name} has none to spare, and nobody waits in the queue of ${at} although ${plural(came, 'connection')} came: a program in this state accepts them only to close them (Node does), or serves one when another ends.`,
      ko: `accept된 연결마다 디스크립터가 하나 필요합니다. ${josa(name, '은/는')} 여유가 없는데 연결 ${num(came)}건이 들어오는 동안에도 ${at} 큐에는 아무도 기다리지 않습니다. 이런 상태의 프로그램은 accept하자마자 연결을 닫거나(Node의 동작), 다른 연결이 끝나야 새 연결을 처리합니다.`,
    },
  };
}

function remedies(owner: Owner): Remedy[] {
  return [
    {
      at: 'process',
      do: {
        en: 'Raise the limit of the running process; it counts at once',
        ko: '실행 중인 프로세스의 한도를 올립니다. 즉시 적용됩니다',
      },
      command: `prlimit --pid ${owner.pid} --nofile=${ENOUGH_DESCRIPTORS}:${ENOUGH_DESCRIPTORS}`,
      risk: MORE_MEMORY,
      proof: RAISE_LIMIT,
    },
    ...stackRemedies([owner], 'descriptors', { proof: RAISE_LIMIT }),
    FIND_LEAK,
  ];
}

const FIND_LEAK: Remedy = {
  at: 'application',
  do: {
    en: 'See what the descriptors are; sockets in CLOSE_WAIT are connections that the program forgot to close',
    ko: '어떤 디스크립터가 열려 있는지 확인합니다. CLOSE_WAIT 소켓이 많으면 프로그램이 연결을 닫지 않는 것입니다',
  },
  ...LOOKING,
};

const FILE_MAX: Folklore = {
  what: 'fs.file-max',
  because: {
    en: 'the limit of the whole machine; what ran out is the limit of this process',
    ko: '시스템 전체의 한도이며, 부족한 것은 이 프로세스의 한도입니다',
  },
};

/** Why nothing can be said about a listener with a queue. */
export const hidden = (listener: Listener): Text => ({
  en: `could not count the descriptors of whoever holds ${addressOf(listener)}; its process could not be read`,
  ko: `${josa(addressOf(listener), '을/를')} 가진 프로세스의 디스크립터 수를 확인하지 못했습니다. 해당 프로세스 정보를 읽을 수 없습니다`,
});

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'File descriptors run out', ko: '파일 디스크립터 고갈' },
  mechanism: {
    en: 'A process may hold as many descriptors as its soft limit RLIMIT_NOFILE allows, and every connection takes one. At the limit accept() fails with EMFILE. The queue stays readable, so an event loop calls accept() again at once and burns a whole CPU, while the queue overflows.',
    ko: '프로세스는 소프트 한도 RLIMIT_NOFILE만큼 디스크립터를 가질 수 있고, 연결마다 하나씩 사용합니다. 한도에 이르면 accept()가 EMFILE로 실패합니다. 큐는 계속 읽기 가능 상태이므로 이벤트 루프는 즉시 accept()를 반복하며 CPU 하나를 모두 쓰고, 그 사이 큐는 넘칩니다.',
  },
  evidence: {
    en: 'A process has at least 98% of its descriptors open, and a listener of its own has connections waiting in every look. Probable only when other processes hold the same listener and have descriptors left.',
    ko: '프로세스가 디스크립터 한도의 98% 이상을 사용하고, 그 프로세스의 리스너에 모든 관찰에서 대기 중인 연결이 있어야 합니다. 같은 리스너를 가진 다른 프로세스에 여유가 있으면 유력으로 봅니다.',
  },
  lookAlikes: {
    en: 'A program that accepts slowly fills its queue too, with descriptors left. The limit of the machine (fs.file-nr) is normal here.',
    ko: 'accept가 느린 프로그램도 큐가 차지만 디스크립터는 남아 있습니다. 시스템 전체의 사용량(fs.file-nr)은 정상입니다.',
  },
  remedies: [
    {
      at: 'process',
      do: {
        en: 'Raise LimitNOFILE= of the service, or the limit of the running process with prlimit',
        ko: '서비스의 LimitNOFILE=을 올리거나, prlimit으로 실행 중인 프로세스의 한도를 올립니다',
      },
      risk: MORE_MEMORY,
      proof: RAISE_LIMIT,
    },
    FIND_LEAK,
    {
      at: 'application',
      do: {
        en: 'Keep one descriptor in reserve: close it, accept(), close the connection, open it again; clients are told at once',
        ko: '예비 디스크립터를 하나 두고, 고갈되면 그것을 닫아 accept()한 뒤 바로 연결을 닫고 다시 확보합니다. 클라이언트가 즉시 알 수 있습니다',
      },
      risk: {
        en: 'Clients beyond the limit are turned away, which is the aim',
        ko: '한도를 넘는 클라이언트는 거부되며, 이것이 의도입니다',
      },
      proof: lab(ID, 'reserve-descriptor'),
    },
  ],
  doesNotHelp: [HUGE_BACKLOG, FILE_MAX],
  sources: ['accept(2)', 'getrlimit(2)', measured()],
};
