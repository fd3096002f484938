/**
 * Words of receive-buffer-prune.
 * @module
 */
import type { NamespaceSurvey } from '../../model/survey.ts';
import { bytes, josa, num, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Proof, Remedy } from '../../model/verdict.ts';
import { setting } from '../command.ts';
import { connections } from '../flow.ts';
import type { FlowFacts } from '../flow.ts';
import { lab } from '../../proofs/proof.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need, of the worst connection. */
export interface Facts extends FlowFacts {
  readonly rmemBytes: number;
  readonly rcvbufBytes: number;
  readonly unreadBytes: number;
  readonly readBytes: number;
  /** Average size of the segments that came in, bytes. */
  readonly segmentBytes: number;
  /** Receive memory was near its limit in a look. */
  readonly full: boolean;
  /** During the window, in the namespace. */
  readonly collapsed: number;
  readonly pruned: number;
  /** net.ipv4.tcp_rmem: minimum, default, maximum, bytes. */
  readonly rmem: readonly number[];
}

/** Title and story of a finding. */
export function words(facts: Facts): Pick<Finding, 'title' | 'happens' | 'why'> {
  const many = connections(facts);
  const size = bytes(facts.segmentBytes);
  return {
    title: {
      en: `Small segments (${size} on average) overflow the receive buffer of ${many.en} ${facts.where.en}`,
      ko: `작은 세그먼트(평균 ${size})가 수신 버퍼를 넘치게 합니다: ${facts.where.ko} 연결 ${many.ko}`,
    },
    happens: {
      en: 'The stream stalls for moments, and the kernel spends time on packing segments together',
      ko: '전송이 순간순간 멈추고, 커널이 세그먼트를 합치는 데 시간을 씁니다',
    },
    why: whyOf(facts),
  };
}

function whyOf(facts: Facts): Text {
  const memory = bytes(facts.rmemBytes);
  const unread = bytes(facts.unreadBytes);
  const limit = bytes(facts.rcvbufBytes);
  const read = bytes(facts.readBytes);
  return {
    en: `Each segment costs the memory of a whole packet: ${unread} of data took ${memory}, and the limit of this socket is ${limit}. The program does read (${read} while we looked), but between two reads the limit was passed, and the kernel merged ${plural(facts.collapsed, 'segment')} to go on`,
    ko: `세그먼트 하나는 패킷 하나 분량의 메모리를 차지합니다. 데이터 ${josa(unread, '이/가')} ${josa(memory, '을/를')} 차지했고 이 소켓의 한도는 ${limit}입니다. 프로그램은 읽고 있지만(관찰 중 ${read}) 읽는 사이에 한도를 넘어, 커널이 세그먼트 ${num(facts.collapsed)}개를 합쳐야 했습니다`,
  };
}

/** Label of the bar: receive memory of its limit. */
export const BAR: Text = { en: 'memory', ko: '메모리' };

