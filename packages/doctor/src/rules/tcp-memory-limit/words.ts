/**
 * Words of tcp-memory-limit.
 * @module
 */
import { lab } from '../../proofs/proof.ts';
import { num, percent, plural } from '../../model/text.ts';
import type { Text } from '../../model/text.ts';
import type { Finding, Folklore, NotThis, Remedy } from '../../model/verdict.ts';
import { measured } from '../measured.ts';
import type { RulePage } from '../rule.ts';

/** What the sentences need. */
export interface Facts {
  /** Segments thrown away, receive queues squeezed, pressure entered: during the window. */
  readonly dropped: number;
  readonly pruned: number;
  readonly pressures: number;
  /** Signs of a socket over its own limit during the window. */
  readonly ownLimit: number;
  readonly seconds: number;
  /** TCP memory of the whole machine, pages, and where pressure begins; `undefined`: not readable. */
  readonly usedPages: number;
  readonly pressurePages: number | undefined;
  /** Receive memory to its limit of the fullest watched socket; `undefined`: none was watched. */
  readonly fullest: number | undefined;
  readonly inodes: readonly number[];
}

/** Title and story of a finding. */
export function words(
  facts: Facts,
  machine: boolean,
  group: string | undefined,
): Pick<Finding, 'title' | 'happens' | 'why'> {
  const dropped = plural(facts.dropped, 'segment');
  const where = machine
    ? { en: 'this machine', ko: '이 호스트' }
    : { en: group ?? 'a container or service', ko: group ?? '컨테이너 또는 서비스' };
  return {
    title: {
      en: `TCP is out of memory in ${where.en}: ${dropped} thrown away in ${num(facts.seconds)} s`,
      ko: `${where.ko}의 TCP 메모리가 부족합니다: ${num(facts.seconds)}초 동안 세그먼트 ${num(facts.dropped)}개를 버렸습니다`,
    },
    happens: {
      en: 'Transfers crawl as if the network lost packets; senders see timeouts',
      ko: '네트워크에서 패킷이 손실된 것처럼 전송이 느려지고, 보내는 쪽에서 타임아웃이 발생합니다',
    },
    why: machine ? whyMachine(facts) : whyGroup(facts),
  };
}

function whyMachine(facts: Facts): Text {
  const limit = facts.pressurePages === undefined ? '?' : num(facts.pressurePages);
  return {
    en: `All TCP sockets of the machine use ${num(facts.usedPages)} pages; from ${limit} on (second number of net.ipv4.tcp_mem) the kernel takes memory away from each. It entered that state ${plural(facts.pressures, 'time')} while we looked`,
    ko: `호스트의 모든 TCP 소켓이 ${num(facts.usedPages)}페이지를 쓰고 있습니다. ${limit}페이지(net.ipv4.tcp_mem의 두 번째 값)부터 커널이 소켓별 메모리를 줄입니다. 관찰하는 동안 이 상태에 ${num(facts.pressures)}번 들어갔습니다`,
  };
}

function whyGroup(facts: Facts): Text {
  const fullest = facts.fullest === undefined ? undefined : percent(facts.fullest);
  const room =
    fullest === undefined
      ? { en: 'No full socket was seen', ko: '가득 찬 소켓은 보이지 않았습니다' }
      : {
          en: `The fullest socket used ${fullest} of its own buffer, so the sockets had room`,
          ko: `가장 찬 소켓도 자기 버퍼의 ${fullest}만 쓰고 있어, 소켓에는 여유가 있었습니다`,
        };
  return {
    en: `Segments arrived and were thrown away. ${room.en}; what ran out is the memory of their group: the memory limit of a container or service, which counts socket buffers as well. The network is innocent`,
    ko: `도착한 세그먼트가 버려졌습니다. ${room.ko}. 부족한 것은 그룹의 메모리로, 소켓 버퍼까지 포함하는 컨테이너나 서비스의 메모리 한도입니다. 네트워크 문제가 아닙니다`,
  };
}

/** Label of the bar: pages in use to where pressure begins. */
export const BAR: Text = { en: 'pages', ko: '페이지' };

