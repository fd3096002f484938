/**
 * What is said about connections that a program does not close.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import type { Group } from '../../model/snapshot.ts';
import type { Owner } from '../../model/survey.ts';
import type { Text } from '../../model/text.ts';
import { duration, hostPort, josa, num, plural } from '../../model/text.ts';
import type { Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { sentences } from '../listener-words.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';
import { stackRemedies } from '../stack.ts';
import { areStopped, resumeRemedies, stoppedSentence } from '../stopped.ts';

interface Facts {
  readonly group: Group;
  readonly before: number;
  readonly oldestMs: number | undefined;
}

const CLOSES: Proof = lab('close-wait-leak', 'close-at-end');

const CLOSE: Remedy = {
  at: 'application',
  do: {
    en: 'Close the connection when a read returns the end of the stream (0 bytes)',
    ko: '읽기가 스트림의 끝(0바이트)을 반환하면 연결을 닫습니다',
  },
  risk: {
    en: 'A change in the program: takes effect when the new version runs',
    ko: '코드 변경이며, 새 버전을 배포해야 적용됩니다',
  },
  proof: CLOSES,
};

const EVICT: Remedy = {
  at: 'application',
  do: {
    en: 'Let the pool test idle connections before use and drop those the server has closed',
    ko: '풀에서 유휴 연결을 사용 전에 검증하고, 서버가 닫은 연결은 제거합니다',
  },
  risk: { en: 'A check for every use of a connection', ko: '연결을 쓸 때마다 검증 비용이 듭니다' },
  proof: lab('close-wait-leak-pool', 'pool-tests'),
};

const RESTART: Remedy = {
  at: 'process',
  do: {
    en: 'Until that is done: restart the program; the kernel closes everything it holds',
    ko: '수정 전까지는 프로그램을 재시작합니다. 프로그램이 가진 연결은 커널이 모두 닫습니다',
  },
  risk: {
    en: 'Its other connections end too, and the leak begins anew',
    ko: '정상 연결도 함께 끊어지며, 누수는 다시 시작됩니다',
  },
  proof: lab('close-wait-leak', 'restarted'),
};

const FIN_TIMEOUT: Folklore = {
  what: 'net.ipv4.tcp_fin_timeout',
  because: {
    en: 'a timer of the other side, for FIN_WAIT2; CLOSE_WAIT has no timer at all',
    ko: '상대 쪽 FIN_WAIT2에 적용되는 타이머이며, CLOSE_WAIT에는 타이머가 없습니다',
  },
  proof: lab('close-wait-leak', 'fin-timeout'),
};

const KEEPALIVE: Folklore = {
  what: 'net.ipv4.tcp_keepalive_time',
  because: {
    en: 'a peer that still answers keeps it open; if the peer has gone, the connection leaves the list and its descriptor stays',
    ko: '상대가 응답하는 한 연결은 유지됩니다. 상대가 사라져도 목록에서만 없어지고 디스크립터는 그대로 남습니다',
  },
  proof: lab('close-wait-leak', 'keepalive'),
};

/** Sentences for one group. `windowMs`: time between the first and the last look. */
export function words(facts: Facts, owners: readonly Owner[], windowMs: number) {
  const { group } = facts;
  const inbound = group.direction === 'inbound';
  return {
    title: title(facts, owners),
    happens: {
      en: 'Each of these holds a descriptor and memory. If their number goes on growing, the program can neither accept nor open anything in the end.',
      ko: '연결마다 디스크립터와 메모리를 차지합니다. 수가 계속 늘어나면 결국 accept도, 파일 열기도 할 수 없게 됩니다.',
    },
    why: why(facts, owners, windowMs),
    not: not(inbound),
    remedies: remedies(inbound, owners),
    doesNotHelp: [FIN_TIMEOUT, KEEPALIVE],
  };
}

function title({ group, oldestMs }: Facts, owners: readonly Owner[]): Text {
  const [owner] = owners;
  const name = owner === undefined ? undefined : `${owner.command} (pid ${owner.pid})`;
  const at = place(group);
  const age = oldestMs === undefined ? undefined : duration(oldestMs);
  const since =
    age === undefined
      ? { en: '', ko: '' }
      : { en: `, the oldest for at least ${age.en}`, ko: ` (가장 오래된 연결은 ${age.ko} 이상)` };
  return {
    en: `${name ?? 'A program'} does not close ${plural(group.owned, 'connection')} ${at.en}${since.en}`,
    ko: `${josa(name ?? '프로그램', '이/가')} ${at.ko} 연결 ${num(group.owned)}건을 닫지 않고 있습니다${since.ko}`,
  };
}

function place({ direction, port, remote }: Group): Text {
  if (direction === 'inbound') return { en: `on port ${port ?? 0}`, ko: `포트 ${port ?? 0}의` };
  const to = remote === undefined ? '' : hostPort(remote);
  return { en: `to ${to}`, ko: `${josa(to, '으로/로')} 나간` };
}

