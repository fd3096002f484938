/**
 * What is said about a queue from before somaxconn was raised.
 * @module
 */
import type { Listener } from '../../model/snapshot.ts';
import type { Owner } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { josa, num } from '../../model/text.ts';
import type { Remedy } from '../../model/verdict.ts';
import { somaxconnFrozen } from '../listener-words.ts';
import { addressOf, ending } from '../listener.ts';
import type { ListenerTrail } from '../listener.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { stackRemedies } from '../stack.ts';
import type { Stack } from '../stack.ts';

interface Facts {
  readonly trail: ListenerTrail;
  readonly limit: number;
  readonly somaxconn: number;
  readonly owner: Owner;
  readonly stack: Stack;
  readonly wouldGet: number;
  readonly isSure: boolean;
}

const ID = 'backlog-stale';
const SOMAXCONN_FROZEN = somaxconnFrozen(ID);

const RESTART: Remedy = {
  at: 'process',
  do: {
    en: 'Restart the program: listen() takes over the cap of that moment',
    ko: '프로그램을 재시작합니다. listen()이 그 시점의 상한을 적용합니다',
  },
  risk: {
    en: 'A restart ends its connections; a plain reload of nginx or HAProxy keeps the old queue',
    ko: '재시작하면 기존 연결이 끊어집니다. nginx나 HAProxy를 단순히 리로드하면 기존 큐가 유지됩니다',
  },
  proof: lab(ID, 'restart'),
};

/** Sentences for one listener. */
export function words({ trail, limit, somaxconn, owner, stack, wouldGet, isSure }: Facts) {
  const listener = ending(trail);
  const name = owner.command;
  const doubt: Text = isSure
    ? {
        en: 'It always asks for all that net.core.somaxconn allows, so it was started before that was raised.',
        ko: '이 프로그램은 항상 net.core.somaxconn이 허용하는 만큼 요청하므로, 값을 올리기 전에 시작된 것입니다.',
      }
    : {
        en: `Unless its configuration asks for ${num(limit)}, it was started before net.core.somaxconn was raised.`,
        ko: `설정에서 ${josa(num(limit), '을/를')} 직접 지정한 것이 아니라면, net.core.somaxconn을 올리기 전에 시작된 것입니다.`,
      };
  return {
    title: {
      en: `${name} still listens on ${addressOf(listener)} with a queue of ${num(limit)}; net.core.somaxconn is ${num(somaxconn)} now`,
      ko: `${josa(name, '은/는')} 여전히 한도가 ${num(limit)}인 큐로 ${addressOf(listener)}에서 리스닝합니다. 현재 net.core.somaxconn은 ${num(somaxconn)}입니다`,
    },
    happens: {
      en: 'The change of net.core.somaxconn has no effect on this program yet.',
      ko: 'net.core.somaxconn 변경이 이 프로그램에는 아직 적용되지 않았습니다.',
    },
    why: {
      en: `The limit of a queue is fixed when listen() is called. By default ${name} would get ${num(wouldGet)} now. ${doubt.en}`,
      ko: `큐의 한도는 listen() 호출 시점에 고정됩니다. 기본 설정이라면 지금 ${name}의 한도는 ${josa(num(wouldGet), '이/가')} 됩니다. ${doubt.ko}`,
    },
    not: [],
    remedies: [
      ...(stack === 'nginx'
        ? stackRemedies([owner], 'backlog', {
            port: listener.local.port,
            proof: lab(ID, 'listen-again'),
          })
        : []),
      RESTART,
    ],
    doesNotHelp: [SOMAXCONN_FROZEN],
  };
}

/** Why nothing can be said about a listener with a former cap for a limit. */
export const hidden = (listener: Listener): Text => ({
  en: `could not tell which program listens on ${addressOf(listener)}; its process could not be read`,
  ko: `${addressOf(listener)}에서 리스닝하는 프로그램을 확인하지 못했습니다. 해당 프로세스 정보를 읽을 수 없습니다`,
});

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'Queue from before somaxconn was raised', ko: 'somaxconn 변경 전의 큐' },
  mechanism: {
    en: 'listen() sets the limit of the accept queue to the smaller of what the program asks for and net.core.somaxconn, once. Raising net.core.somaxconn later changes nothing for a running listener until it calls listen() again.',
    ko: 'listen()은 프로그램이 요청한 값과 net.core.somaxconn 중 작은 값을 accept 큐의 한도로 한 번 정합니다. 이후 net.core.somaxconn을 올려도 실행 중인 리스너는 다시 listen()을 호출할 때까지 달라지지 않습니다.',
  },
  evidence: {
    en: 'The limit is 128 or 4,096, the former and present default of net.core.somaxconn, and below its value now; the program is known and asks for more by default; its command line sets no backlog and it has no longer queue elsewhere. What a program asked for cannot be read, so this is a suspicion, probable for programs that always ask for all (Go).',
    ko: '한도가 net.core.somaxconn의 과거·현재 기본값인 128 또는 4,096이고 현재 값보다 작으며, 알려진 프로그램이 기본적으로 더 큰 값을 요청하고, 명령줄에 백로그 지정이 없고 더 긴 큐도 없어야 합니다. 프로그램이 요청한 값은 읽을 수 없으므로 의심이며, 항상 최대를 요청하는 프로그램(Go)은 유력입니다.',
  },
  lookAlikes: {
    en: 'A program may ask for a small backlog on purpose. Other limits than former defaults of net.core.somaxconn are taken as its wish.',
    ko: '프로그램이 의도적으로 작은 백로그를 요청할 수 있습니다. net.core.somaxconn의 기본값이 아닌 한도는 프로그램이 원한 값으로 봅니다.',
  },
  remedies: [RESTART],
  doesNotHelp: [SOMAXCONN_FROZEN],
  sources: [
    'net/socket.c __sys_listen()',
    'Documentation/networking/ip-sysctl.rst somaxconn',
    measured({ en: 'nginx 1.22, HAProxy 2.6', ko: 'nginx 1.22, HAProxy 2.6' }),
  ],
};