/** Names of the evidence. */
export const WHAT = {
  memory: { en: 'receive memory in use', ko: '사용 중인 수신 메모리' },
  limit: { en: 'receive memory allowed', ko: '수신 메모리 한도' },
  unread: { en: 'bytes of data in it', ko: '그 안의 데이터' },
  collapsed: {
    en: 'segments merged (all connections of the namespace)',
    ko: '합쳐진 세그먼트 (네임스페이스 전체)',
  },
  pruned: {
    en: 'receive queues squeezed (all connections of the namespace)',
    ko: '수신 큐 정리 횟수 (네임스페이스 전체)',
  },
  size: { en: 'average size of a segment', ko: '평균 세그먼트 크기' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export const notThese = (facts: Facts): NotThis[] => [
  {
    rule: 'tcp-memory-limit',
    because: {
      en: `${plural(facts.collapsed, 'segment')} merged: the kernel does that only in a socket over its own limit`,
      ko: `세그먼트 ${num(facts.collapsed)}개가 합쳐졌습니다. 커널은 자기 한도를 넘은 소켓에서만 그렇게 합니다`,
    },
  },
  {
    rule: 'receiver-app-slow',
    because: {
      en: `the program read ${bytes(facts.readBytes)} while we looked, and what is left is short`,
      ko: `관찰하는 동안 프로그램이 ${josa(bytes(facts.readBytes), '을/를')} 읽었고 남은 데이터는 적습니다`,
    },
  },
];

/** Where SO_RCVBUF was left alone. */
export const TUNED_BY_KERNEL: Proof = lab('receive-buffer-prune', 'no-so-rcvbuf');

const BATCH: Remedy = {
  at: 'application',
  do: {
    en: 'At the sender: gather small writes into larger ones (a buffer, writev), and do not set TCP_NODELAY for a stream',
    ko: '보내는 쪽에서 작은 쓰기를 모아 보내고(버퍼, writev), 스트림에는 TCP_NODELAY를 쓰지 않습니다',
  },
  risk: {
    en: 'Data waits a moment until there is enough',
    ko: '모일 때까지 데이터가 잠시 기다립니다',
  },
  proof: lab('receive-buffer-prune', 'larger-writes'),
};

const NO_RCVBUF: Remedy = {
  at: 'application',
  do: {
    en: 'Do not set a small SO_RCVBUF: the kernel then enlarges the buffer by itself',
    ko: '작은 SO_RCVBUF를 설정하지 않습니다. 그러면 커널이 버퍼를 스스로 키웁니다',
  },
  risk: { en: 'More memory for each connection', ko: '연결마다 메모리를 더 씁니다' },
  proof: TUNED_BY_KERNEL,
};

/** A larger limit is advised by this factor: twice was too little for 100-byte segments (measured). */
const ROOM = 4;

/** In an expert's order. Larger limits only where the kernel's maximum is what was reached. */
export function remedies(namespace: NamespaceSurvey, facts: Facts): Remedy[] {
  const [min = 4_096, usual = 131_072, max = Infinity] = facts.rmem;
  if (facts.rcvbufBytes < 0.9 * max) return [BATCH, NO_RCVBUF];
  const wanted = max * ROOM;
  return [
    BATCH,
    {
      at: 'kernel',
      do: {
        en: `Raise the maximum receive buffer from ${bytes(max)} to ${bytes(wanted)}`,
        ko: `수신 버퍼의 최댓값을 ${bytes(max)}에서 ${josa(bytes(wanted), '으로/로')} 올립니다`,
      },
      ...setting(namespace, {
        key: 'net.ipv4.tcp_rmem',
        value: `${min} ${usual} ${wanted}`,
        arithmetic: {
          en: `${bytes(facts.unreadBytes)} of data took ${bytes(facts.rmemBytes)} of memory, for segments of ${bytes(facts.segmentBytes)} on average: ${ROOM} x ${num(max)} = ${num(wanted)} bytes (twice was too little for segments of 100 bytes, measured)`,
          ko: `평균 ${bytes(facts.segmentBytes)} 세그먼트에서 데이터 ${josa(bytes(facts.unreadBytes), '이/가')} 메모리 ${josa(bytes(facts.rmemBytes), '을/를')} 차지했습니다. ${ROOM} x ${num(max)} = ${num(wanted)}바이트입니다 (100바이트 세그먼트에서 2배는 부족했습니다, 실측)`,
        },
      }),
      risk: {
        en: 'Each busy connection may use that much memory',
        ko: '바쁜 연결마다 메모리를 그만큼 쓸 수 있습니다',
      },
      proof: lab('receive-buffer-prune-limit', 'four-times-rmem'),
    },
  ];
}

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_rmem, where a program has set SO_RCVBUF',
    ko: '프로그램이 SO_RCVBUF를 지정한 경우의 net.ipv4.tcp_rmem',
    because: {
      en: 'SO_RCVBUF fixes the buffer of that socket, whatever the sysctl allows',
      ko: '프로그램이 SO_RCVBUF를 지정한 소켓은 sysctl 값과 관계없이 버퍼 크기가 고정됩니다',
    },
    proof: lab('receive-buffer-prune', 'rmem'),
  },
  {
    what: 'net.core.netdev_max_backlog',
    because: {
      en: 'the segments have reached the socket; the queue of the network card is not involved',
      ko: '세그먼트는 이미 소켓에 도착했습니다. 네트워크 카드의 큐와는 관계가 없습니다',
    },
  },
  {
    what: 'net.ipv4.tcp_mem',
    because: {
      en: 'the limit of this one socket was reached, not that of the machine',
      ko: '시스템 전체가 아니라 이 소켓의 한도에 도달한 것입니다',
    },
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'Small segments fill the receive buffer', ko: '작은 세그먼트로 가득 찬 수신 버퍼' },
  mechanism: {
    en: 'The receive buffer counts memory, not bytes: a segment of one byte takes several hundred. A stream of tiny segments fills the buffer with little data in it. The kernel then merges them (collapse, prune), and when that is not enough it drops.',
    ko: '수신 버퍼는 데이터가 아니라 메모리를 기준으로 합니다. 1바이트 세그먼트도 수백 바이트를 차지합니다. 아주 작은 세그먼트가 이어지면 데이터는 적은데 버퍼가 가득 찹니다. 커널은 세그먼트를 합치고(collapse, prune), 그래도 부족하면 버립니다.',
  },
  evidence: {
    en: 'TCPRcvCollapsed grows during the window, and on an established connection with bytes unread in three looks or more: the unread bytes never above 60% of the limit (53% measured, 97% with full segments), the program does read, and either receive memory at 80% of its limit or more at least once with segments of 536 bytes or less on average, or more than 100 segments a second of 256 bytes or less on average.',
    ko: '관찰하는 동안 TCPRcvCollapsed가 증가하고, 세 번 이상의 관찰에서 읽지 않은 데이터가 있는 한 ESTABLISHED 연결에서 그 양이 늘 한도의 60% 이하이며(실측 53%, 꽉 찬 세그먼트는 97%), 프로그램이 읽고 있고, 평균 536바이트 이하의 세그먼트로 수신 메모리가 한 번 이상 한도의 80%에 이르거나, 평균 256바이트 이하의 세그먼트가 초당 100개 이상 들어올 때입니다.',
  },
  lookAlikes: {
    en: 'Memory limit of the machine or a container: PruneCalled grows, TCPRcvCollapsed does not. Large segments with a reader that is behind: the same counters, but the average size tells. A program that does not read: it took nothing during the window.',
    ko: '호스트나 컨테이너의 메모리 한도: PruneCalled는 증가하지만 TCPRcvCollapsed는 증가하지 않습니다. 큰 세그먼트와 밀린 읽기: 같은 카운터가 증가하지만 평균 크기가 다릅니다. 읽지 않는 프로그램: 관찰하는 동안 읽은 것이 없습니다.',
  },
  remedies: [BATCH, NO_RCVBUF],
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_prune_queue(), tcp_collapse() in net/ipv4/tcp_input.c',
    measured({
      en: '3,000 segments of one byte a second into SO_RCVBUF of 8 KB: 400 a second merged although the program reads',
      ko: 'SO_RCVBUF 8KB에 1바이트 세그먼트를 초당 3,000개: 프로그램이 읽는데도 초당 400개를 합침',
    }),
  ],
};
