/**
 * Sentences and remedies that several rules about listening sockets share.
 * @module
 */
import type { Listener } from '../model/snapshot.ts';
import type { NamespaceSurvey } from '../model/survey.ts';
import type { Text } from '../model/text.ts';
import { duration, josa, num } from '../model/text.ts';
import type { Folklore, NotThis, Proof, Remedy } from '../model/verdict.ts';
import { acceptRate } from './accept-rate.ts';
import type { AcceptRate } from './accept-rate.ts';
import { setting } from './command.ts';
import { isOutOfDescriptors } from './descriptors.ts';
import { bindingOf, holdersOf } from './listener.ts';
import { lab } from '../proofs/proof.ts';
import type { TrialWith } from '../proofs/proof.ts';
import { stackRemedies } from './stack.ts';

/** Sentences in a row; empty ones are left out. */
export const sentences = (...parts: readonly (Text | undefined)[]): Text => {
  const said = parts.filter((part) => part !== undefined);
  return {
    en: said.map((part) => part.en).join(' '),
    ko: said.map((part) => part.ko).join(' '),
  };
};

/** Which limit binds and that it was fixed at `listen()`; `undefined` when it could not be read. */
export function limitSentence(namespace: NamespaceSurvey, listener: Listener): Text | undefined {
  const binding = bindingOf(namespace, listener);
  if (binding === undefined) return undefined;
  const limit = num(binding.limit);
  const somaxconn = num(binding.somaxconn);
  if (binding.by === 'somaxconn') {
    return {
      en: `The limit is ${limit}: net.core.somaxconn of this network namespace, taken over at listen().`,
      ko: `한도 ${josa(limit, '은/는')} listen() 시점에 적용된 이 네트워크 네임스페이스의 net.core.somaxconn 값입니다.`,
    };
  }
  if (binding.by === 'past') {
    return {
      en: `The limit is ${limit}, fixed at listen(); net.core.somaxconn was lowered to ${somaxconn} afterwards.`,
      ko: `한도 ${josa(limit, '은/는')} listen() 시점에 정해졌으며, 이후 net.core.somaxconn이 ${josa(somaxconn, '으로/로')} 낮아졌습니다.`,
    };
  }
  return {
    en: `The limit is ${limit}, fixed at listen(): the program asked for it, or net.core.somaxconn was that small then (a restart is enough in that case). net.core.somaxconn (${somaxconn} now) is not the limit.`,
    ko: `한도 ${josa(limit, '은/는')} listen() 시점에 정해진 값입니다. 프로그램이 그 값을 요청했거나 당시 net.core.somaxconn이 그 값이었습니다(후자라면 재시작만으로 충분합니다). 현재 net.core.somaxconn(${somaxconn})은 제한 요인이 아닙니다.`,
  };
}

/** How fast connections are accepted and arrive; `undefined` when it could not be told. */
export function rateSentence(program: string | undefined, rate: AcceptRate | undefined) {
  if (rate === undefined) return undefined;
  const accepted = num(rate.acceptedPerSec);
  const arriving = num(rate.arrivingPerSec);
  const who = { en: program ?? 'The program', ko: josa(program ?? '프로그램', '은/는') };
  const most = rate.isShared ? { en: 'at most ', ko: '최대 ' } : { en: '', ko: '' };
  const repeats = rate.hasRepeats
    ? {
        en: ', counting each SYN that clients repeat after they were turned away',
        ko: ' (버려진 클라이언트가 재전송한 SYN 포함)',
      }
    : { en: '', ko: '' };
  return {
    en: `${who.en} accepts ${most.en}${accepted} connections a second, ${most.en}${arriving} arrive${repeats.en}.`,
    ko: `${who.ko} 초당 ${most.ko}${accepted}건을 accept하고, 초당 ${most.ko}${arriving}건이 들어옵니다${repeats.ko}.`,
  };
}

/** A queue this long holds a burst of several seconds; a longer one only hides the delay. */
const LONGEST_SENSIBLE = 4_096;
const SHORTEST_SENSIBLE = 512;

/** A longer queue to ask for; `undefined` when it is long enough already. */
export function sensibleBacklog(limit: number | undefined): number | undefined {
  if (limit === undefined) return 1_024;
  if (limit >= LONGEST_SENSIBLE) return undefined;
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, limit) * 4));
  return Math.min(LONGEST_SENSIBLE, Math.max(SHORTEST_SENSIBLE, wanted));
}