/** Names of the evidence. */
export const WHAT = {
  dropped: { en: 'received segments thrown away', ko: '받은 뒤 버린 세그먼트' },
  pruned: { en: 'times the kernel looked for memory to save', ko: '메모리를 확보하려 한 횟수' },
  fullest: {
    en: 'memory use of the fullest watched socket',
    ko: '관찰한 소켓 중 최대 메모리 사용률',
  },
  ownLimit: {
    en: 'segments merged or pruned in a socket over its own limit',
    ko: '자기 한도를 넘은 소켓에서 합치거나 정리한 횟수',
  },
  pressures: { en: 'memory pressure entered', ko: '메모리 압박 상태 진입' },
  used: { en: 'TCP memory of the whole machine', ko: '시스템 전체의 TCP 메모리' },
  limit: { en: 'where pressure begins', ko: '압박이 시작되는 값' },
} as const satisfies Record<string, Text>;

/** Look-alikes, with the numbers that rule them out. */
export const notThese = (facts: Facts): NotThis[] => [
  {
    rule: 'path-loss',
    because: {
      en: `this kernel received these ${num(facts.dropped)} segments and threw them away itself`,
      ko: `이 커널이 세그먼트 ${num(facts.dropped)}개를 받은 뒤 직접 버렸습니다`,
    },
  },
  {
    rule: 'receive-buffer-prune',
    because: {
      en: `${num(facts.ownLimit)} segments merged or pruned: no socket was over its own limit`,
      ko: `합치거나 정리한 세그먼트가 ${num(facts.ownLimit)}개입니다. 자기 한도를 넘은 소켓이 없었습니다`,
    },
  },
];

const FEWER_BUFFERS: Remedy = {
  at: 'application',
  do: {
    en: 'Read what has arrived, and close idle connections: unread data is what takes the memory',
    ko: '도착한 데이터를 읽고 유휴 연결을 닫습니다. 메모리를 차지하는 것은 읽지 않은 데이터입니다',
  },
  risk: { en: 'None', ko: '없음' },
  proof: lab('tcp-memory-limit', 'read'),
};

/** In an expert's order, by which limit was reached. */
export const REMEDIES: Readonly<Record<'machine' | 'group', readonly Remedy[]>> = {
  machine: [
    FEWER_BUFFERS,
    {
      at: 'kernel',
      do: {
        en: 'Find who uses the memory, then lower the third numbers of tcp_rmem and tcp_wmem, or raise net.ipv4.tcp_mem if the machine has memory to spare',
        ko: '메모리를 쓰는 소켓을 찾은 뒤 tcp_rmem, tcp_wmem의 세 번째 값을 낮추거나, 호스트에 여유가 있으면 net.ipv4.tcp_mem을 올립니다',
      },
      command: 'ss -tm | grep -o "skmem:([^)]*)" | sort | uniq -c | sort -rn | head',
      risk: {
        en: 'A limit above what the machine has ends in the OOM killer',
        ko: '호스트의 메모리보다 큰 한도는 OOM killer로 이어집니다',
      },
      proof: lab('tcp-memory-machine', 'raise-limit'),
    },
  ],
  group: [
    FEWER_BUFFERS,
    {
      at: 'process',
      do: {
        en: 'Raise the memory limit of the container or service: it has to hold the socket buffers as well',
        ko: '컨테이너나 서비스의 메모리 한도를 올립니다. 소켓 버퍼도 그 한도에 포함됩니다',
      },
      command: 'systemctl set-property SERVICE MemoryMax=...   # or --memory of the container',
      risk: {
        en: 'Less memory for the others on this machine',
        ko: '같은 호스트의 다른 프로세스가 쓸 메모리가 줄어듭니다',
      },
      proof: lab('tcp-memory-limit', 'higher-limit'),
    },
    {
      at: 'application',
      do: {
        en: 'With many connections: smaller receive buffers (SO_RCVBUF), so that their sum fits',
        ko: '연결이 많다면 합계가 한도에 들어가도록 수신 버퍼(SO_RCVBUF)를 줄입니다',
      },
      risk: {
        en: 'Caps the speed of each connection over long paths',
        ko: '먼 경로에서는 연결별 속도가 제한됩니다',
      },
      proof: lab('tcp-memory-limit', 'smaller-buffers'),
    },
  ],
};