function why({ group, before }: Facts, owners: readonly Owner[], windowMs: number): Text {
  const grown = group.owned - before;
  const window = duration(windowMs);
  const growth: Text =
    grown > 0
      ? {
          en: `${num(grown)} more came within ${window.en}.`,
          ko: `${window.ko} 사이에 ${num(grown)}건이 늘었습니다.`,
        }
      : {
          en: `Their number did not fall within ${window.en}.`,
          ko: `${window.ko} 동안 줄지 않았습니다.`,
        };
  const fds = owners.find((owner) => owner.fds?.open !== undefined)?.fds;
  const used: Text | undefined =
    fds?.open === undefined || fds.limit === undefined
      ? undefined
      : {
          en: `The program has ${num(fds.open)} of ${num(fds.limit)} descriptors open.`,
          ko: `디스크립터는 ${num(fds.limit)}개 중 ${num(fds.open)}개를 사용하고 있습니다.`,
        };
  return sentences(
    {
      en: 'The peers have closed. The kernel has told the program (a read returns 0 bytes) and waits for its close(), without any limit of time.',
      ko: '상대는 연결을 닫았습니다. 커널은 이를 프로그램에 알렸고(읽기가 0바이트 반환) 프로그램의 close()를 시간 제한 없이 기다립니다.',
    },
    growth,
    used,
    areStopped(owners) ? stoppedSentence(owners) : undefined,
  );
}

function not(inbound: boolean): NotThis[] {
  const draining: NotThis = {
    rule: 'slow draining',
    ko: '느린 마무리',
    because: {
      en: 'nothing was read from them or sent on them while we looked',
      ko: '관찰하는 동안 읽거나 보낸 데이터가 없습니다',
    },
  };
  const unaccepted: NotThis = {
    rule: 'unaccepted-close-wait',
    because: { en: 'each has an owner', ko: '모두 소유 프로세스가 있습니다' },
  };
  return inbound ? [unaccepted, draining] : [draining];
}

/** A program that is stopped may close well enough when it runs. */
function remedies(inbound: boolean, owners: readonly Owner[]): Remedy[] {
  if (areStopped(owners)) return resumeRemedies(owners);
  const own = stackRemedies(owners, 'close', { proof: CLOSES });
  const close = own.length > 0 ? own : [CLOSE];
  return [...(inbound ? close : [EVICT, ...close]), RESTART];
}

/** The rule's page. */
export const page: RulePage = {
  name: { en: 'Connections are never closed', ko: '닫히지 않는 연결(CLOSE_WAIT)' },
  mechanism: {
    en: 'When the peer closes, the kernel acknowledges and tells the program: a read returns 0 bytes. The connection is in CLOSE_WAIT until the program calls close(); there is no timer. A program that forgets, or a pool that does not look, gathers them until its descriptors run out.',
    ko: '상대가 닫으면 커널은 ACK를 보내고 프로그램에 알립니다(읽기가 0바이트 반환). 프로그램이 close()를 호출할 때까지 연결은 CLOSE_WAIT에 머물며 타이머가 없습니다. close()를 빠뜨린 프로그램이나 검증하지 않는 풀은 디스크립터가 바닥날 때까지 이를 쌓아 갑니다.',
  },
  evidence: {
    en: 'Connections in CLOSE_WAIT with an owner are the same in every look (at least 3), nothing moves on them and their number does not fall. Certain when the oldest is 60 s old at least (time since the last ACK, a lower bound), probable from 10 s and 10 connections on, else suspected and a notice. Fewer than 3 young ones are not mentioned.',
    ko: '소유자가 있는 CLOSE_WAIT 연결이 모든 관찰(최소 3번)에서 동일하고, 데이터 이동이 없으며 수가 줄지 않아야 합니다. 가장 오래된 연결이 60초 이상이면 확실(마지막 ACK 이후의 시간이므로 하한), 10초 이상이고 10건 이상이면 유력, 그 외에는 의심(참고)입니다. 3건 미만의 최근 연결은 보고하지 않습니다.',
  },
  lookAlikes: {
    en: 'Without an owner it is the accept queue: unaccepted-close-wait. While the receive queue shrinks or data leaves, the program is still at work. A receive queue of 1 is the FIN itself. A program that is stopped (state T) closes nothing: it is named, and whether it leaks shows when it runs again.',
    ko: '소유자가 없으면 accept 큐의 연결입니다(unaccepted-close-wait). 수신 큐가 줄거나 데이터가 나가고 있으면 아직 처리 중입니다. 수신 큐 1은 FIN 자체입니다. 정지된 프로그램(상태 T)은 아무것도 닫지 못하므로 정지되었음을 알리며, 누수인지는 다시 실행된 뒤에 알 수 있습니다.',
  },
  remedies: [CLOSE, EVICT, RESTART],
  doesNotHelp: [FIN_TIMEOUT, KEEPALIVE],
  sources: ['RFC 9293, section 3.6', 'net/ipv4/tcp_input.c tcp_fin()', measured()],
};