/**
 * How to get a longer queue: first the cap of the namespace where it binds, then the program's own
 * setting, with `proof` that a longer queue helps.
 */
export function backlogRemedies(
  namespace: NamespaceSurvey,
  listener: Listener,
  proof: Proof,
): Remedy[] {
  const wanted = sensibleBacklog(listener.limit);
  if (wanted === undefined) return [];
  const binding = bindingOf(namespace, listener);
  const cap =
    binding !== undefined && binding.somaxconn < wanted
      ? [raiseCap(namespace, wanted, binding.limit)]
      : [];
  const own = stackRemedies(holdersOf(namespace, listener), 'backlog', {
    port: listener.local.port,
    backlog: wanted,
    proof,
  });
  return [...cap, ...(own.length > 0 ? own : [askForMore(wanted, proof)])];
}

/** Why the queue shall be that long: from the one that was full, and what arrives. */
function capArithmetic(namespace: NamespaceSurvey, wanted: number, limit: number): Text {
  const rate = acceptRate(namespace);
  const lasts =
    rate === undefined || rate.arrivingPerSec < 1
      ? undefined
      : duration((wanted / rate.arrivingPerSec) * 1_000);
  const arriving = num(rate?.arrivingPerSec ?? 0);
  return {
    en: `4 x ${num(limit)} that did not suffice, as a power of two, between ${num(SHORTEST_SENSIBLE)} and ${num(LONGEST_SENSIBLE)}: ${num(wanted)}${lasts === undefined ? '' : `, room for ${lasts.en} of ${arriving} arriving a second`}`,
    ko: `부족했던 ${num(limit)}의 4배를 2의 거듭제곱으로, ${num(SHORTEST_SENSIBLE)}~${num(LONGEST_SENSIBLE)} 사이에서 잡아 ${num(wanted)}입니다${lasts === undefined ? '' : `. 초당 ${arriving}건이 들어오면 ${lasts.ko} 분량입니다`}`,
  };
}

const raiseCap = (namespace: NamespaceSurvey, wanted: number, limit: number): Remedy => ({
  at: 'kernel',
  do: {
    en: 'Raise the cap of this network namespace; it counts from the next listen() on',
    ko: '이 네트워크 네임스페이스의 상한을 올립니다. 다음 listen()부터 적용됩니다',
  },
  ...setting(namespace, {
    key: 'net.core.somaxconn',
    value: String(wanted),
    arithmetic: capArithmetic(namespace, wanted, limit),
  }),
  risk: {
    en: 'None by itself: running listeners keep their queue until they listen() again',
    ko: '그 자체로는 영향이 없습니다. 실행 중인 리스너는 다시 listen()할 때까지 기존 큐를 유지합니다',
  },
  proof: lab('accept-queue-overflow-capped', 'raise-cap'),
});

/** The generic way to a longer queue. */
const askForMore = (wanted: number, proof: Proof): Remedy => ({
  at: 'application',
  do: {
    en: `Ask for a longer queue: listen(fd, ${wanted}), then restart the program`,
    ko: `더 긴 큐를 요청하고(listen(fd, ${wanted})) 프로그램을 재시작합니다`,
  },
  risk: {
    en: 'A restart ends its connections; a queue that is too long hides slow accepting',
    ko: '재시작하면 기존 연결이 끊어집니다. 큐가 지나치게 길면 느린 accept가 가려집니다',
  },
  proof,
});

/** Where more hands were tried: overload in front of a queue that fits. */
const MORE_WORKERS: Proof = lab('accept-queue-overload', 'more-workers');

/** More hands that accept: the program's own setting, or in general. */
export function workerRemedies(
  namespace: NamespaceSurvey,
  listener: Listener,
  proof: Proof = MORE_WORKERS,
): Remedy[] {
  const holders = holdersOf(namespace, listener);
  const own = (['connections', 'workers'] as const).flatMap((lever) =>
    stackRemedies(holders, lever, { port: listener.local.port, proof }),
  );
  return own.length > 0 ? own : [{ ...ACCEPT_FASTER, proof }];
}

/** The program that holds it stops accepting at a limit of its own, as HAProxy does at its maxconn. */
export const stopsAtLimit = (namespace: NamespaceSurvey, listener: Listener): boolean =>
  stackRemedies(holdersOf(namespace, listener), 'connections', { proof: MORE_WORKERS }).length > 0;