/** What does nothing here. */
export const DOES_NOT_HELP: readonly Folklore[] = [
  {
    what: 'net.ipv4.tcp_rmem, net.core.rmem_max',
    because: {
      en: 'the sockets have room; larger buffers reach the common limit sooner',
      ko: '소켓에는 여유가 있습니다. 버퍼를 키우면 공통 한도에 더 빨리 도달합니다',
    },
    proof: lab('tcp-memory-limit', 'larger-buffers'),
  },
  {
    what: 'net.ipv4.tcp_congestion_control = bbr',
    because: {
      en: 'the path loses nothing; a faster sender is thrown away faster',
      ko: '경로에는 손실이 없습니다. 더 빨리 보내면 더 빨리 버려질 뿐입니다',
    },
    proof: lab('tcp-memory-limit', 'bbr'),
  },
];

/** The page of the rule. */
export const page: RulePage = {
  name: { en: 'TCP is out of memory', ko: 'TCP 메모리 부족' },
  mechanism: {
    en: 'Besides the buffer of each socket there are two common limits: net.ipv4.tcp_mem for the whole machine, and the memory limit of a control group (container, service). When one is reached the kernel squeezes receive queues and then throws arriving segments away, without an error to anyone. The sender takes it for loss on the path.',
    ko: '소켓별 버퍼 외에 두 가지 공통 한도가 있습니다. 시스템 전체의 net.ipv4.tcp_mem과 컨트롤 그룹(컨테이너, 서비스)의 메모리 한도입니다. 한도에 닿으면 커널은 수신 큐를 줄이고, 그다음에는 도착한 세그먼트를 오류 없이 버립니다. 보내는 쪽은 이를 경로의 손실로 여깁니다.',
  },
  evidence: {
    en: 'TCPRcvQDrop grows during the window while TCPRcvCollapsed and RcvPruned stand still, so that no socket was over its own limit (measured: 798 drops, nothing merged, sockets at 15%); or TCPMemoryPressures grows; or the TCP memory of the machine is above the second number of tcp_mem. Critical from 50 drops a second. PruneCalled alone, with every watched socket at most half full, is a notice.',
    ko: '관찰하는 동안 TCPRcvQDrop이 증가하는데 TCPRcvCollapsed, RcvPruned는 그대로여서 자기 한도를 넘은 소켓이 없거나(실측: 798개를 버리는 동안 합친 것 0개, 소켓 사용률 15%), TCPMemoryPressures가 증가하거나, 호스트의 TCP 메모리가 tcp_mem의 두 번째 값을 넘을 때입니다. 초당 50개 이상 버리면 심각 수준입니다. 관찰한 소켓이 모두 절반 이하만 차 있고 PruneCalled만 증가하면 참고 수준입니다.',
  },
  lookAlikes: {
    en: 'Loss on the path: the counters of the receiver stand still. A single full socket: TCPRcvQDrop and PruneCalled grow as well, but together with TCPRcvCollapsed or RcvPruned (receive-buffer-prune, receiver-app-slow).',
    ko: '경로의 손실: 수신 측 카운터가 변하지 않습니다. 가득 찬 소켓 하나: TCPRcvQDrop과 PruneCalled가 증가하지만 TCPRcvCollapsed나 RcvPruned도 함께 증가합니다(receive-buffer-prune, receiver-app-slow).',
  },
  remedies: [...REMEDIES.machine, ...REMEDIES.group.slice(1)],
  doesNotHelp: DOES_NOT_HELP,
  sources: [
    'tcp_try_rmem_schedule() in net/ipv4/tcp_input.c; __sk_mem_raise_allocated() in net/core/sock.c',
    'Documentation/networking/ip-sysctl.rst, tcp_mem',
    measured({
      en: 'a control group with 4 MB for sockets, 200 unread connections: 39% sent again on a perfect link',
      ko: '소켓 메모리가 4MB인 컨트롤 그룹, 읽지 않은 연결 200개: 손실 없는 링크에서 39% 재전송',
    }),
  ],
};