/** The generic way to accept faster. */
export const ACCEPT_FASTER: Remedy = {
  at: 'application',
  do: {
    en: 'Accept in a loop of its own that never waits for a request; add workers',
    ko: '요청 처리를 기다리지 않는 전용 루프에서 accept하고 워커를 늘립니다',
  },
  risk: {
    en: 'More requests run at a time: whatever is behind the program must bear them',
    ko: '동시에 처리되는 요청이 늘어나므로 뒤쪽 시스템이 감당할 수 있어야 합니다',
  },
  proof: MORE_WORKERS,
};

/** What to do about an accept loop that stands still. */
export const UNBLOCK: Remedy = {
  at: 'application',
  do: {
    en: 'Find out what the accepting thread waits for (a stack trace of the process), then restart it',
    ko: 'accept하는 스레드가 무엇을 기다리는지 확인한 뒤(프로세스 스택 트레이스) 재시작합니다',
  },
  risk: {
    en: 'A restart ends its connections; without the trace the cause is lost',
    ko: '재시작하면 기존 연결이 끊어지며, 트레이스를 남기지 않으면 원인을 알 수 없게 됩니다',
  },
  proof: lab('accept-queue-overflow-frozen', 'restart'),
};

/** The lever most often pulled in vain. `trial`: one in which that was done. */
export const maxSynBacklogIgnored = (trial: TrialWith<'max-syn-backlog'>): Folklore => ({
  what: 'net.ipv4.tcp_max_syn_backlog',
  because: {
    en: 'ignored while SYN cookies are on',
    ko: 'SYN 쿠키가 켜져 있으면 무시됩니다',
  },
  proof: lab(trial, 'max-syn-backlog'),
});

/** A sysctl that running listeners do not read. `trial`: one in which it was raised alone. */
export const somaxconnFrozen = (trial: TrialWith<'somaxconn-alone'>): Folklore => ({
  what: 'net.core.somaxconn alone',
  ko: 'net.core.somaxconn만 변경',
  because: {
    en: 'a running listener keeps the queue it got at listen()',
    ko: '실행 중인 리스너의 큐 길이는 listen() 시점에 고정됩니다',
  },
  proof: lab(trial, 'somaxconn-alone'),
});

const WAIT_INSTEAD: Text = {
  en: 'clients time out in the queue instead, and the program works for clients that have gone',
  ko: '클라이언트가 큐 안에서 타임아웃되고, 프로그램은 이미 떠난 클라이언트를 처리하게 됩니다',
};

/** The number from the guides. `trial`: one in which it was tried; `because`: why it fails there. */
export const hugeBacklog = (
  trial: TrialWith<'huge-backlog'> = 'accept-queue-overload',
  because: Text = WAIT_INSTEAD,
): Folklore => ({
  what: 'backlog 65535',
  ko: '백로그 65535',
  because,
  proof: lab(trial, 'huge-backlog'),
});

/** Makes refusals of what could wait. */
export const ABORT_ON_OVERFLOW: Folklore = {
  what: 'net.ipv4.tcp_abort_on_overflow=1',
  because: {
    en: 'does nothing for clients that find the queue full, and resets those that were already connected',
    ko: '큐가 가득 찬 뒤에 온 클라이언트에는 효과가 없고, 이미 연결된 클라이언트를 리셋합니다',
  },
  proof: lab('accept-queue-overflow', 'abort-on-overflow'),
};

/** Descriptors of the holders, as something it is not; empty when they could not be counted or are used up. */
export function notDescriptors(namespace: NamespaceSurvey, listener: Listener): NotThis[] {
  const holders = holdersOf(namespace, listener);
  if (holders.some(isOutOfDescriptors)) return [];
  return holders
    .flatMap(({ fds }) =>
      fds?.open === undefined || fds.limit === undefined
        ? []
        : [{ open: fds.open, limit: fds.limit }],
    )
    .toSorted((a, b) => b.open / b.limit - a.open / a.limit)
    .slice(0, 1)
    .map(({ open, limit }) => ({
      rule: 'fd-exhaustion',
      because: {
        en: `${num(open)} of ${num(limit)} file descriptors in use`,
        ko: `파일 디스크립터 ${num(limit)}개 중 ${num(open)}개 사용`,
      },
    }));
}
